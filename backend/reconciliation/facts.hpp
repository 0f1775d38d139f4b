#pragma once

#include "ledger/entry.hpp"
#include "payment/bill.hpp"
#include "reconciliation/channel_day.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wattill::reconciliation {

/// What is compared: values of one moment, read off the database in one snapshot. Times are this
/// node's, so they may be later than the channel's (a payment is learned of after it was made) and
/// a little earlier (clocks differ).

struct KnownPayment {
    std::string trade;  ///< the channel's number
    Money amount;
    Instant at;          ///< when it was booked
    bool extra = false;  ///< not the order's own payment: booked for refund at once
};

enum class RefundStage {
    Open,      ///< booked, not yet returned
    Returned,  ///< the channel says that the money went back
    Failed,    ///< came to nothing; a person decides
    Settled,   ///< given back another way, or under another number
};

struct KnownRefund {
    payment::RefundId id;
    std::string trade;  ///< of the payment that goes back
    Money amount;
    RefundStage stage = RefundStage::Open;
    Instant requestedAt;
    std::optional<Instant> endedAt;
};

struct KnownDelivery {
    Money amount;
    Instant at;  ///< when it was proven
};

/// What was paid became payable to the payer: nothing of it is on the meter.
struct KnownRefundBooking {
    Money amount;
    Instant at;
};

/// Delivered credit that was taken back, or booked as a debt.
struct KnownReversal {
    int number = 1;  ///< within the order
    Money amount;
    Instant at;  ///< when it was done
};

/// Of the order's amount, what paid a debt of the account.
struct KnownSetOff {
    Money amount;
    bool undone = false;  ///< with the refund of the order
    /// When the order was delivered or booked for refund: by then it is booked. Empty: not yet.
    std::optional<Instant> decidedAt;
};

struct KnownOrder {
    OrderId id;
    std::string channel;
    std::string terminal;
    MeterId meter;
    Money amount;
    std::string state;  ///< its word, for people
    std::vector<KnownPayment> payments;
    std::vector<KnownRefund> refunds;
    std::optional<KnownDelivery> delivery;
    std::optional<KnownRefundBooking> refundBooked;
    std::vector<KnownReversal> reversals;  ///< those that are done
    std::optional<KnownSetOff> setOff;
};

/// An entry of the journal. Which fact it stands for is told by its key:
/// "payment:<channel>:<trade>", "delivery:<order>", "refund:<refund>",
/// "returned:<channel>:<trade>", "refund-booked:<order>", "reversal:<order>:<number>",
/// "set-off:<order>", "set-off-undone:<order>". Others are not looked at.
struct BookedEntry {
    std::string key;
    std::string reference;
    Money amount;  ///< the sum of its debits
    Instant at;
};

/// A meter as last read, against what was sold to it.
struct KnownMeter {
    MeterId meter;
    Instant readAt;
    std::optional<std::uint32_t> count;  ///< empty: the model does not count
    std::optional<Money> balance;        ///< empty: the model keeps none
    std::uint32_t lastSaleCount = 0;     ///< the highest of its delivered orders
    Instant lastSaleAt;
    std::optional<Money> balanceAfterSale;  ///< as read after that sale
    /// An order may have a sale under way there, or a command or a person changed count or balance
    /// since the last sale: nothing can be told.
    bool unsettled = false;
    // ---- credit that commands of ours took off it since that sale, each proven
    Money taken;
    std::uint32_t timesTaken = 0;
    std::optional<Instant> takenAt;  ///< the last time; empty: never
};

/// Lines of a channel's bill of one day.
struct BillDay {
    LocalDay day;
    bool whole =
        true;  ///< false: only those lines that name an order, trade or refund of the input
    std::vector<payment::BillLine> lines;
    std::vector<payment::UnreadRow> unread = {};  ///< empty unless `whole`
};

struct Channel {
    ChannelRules rules;
    std::vector<BillDay> bills;  ///< by day
    std::string unreadable;      ///< why the bill of the day could not be read; empty: it could
    bool saysNone = false;       ///< asked for the bill of the day, the channel said it has none
};

struct Policy {
    /// After the end of its day a bill is overdue: the next day's 09:30 (facts 1.13: by 09:00) and
    /// 24 h.
    Duration billOverdueAfter = std::chrono::minutes(33 * 60 + 30);
    Duration refundOverdueAfter = std::chrono::hours(72);
    /// What can be used up at most, and what may differ, between two readings.
    Money mostUsePerHour = Money::fromMicroYuan(100'000'000);
    Money tolerance = Money::fromMicroYuan(1'000'000);
};

/// All that one run looks at. Bills from `day` - 2 to `day` + 1 as far as they are there; orders
/// with a payment, a delivery or the end of a refund in the days `day` - 1 and `day`, those that
/// the bills name, and those with an open refund; entries of the same days, with a day to spare at
/// each side, and what was set off of these orders whenever that was.
struct Input {
    LocalDay day;
    Instant now;
    std::vector<Channel> channels;
    std::vector<KnownOrder> orders;
    std::vector<BookedEntry> entries;
    std::vector<KnownMeter> meters;
    Policy policy;
};

}  // namespace wattill::reconciliation
