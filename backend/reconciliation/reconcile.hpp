#pragma once

#include "reconciliation/difference.hpp"
#include "reconciliation/facts.hpp"

#include <vector>

namespace wattill::reconciliation {

/// A line of the day's bill that fits what we have.
struct MatchedLine {
    std::string channel;
    payment::BillLine line;
    OrderId order;
    MeterId meter;
};

/// How many, and how much.
struct Tally {
    std::int64_t count = 0;
    Money sum;
    void add(Money amount) {
        ++count;
        sum += amount;
    }
    bool operator==(const Tally&) const = default;
};

struct ChannelTotals {
    std::string channel;
    bool billThere = false;
    Tally billPayments;  ///< as the bill has them
    Tally billRefunds;
    Money fee;  ///< what the channel keeps
    Money net;  ///< payments less refunds less fee: what the channel owes for the day
    Tally matchedPayments;
    Tally matchedRefunds;
    Tally ourPayments;  ///< as our books have them in the channel's day
    Tally ourRefunds;
    Tally carriedIn;   ///< ours of the day before, found on this day's bill
    Tally carriedOut;  ///< ours of this day, not on its bill
    std::int64_t differences = 0;
};

/// What stands in our books in one of the channel's days and on its bill in another. It is no
/// difference while the next day's bill may still have it.
struct CarriedItem {
    std::string channel;
    payment::BillKind kind{};
    OrderId order;
    std::string trade;
    payment::RefundId refund;
    Money amount;
    Instant at;
    LocalDay day;                     ///< the day of our books
    std::optional<LocalDay> foundOn;  ///< the bill that has it; empty: none so far
};

struct Outcome {
    LocalDay day;
    /// Every channel's bill of the day was there, with no row that nobody could read: what is said
    /// of the day before is final.
    bool complete = true;
    std::vector<ChannelTotals> channels;
    std::vector<Difference> differences;  ///< by kind and key, none twice
    std::vector<MatchedLine> matched;     ///< in the bill's order
    std::vector<CarriedItem> carried;
};

/// Compares the channel's bills, the orders, the journal and the meters. A run of a day judges that
/// day and once more the day before, whose window has closed meanwhile. Pure; linear in its input.
[[nodiscard]] Outcome reconcile(const Input& input);

}  // namespace wattill::reconciliation
