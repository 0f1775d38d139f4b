#pragma once

#include "base/time.hpp"
#include "order/balance_fit.hpp"

#include <cstddef>

namespace wattill::order {

using namespace std::chrono_literals;

/// Times and bounds of commands to meters. The defaults are the product's; a site may change some.
struct CommandPolicy {
    Duration giveUpAfter = 24h;  ///< from the moment it was due; a request may say otherwise
    Duration retry = 2s;         ///< doubles up to retryLongest
    Duration retryLongest = 5min;
    /// What was sent may reach the meter late, through a gateway's buffer, and show late: a profile
    /// gives it up to 30 s. Two looks so far apart prove that it did not.
    Duration settledAfter = 40s;
    Duration alarmAfter = 10min;  ///< an outcome unknown for so long is worth an alarm
    int mostAttempts = 5;         ///< sends of one ticket that may be repeated
    Duration orderBusyRetry = 1s;
    /// Trips of one batch above this need `confirm`, the number of meters typed once more.
    std::size_t unconfirmedTrips = 10;
    /// So many trips of batches are under way at once, in all.
    std::size_t tripsAtOnce = 3;
    std::size_t mostMeters = 10'000;  ///< of one batch
    UseBounds use;                    ///< as for sales: for judging whether a read-back fits
};

}  // namespace wattill::order
