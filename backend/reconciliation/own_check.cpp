#include "reconciliation/comparison.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::reconciliation {

using payment::BillKind;

namespace {
/// A payment or refund as our books have it.
struct OwnItem {
    BillKind kind{};
    const KnownOrder* order;
    std::string trade;
    payment::RefundId refund;
    Money amount;
    Instant at;
    std::string key;
};

/// The bill that has the item: that of its own day before any other.
std::optional<LocalDay> dayFound(const std::vector<LinePlace>& places, LocalDay own) {
    if (places.empty()) return std::nullopt;
    const bool there = std::any_of(places.begin(), places.end(),
                                   [own](const LinePlace& each) { return each.day == own; });
    return there ? own : places.front().day;
}

/// Holds an item of ours against the bills: found, still to come, or missing.
void hold(Comparison& run, const BillIndex& index, const OwnItem& item,
          const std::vector<LinePlace>& places) {
    const LocalDay own = dayOf(index.rules(), item.at);
    if (!run.judges(own)) return;
    const bool payment = item.kind == BillKind::Payment;
    const std::string& channel = index.rules().name;
    ChannelTotals& totals = run.totals(channel);
    const bool today = own == run.input.day;
    if (today) (payment ? totals.ourPayments : totals.ourRefunds).add(item.amount);
    const auto found = dayFound(places, own);
    if (found == own) return;
    if (found || !index.isOver(own)) {
        // What bill_check found on the day's own bill is told there.
        if (found == run.input.day) return;
        if (today) totals.carriedOut.add(item.amount);
        if (found && !today) return;
        run.out.carried.push_back({channel, item.kind, item.order->id, item.trade, item.refund,
                                   item.amount, item.at, own, found});
        return;
    }
    Difference difference;
    difference.kind = payment ? DifferenceKind::NotOnBill : DifferenceKind::RefundNotOnBill;
    difference.key = item.key;
    difference.day = own;
    difference.channel = channel;
    difference.order = item.order->id;
    difference.meter = item.order->meter;
    difference.ours = item.amount;
    difference.text =
        fmt::format("{} of {} CNY of order {}, trade {}, is on no bill of {} around {}",
                    payment ? "the payment" : "the refund", item.amount.yuanText(),
                    item.order->id.text(), item.trade, channel, dayText(own));
    run.differ(std::move(difference));
}

void holdPayment(Comparison& run, const BillIndex& index, const KnownOrder& order,
                 const KnownPayment& payment) {
    const auto& places = index.payments(payment.trade);
    // Paid and sent back by a cancel: channels that net this out on the same day have neither.
    const bool undone = places.empty() && index.refundsOf(payment.trade).empty() &&
                        run.entry(returnedKey(order.channel, payment.trade)) != nullptr;
    if (undone) return;
    hold(run, index,
         {BillKind::Payment,
          &order,
          payment.trade,
          {},
          payment.amount,
          payment.at,
          paymentKey(order.channel, payment.trade)},
         places);
}

void holdRefund(Comparison& run, const BillIndex& index, const KnownOrder& order,
                const KnownRefund& refund) {
    std::vector<LinePlace> places = index.refunds(refund.id);
    for (const LinePlace& each : index.refundsOf(refund.trade)) {
        if (index.isUnnamed(run, refund, *each.line)) places.push_back(each);
    }
    if (refund.stage == RefundStage::Returned && refund.endedAt) {
        return hold(run, index,
                    {BillKind::Refund, &order, refund.trade, refund.id, refund.amount,
                     *refund.endedAt, refundKey(refund.id)},
                    places);
    }
    const bool unfinished =
        refund.stage == RefundStage::Open || refund.stage == RefundStage::Failed;
    const Duration age = run.input.now - refund.requestedAt;
    if (!unfinished || age <= run.input.policy.refundOverdueAfter) return;
    Difference difference;
    difference.kind = DifferenceKind::RefundOverdue;
    difference.key = refundKey(refund.id);
    difference.day = run.input.day;
    difference.channel = order.channel;
    difference.order = order.id;
    difference.meter = order.meter;
    difference.ours = refund.amount;
    difference.text =
        fmt::format("refund {} of {} CNY of order {} is {} since {}", refund.id.text(),
                    refund.amount.yuanText(), order.id.text(),
                    refund.stage == RefundStage::Failed ? "failed, asked for" : "open",
                    isoText(refund.requestedAt));
    run.differ(std::move(difference));
}

/// What a cancel sent back is booked under the trade.
void holdReturned(Comparison& run, const BookedEntry& entry) {
    const auto what = channelTradeOf(entry.key);
    if (!what) return;
    const BillIndex* index = run.bills(what->channel);
    const PaymentPlace* paid = run.payment(paymentKey(what->channel, what->trade));
    if (index == nullptr || paid == nullptr) return;
    const auto& places = index->refundsOf(what->trade);
    if (places.empty() && index->payments(what->trade).empty()) return;
    hold(run, *index,
         {BillKind::Refund, paid->order, what->trade, {}, entry.amount, entry.at, entry.key},
         places);
}
}  // namespace

void checkOwn(Comparison& run) {
    for (const KnownOrder& order : run.input.orders) {
        const BillIndex* index = run.bills(order.channel);
        if (index == nullptr) continue;
        for (const KnownPayment& payment : order.payments)
            holdPayment(run, *index, order, payment);
        for (const KnownRefund& refund : order.refunds)
            holdRefund(run, *index, order, refund);
    }
    for (const BookedEntry& entry : run.input.entries) {
        if (entry.key.starts_with("returned:")) holdReturned(run, entry);
    }
}

}  // namespace wattill::reconciliation
