#pragma once

#include "base/time.hpp"
#include "order/balance_fit.hpp"

namespace wattill::order {

using namespace std::chrono_literals;

/// Times and bounds of an order. The defaults are the product's; a site may change some.
struct Policy {
    Money minAmount = Money::fromMicroYuan(1'000'000);
    Money maxAmount = Money::fromMicroYuan(5'000'000'000);
    Duration payWithin = 3min;  ///< how long the code is shown
    /// The gateway is told to close the trade by itself after this; at least 5 min for Alipay.
    Duration gatewayExpiry = 5min;
    Duration stayOpen = 24h;  ///< added to the gateway's own expiry: until then late money counts
    Duration createWithin = 20s;
    Duration createRetry = 2s;
    Duration queryEvery = 5s;
    Duration querySeenEvery = 2s;       ///< once somebody scanned the code
    Duration cancelRetry = 5s;          ///< doubles up to sweepLongest
    Duration cancelSettle = 60s;        ///< how long an unanswered cancel may still take effect
    Duration lateCreditWithin = 30min;  ///< a late payment younger than this is credited
    /// A late payment that the channel does not confirm for so long is a person's to decide.
    Duration lateUnconfirmed = 1h;
    Duration sweepFirst = 1min;  ///< then 5 min, 15 min, then every sweepLongest
    Duration sweepLongest = 1h;
    Duration meterBusyRetry = 1s;
    Duration meterRetry = 2s;  ///< doubles up to meterRetryLongest
    Duration meterRetryLongest = 5min;
    Duration meterAlarmAfter = 10min;
    Duration refundQueryAfter = 10s;  ///< Alipay wants 10 s at least; doubles up to sweepLongest
    Duration refundSettle = 60s;      ///< how long a request may take to arrive at the channel
    Duration refundRetry = 1min;      ///< when the balance is too low; doubles up to sweepLongest
    Duration refundAlarmAfter = 10min;
    Duration commandLookEvery = 2s;  ///< doubles up to a minute
    /// What more of an order is reversed than that, in one step or in several, needs a second
    /// person.
    Money reverseAlone = Money::fromMicroYuan(500'000'000);
    /// People are told apart by tokens of their own. Else nothing that needs two is done: one could
    /// give two names.
    bool knowsTwoPersons = true;
    Duration deliverWithin = 24h;  ///< then, if provably not sold, the money is booked for refund
    /// How long after a sale was last sent it may still arrive, as CommandPolicy::settledAfter.
    Duration saleSettle = 40s;
    UseBounds use;  ///< for judging whether a read-back fits
};

}  // namespace wattill::order
