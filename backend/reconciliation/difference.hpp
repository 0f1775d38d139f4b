#pragma once

#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wattill::reconciliation {

enum class DifferenceKind {
    BillMissing,     ///< the channel's bill is overdue
    BillUnreadable,  ///< it makes no sense
    BillRowUnread,   ///< a row of it makes no sense; the rest was compared
    DuplicateLine,   ///< the bills have the same payment or refund twice
    // ---- payments, bill against orders
    UnmatchedIn,      ///< the bill has a payment that we have not
    NotOnBill,        ///< we have a payment that no bill has, and its time is over
    AmountDiffers,    ///< both have it, with another amount
    OrderDiffers,     ///< the bill has the trade for another order
    TerminalDiffers,  ///< the bill has it from another terminal
    ExtraNotBooked,   ///< an order was paid twice, and the second payment is not booked
    // ---- refunds, bill against orders
    RefundNotOurs,        ///< the bill has a refund that we did not ask for
    RefundNotOnBill,      ///< we take it for returned, no bill has it, and its time is over
    RefundAmountDiffers,  ///< both have it, with another amount
    RefundStateDiffers,   ///< the bill has it, but we took it for failed or gave it back by hand
    RefundOverdue,        ///< not returned after days
    // ---- orders against the journal
    NotBooked,            ///< a payment, delivery or refund without its entry
    BookedForNothing,     ///< an entry without its payment, delivery or refund
    BookedAmountDiffers,  ///< both are there, with another amount
    // ---- deliveries against meters
    MeterCountAhead,   ///< somebody else sold to the meter
    MeterCountBehind,  ///< a delivered sale is not on the meter
    MeterCreditAbove,  ///< it has more than was there after the last sale
    MeterCreditBelow,  ///< it has less than can be left
};
/// "unmatched-in": for JSON, the database and logs.
[[nodiscard]] std::string_view name(DifferenceKind kind);
[[nodiscard]] std::optional<DifferenceKind> differenceKindFrom(std::string_view name);
/// It is about how things stand now, not about a day.
[[nodiscard]] bool isStanding(DifferenceKind kind);
/// A run of `run` that does not find a difference of `kind` and `day` proves that it is gone.
[[nodiscard]] bool isJudgedBy(LocalDay run, DifferenceKind kind, LocalDay day);

/// Where two of the three do not agree. Kind and key are its identity: the same one day after day
/// and run after run.
struct Difference {
    DifferenceKind kind{};
    std::string key;  ///< "payment:alipay:2026…", "refund:…", "delivery:K01…", "meter:…", "bill:…"
    LocalDay day;         ///< the channel's day it belongs to; for what is standing: of the run
    std::string channel;  ///< empty where none has to do with it
    OrderId order;        ///< empty where none is known
    MeterId meter;        ///< empty where none is known
    Money ours;           ///< what we have; zero where we have nothing
    Money theirs;         ///< what the bill, the journal or the meter has
    std::string text;     ///< for people; the same in every run while nothing changes
    bool operator==(const Difference&) const = default;
};

}  // namespace wattill::reconciliation
