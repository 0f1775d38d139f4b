#pragma once

#include "simulator/gateway/book.hpp"
#include "simulator/gateway/script.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace wattill::sim {

/// One line of a bill, before a channel writes it in its own way.
struct BillRow {
    std::string order;
    std::string txnTime;
    std::string trade;
    std::string refund;  ///< its number; empty for a payment
    std::string kind;    ///< "payment", or Refund::kind
    std::string own;     ///< the channel's number of a refund
    std::string subject;
    std::string terminal;
    std::string store;
    std::string operatorId;
    std::string reserved;
    std::int64_t fen = 0;
    std::int64_t feeFen = 0;
    std::int64_t createdAt = 0;
    std::int64_t at = 0;
};

/// What the script wants of this one bill.
struct BillWish {
    std::vector<BillRow> rows;
    bool early = false;     ///< also for a day that is not over
    bool notReady = false;  ///< although it is
    bool corrupt = false;
};

/// Payments and refunds of a channel from `from` to before `to`, in the order of time, with extra,
/// missing and changed rows as the script wants. The fee is 6 in 1000, given back with a refund.
[[nodiscard]] BillWish billOf(Book& book, Script& script, const std::string& channel,
                              std::int64_t from, std::int64_t to);

}  // namespace wattill::sim
