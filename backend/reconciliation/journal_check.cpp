#include "reconciliation/comparison.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wattill::reconciliation {

namespace {
/// Something of an order that must be in the journal.
struct Booking {
    const KnownOrder* order;
    std::string key;
    Money amount;
    Instant at;
    const char* what;
};

Difference differenceOf(const Booking& booking, LocalDay day) {
    Difference difference;
    difference.key = booking.key;
    difference.day = day;
    difference.channel = booking.order->channel;
    difference.order = booking.order->id;
    difference.meter = booking.order->meter;
    difference.ours = booking.amount;
    return difference;
}

void mustBeBooked(Comparison& run, const Booking& booking) {
    const LocalDay day = dayOf(rulesOf(booking.order->channel), booking.at);
    if (!run.judges(day)) return;
    const BookedEntry* entry = run.entry(booking.key);
    if (entry != nullptr && entry->amount == booking.amount) return;
    Difference difference = differenceOf(booking, day);
    const std::string what = fmt::format("{} of {} CNY of order {}", booking.what,
                                         booking.amount.yuanText(), booking.order->id.text());
    if (entry == nullptr) {
        difference.kind = DifferenceKind::NotBooked;
        difference.text = fmt::format("{} has no entry {}", what, booking.key);
    } else {
        difference.kind = DifferenceKind::BookedAmountDiffers;
        difference.theirs = entry->amount;
        difference.text = fmt::format("{} is booked with {} CNY in entry {}", what,
                                      entry->amount.yuanText(), booking.key);
    }
    run.differ(std::move(difference));
}

/// What the key of an entry stands for, as far as we know such keys.
struct Meaning {
    bool known = false;   ///< a key that this check understands
    bool stands = false;  ///< the fact is there
    std::string channel;
};

/// An entry that an order has once at most: its key is the prefix and the order.
struct OfOrder {
    std::string_view prefix;
    bool (*stands)(const KnownOrder&);
};
constexpr std::array<OfOrder, 4> kOfOrder{{
    {"delivery:", [](const KnownOrder& order) { return order.delivery.has_value(); }},
    {"refund-booked:", [](const KnownOrder& order) { return order.refundBooked.has_value(); }},
    {"set-off:", [](const KnownOrder& order) { return order.setOff.has_value(); }},
    {"set-off-undone:",
     [](const KnownOrder& order) { return order.setOff && order.setOff->undone; }},
}};

bool isReversed(const KnownOrder& order, const std::string& key) {
    return std::any_of(
        order.reversals.begin(), order.reversals.end(),
        [&](const KnownReversal& each) { return reversalKey(order.id, each.number) == key; });
}

Meaning meaningOf(const Comparison& run, const std::string& key) {
    const auto rest = [&key](std::string_view prefix) { return key.substr(prefix.size()); };
    if (key.starts_with("payment:") || key.starts_with("returned:")) {
        const auto what = channelTradeOf(key);
        if (!what) return {};
        const bool paid = run.payment(paymentKey(what->channel, what->trade)) != nullptr;
        return {true, paid, what->channel};
    }
    for (const auto& [prefix, stands] : kOfOrder) {
        if (!key.starts_with(prefix)) continue;
        const KnownOrder* order = run.order(OrderId(rest(prefix)));
        if (order == nullptr) return {true, false, {}};
        return {true, stands(*order), order->channel};
    }
    if (key.starts_with("reversal:")) {
        const std::string of = rest("reversal:");
        const KnownOrder* order = run.order(OrderId(of.substr(0, of.rfind(':'))));
        if (order == nullptr) return {true, false, {}};
        return {true, isReversed(*order, key), order->channel};
    }
    if (key.starts_with("refund:")) {
        const RefundPlace* place = run.refund(payment::RefundId(rest("refund:")));
        if (place == nullptr) return {true, false, {}};
        const RefundStage stage = place->refund->stage;
        return {true, stage == RefundStage::Returned || stage == RefundStage::Settled,
                place->order->channel};
    }
    return {};
}

void mustStand(Comparison& run, const BookedEntry& entry) {
    const Meaning meaning = meaningOf(run, entry.key);
    if (!meaning.known || meaning.stands) return;
    const LocalDay day = dayOf(rulesOf(meaning.channel), entry.at);
    if (!run.judges(day)) return;
    Difference difference;
    difference.kind = DifferenceKind::BookedForNothing;
    difference.key = entry.key;
    difference.day = day;
    difference.channel = meaning.channel;
    difference.order = OrderId(entry.reference);
    difference.theirs = entry.amount;
    difference.text = fmt::format("entry {} books {} CNY for what no order has (reference {})",
                                  entry.key, entry.amount.yuanText(), entry.reference);
    run.differ(std::move(difference));
}

/// What became of the order's money once it was there.
void fateMustBeBooked(Comparison& run, const KnownOrder& order) {
    if (order.delivery) {
        mustBeBooked(run, {&order, deliveryKey(order.id), order.delivery->amount,
                           order.delivery->at, "the delivery"});
    }
    if (order.refundBooked) {
        mustBeBooked(run, {&order, refundBookedKey(order.id), order.refundBooked->amount,
                           order.refundBooked->at, "the booking for refund"});
    }
    for (const KnownReversal& reversal : order.reversals) {
        mustBeBooked(run, {&order, reversalKey(order.id, reversal.number), reversal.amount,
                           reversal.at, "the reversal"});
    }
    if (!order.setOff || !order.setOff->decidedAt) return;
    const auto& [amount, undone, decidedAt] = *order.setOff;
    mustBeBooked(run, {&order, setOffKey(order.id), amount, *decidedAt, "the set-off"});
    if (!undone) return;
    mustBeBooked(
        run, {&order, setOffUndoneKey(order.id), amount, *decidedAt, "the undoing of the set-off"});
}
}  // namespace

void checkJournal(Comparison& run) {
    for (const KnownOrder& order : run.input.orders) {
        for (const KnownPayment& payment : order.payments) {
            mustBeBooked(run, {&order, paymentKey(order.channel, payment.trade), payment.amount,
                               payment.at, "the payment"});
        }
        fateMustBeBooked(run, order);
        for (const KnownRefund& refund : order.refunds) {
            if (refund.stage != RefundStage::Returned || !refund.endedAt) continue;
            mustBeBooked(
                run, {&order, refundKey(refund.id), refund.amount, *refund.endedAt, "the refund"});
        }
    }
    for (const BookedEntry& entry : run.input.entries)
        mustStand(run, entry);
}

}  // namespace wattill::reconciliation
