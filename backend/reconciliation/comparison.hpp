#pragma once

#include "reconciliation/reconcile.hpp"

#include <string_view>
#include <unordered_map>

namespace wattill::reconciliation {

/// Private to this folder: what a run looks things up in, and what it has found so far.

struct Comparison;

/// A line of a bill, and whose day it is.
struct LinePlace {
    LocalDay day;
    const payment::BillLine* line;
};

/// The bills of one channel, to be looked up in. Points into the Channel.
class BillIndex {
  public:
    explicit BillIndex(const Channel& channel);

    [[nodiscard]] const ChannelRules& rules() const { return m_channel->rules; }
    [[nodiscard]] const Channel& channel() const { return *m_channel; }
    /// The bill of this day is there, with all its lines.
    [[nodiscard]] const BillDay* whole(LocalDay day) const;
    /// What was done on this day is on one of two bills, and both are there.
    [[nodiscard]] bool isOver(LocalDay day) const;
    /// By day; empty: no bill has it.
    [[nodiscard]] const std::vector<LinePlace>& payments(const std::string& trade) const;
    [[nodiscard]] const std::vector<LinePlace>& refunds(const payment::RefundId& refund) const;
    /// Refunds of a payment, whatever their number.
    [[nodiscard]] const std::vector<LinePlace>& refundsOf(const std::string& trade) const;
    /// The line, which bears no refund number of ours, is this refund of ours: it went back, and no
    /// line has its number. A cancel that took effect late leaves that (facts 1.11, 1.12).
    [[nodiscard]] bool isUnnamed(const Comparison& run, const KnownRefund& refund,
                                 const payment::BillLine& line) const;
    /// An earlier line, of this day or a day before, says the same.
    [[nodiscard]] bool isRepetition(const payment::BillLine& line) const;

  private:
    using Lines = std::unordered_map<std::string, std::vector<LinePlace>>;
    [[nodiscard]] static const std::vector<LinePlace>& at(const Lines& lines,
                                                          const std::string& key);
    const Channel* m_channel;
    Lines m_payments;
    Lines m_refunds;
    Lines m_refundsOf;
};

struct PaymentPlace {
    const KnownOrder* order;
    const KnownPayment* payment;
};
struct RefundPlace {
    const KnownOrder* order;
    const KnownRefund* refund;
};

struct Comparison {
    explicit Comparison(const Input& input);

    [[nodiscard]] const KnownOrder* order(const OrderId& id) const;
    [[nodiscard]] const PaymentPlace* payment(const std::string& key) const;
    [[nodiscard]] const RefundPlace* refund(const payment::RefundId& id) const;
    [[nodiscard]] const BookedEntry* entry(const std::string& key) const;
    [[nodiscard]] const BillIndex* bills(const std::string& channel) const;
    [[nodiscard]] ChannelTotals& totals(const std::string& channel);
    /// The day itself, and the one before.
    [[nodiscard]] bool judges(LocalDay day) const {
        return day == input.day || day == input.day - std::chrono::days(1);
    }
    void differ(Difference difference) { out.differences.push_back(std::move(difference)); }

    const Input& input;
    Outcome out;

  private:
    std::vector<BillIndex> m_bills;
    std::unordered_map<OrderId, const KnownOrder*> m_orders;
    std::unordered_map<std::string, PaymentPlace> m_payments;
    std::unordered_map<std::string, RefundPlace> m_refunds;
    std::unordered_map<std::string, const BookedEntry*> m_entries;
};

[[nodiscard]] inline std::string paymentKey(std::string_view channel, std::string_view trade) {
    return "payment:" + std::string(channel) + ":" + std::string(trade);
}
[[nodiscard]] inline std::string returnedKey(std::string_view channel, std::string_view trade) {
    return "returned:" + std::string(channel) + ":" + std::string(trade);
}
[[nodiscard]] inline std::string deliveryKey(const OrderId& order) {
    return "delivery:" + order.text();
}
[[nodiscard]] inline std::string refundKey(const payment::RefundId& refund) {
    return "refund:" + refund.text();
}
[[nodiscard]] inline std::string refundBookedKey(const OrderId& order) {
    return "refund-booked:" + order.text();
}
[[nodiscard]] inline std::string reversalKey(const OrderId& order, int number) {
    return "reversal:" + order.text() + ":" + std::to_string(number);
}
[[nodiscard]] inline std::string setOffKey(const OrderId& order) {
    return "set-off:" + order.text();
}
[[nodiscard]] inline std::string setOffUndoneKey(const OrderId& order) {
    return "set-off-undone:" + order.text();
}
/// The channel and the trade of "payment:<channel>:<trade>" and "returned:…".
struct ChannelTrade {
    std::string channel;
    std::string trade;
};
[[nodiscard]] std::optional<ChannelTrade> channelTradeOf(const std::string& key);

// ---- what a run does, one after another
void checkBills(Comparison& run);     ///< bill_check.cpp: bills against orders
void checkOwn(Comparison& run);       ///< own_check.cpp: orders against bills
void checkPresence(Comparison& run);  ///< bill_check.cpp: the day's bills, after checkOwn
void checkJournal(Comparison& run);   ///< journal_check.cpp: orders against the journal, both ways
void checkMeters(Comparison& run);    ///< meter_check.cpp: deliveries against meters

}  // namespace wattill::reconciliation
