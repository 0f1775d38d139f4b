#include "month.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::reconciliation {

using namespace std::chrono_literals;
using payment::BillKind;
using payment::BillLine;
using payment::RefundId;
using std::chrono::days;

namespace {
std::string paymentOf(const KnownOrder& order) {
    return "payment:" + order.channel + ":" + order.payments[0].trade;
}
std::string refundOf(const KnownOrder& order) {
    return "refund:" + order.refunds[0].id.text();
}
}  // namespace

bool Month::is(Plain what, const KnownOrder& order) {
    const bool plain = !order.setOff && order.reversals.empty();
    switch (what) {
        case Plain::Delivered:
            return plain && order.delivery && order.refunds.empty();
        case Plain::Refunded:
            return plain && order.refundBooked && order.refunds.size() == 1;
        case Plain::Reversed:
            return !order.reversals.empty();
        case Plain::SetOff:
            return order.setOff && !order.setOff->undone;
        case Plain::SetOffUndone:
            return order.setOff && order.setOff->undone;
    }
    return false;
}

KnownOrder& Month::take(Plain what, const std::string& channel) {
    for (std::size_t tried = 0; tried < m_orders.size(); ++tried) {
        m_cursor = (m_cursor + 7919) % m_orders.size();
        KnownOrder& order = m_orders[m_cursor];
        if (order.payments.size() != 1 || m_taken.contains(order.id.text())) continue;
        if (!is(what, order) || (!channel.empty() && order.channel != channel)) continue;
        const Instant paid = m_paidAt.at(order.id.text());
        const LocalDay day = dayOf(rulesOf(order.channel), paid);
        // Late news would be told as something else for a day; the edges are never final.
        const bool late = order.payments[0].at - paid > 1h;
        const bool edge = day < m_first + days(3) || day > m_first + days(kDays - 8);
        if (late || edge) continue;
        m_taken.insert(order.id.text());
        return order;
    }
    std::abort();  // too many errors for so few orders
}

BillLine& Month::lineOf(const KnownOrder& order, BillKind kind) {
    for (auto& [day, lines] : m_bills[order.channel]) {
        for (BillLine& line : lines) {
            if (line.order == order.id && line.kind == kind) return line;
        }
    }
    std::abort();
}

void Month::removeLine(const KnownOrder& order, BillKind kind) {
    for (auto& [day, lines] : m_bills[order.channel]) {
        std::erase_if(lines, [&](const BillLine& line) {
            return line.order == order.id && line.kind == kind;
        });
    }
}

void Month::removeEntry(const std::string& key) {
    m_gone.insert(key);
}

BookedEntry& Month::entryOf(const std::string& key) {
    return m_entries[m_entryByKey.at(key)];
}

void Month::plant(int ofEach) {
    for (int round = 0; round < ofEach; ++round) {
        plantInPayments(round);
        plantInLines(round);
        plantInRefunds(round);
        plantInJournal(round);
        plantInFates(round);
        plantInMeters(round);
    }
}

void Month::plantInPayments(int round) {
    const Money one = Money::fromFen(100);
    // A payment for a number that is not ours.
    const BillLine like = lineOf(take(Plain::Delivered), BillKind::Payment);
    const std::string channel = round % 2 == 0 ? "alipay" : "unionpay";
    BillLine stray = like;
    stray.order = OrderId(fmt::format("CARPARK{:05}", round));
    stray.trade = newTrade();
    linesOf(rulesOf(channel), *like.at).push_back(stray);
    expect(DifferenceKind::UnmatchedIn, "payment:" + channel + ":" + stray.trade);
    // A payment of ours that we never heard of.
    KnownOrder& unheard = take(Plain::Delivered);
    expect(DifferenceKind::UnmatchedIn, paymentOf(unheard));
    removeEntry(paymentOf(unheard));
    removeEntry("delivery:" + unheard.id.text());
    unheard.payments.clear();
    unheard.delivery.reset();
    unheard.state = "expired";

    KnownOrder& missing = take(Plain::Delivered);
    removeLine(missing, BillKind::Payment);
    expect(DifferenceKind::NotOnBill, paymentOf(missing));

    KnownOrder& amount = take(Plain::Delivered);
    lineOf(amount, BillKind::Payment).amount += one;
    expect(DifferenceKind::AmountDiffers, paymentOf(amount));

    KnownOrder& other = take(Plain::Delivered);
    lineOf(other, BillKind::Payment).order = OrderId("K010000000000000");
    expect(DifferenceKind::OrderDiffers, paymentOf(other));

    KnownOrder& terminal = take(Plain::Delivered, "alipay");
    lineOf(terminal, BillKind::Payment).terminal = "K07";
    expect(DifferenceKind::TerminalDiffers, paymentOf(terminal));
}

void Month::plantInLines(int round) {
    KnownOrder& twice = take(Plain::Delivered);
    BillLine extra = lineOf(twice, BillKind::Payment);
    const ChannelRules rules = rulesOf(twice.channel);
    extra.trade = newTrade();
    linesOf(rules, *extra.at).push_back(extra);
    expect(DifferenceKind::ExtraNotBooked, "payment:" + twice.channel + ":" + extra.trade);

    // The same line once more: on the same bill, or on the next day's.
    KnownOrder& repeated = take(Plain::Delivered);
    const BillLine line = lineOf(repeated, BillKind::Payment);
    const Instant at = round % 2 == 0 ? *line.at : *line.at + 24h;
    linesOf(rulesOf(repeated.channel), at).push_back(line);
    expect(DifferenceKind::DuplicateLine,
           fmt::format("line:{}:payment:{}", repeated.channel, line.trade));
}

void Month::plantInRefunds(int round) {
    KnownOrder& notOurs = take(Plain::Delivered);
    BillLine stray = lineOf(notOurs, BillKind::Payment);
    stray.kind = BillKind::Refund;
    stray.refund = RefundId(fmt::format("BYHAND{:05}", round));
    linesOf(rulesOf(notOurs.channel), *stray.at).push_back(stray);
    expect(DifferenceKind::RefundNotOurs,
           fmt::format("refund:{}:{}:{}", notOurs.channel, stray.trade, stray.refund.text()));

    KnownOrder& missing = take(Plain::Refunded);
    removeLine(missing, BillKind::Refund);
    expect(DifferenceKind::RefundNotOnBill, refundOf(missing));

    KnownOrder& amount = take(Plain::Refunded);
    lineOf(amount, BillKind::Refund).amount = Money::fromFen(1);
    expect(DifferenceKind::RefundAmountDiffers, refundOf(amount));

    KnownOrder& state = take(Plain::Refunded);
    state.refunds[0].stage = round % 2 == 0 ? RefundStage::Failed : RefundStage::Settled;
    if (round % 2 == 0) state.refunds[0].endedAt.reset();
    expect(DifferenceKind::RefundStateDiffers, refundOf(state));
    removeEntry(refundOf(state));
    if (round % 2 == 0) expect(DifferenceKind::RefundOverdue, refundOf(state));

    KnownOrder& open = take(Plain::Refunded);
    removeLine(open, BillKind::Refund);
    removeEntry(refundOf(open));
    open.refunds[0].stage = RefundStage::Open;
    open.refunds[0].endedAt.reset();
    expect(DifferenceKind::RefundOverdue, refundOf(open));
}

void Month::plantInJournal(int round) {
    KnownOrder& unbooked = take(Plain::Delivered);
    removeEntry(paymentOf(unbooked));
    expect(DifferenceKind::NotBooked, paymentOf(unbooked));

    KnownOrder& delivered = take(Plain::Delivered);
    removeEntry("delivery:" + delivered.id.text());
    expect(DifferenceKind::NotBooked, "delivery:" + delivered.id.text());

    KnownOrder& refunded = take(Plain::Refunded);
    removeEntry(refundOf(refunded));
    expect(DifferenceKind::NotBooked, refundOf(refunded));

    const Instant at = take(Plain::Delivered).payments[0].at;
    for (const std::string& key :
         {fmt::format("payment:alipay:FORGED{}", round), fmt::format("delivery:FORGED{}", round),
          fmt::format("refund:FORGED{}", round),
          fmt::format("returned:unionpay:FORGED{}", round)}) {
        book(key, OrderId("FORGED"), Money::fromFen(100), at);
        expect(DifferenceKind::BookedForNothing, key);
    }

    KnownOrder& amount = take(Plain::Delivered);
    entryOf(paymentOf(amount)).amount += Money::fromFen(1);
    expect(DifferenceKind::BookedAmountDiffers, paymentOf(amount));
    KnownOrder& credit = take(Plain::Delivered);
    entryOf("delivery:" + credit.id.text()).amount += Money::fromFen(1);
    expect(DifferenceKind::BookedAmountDiffers, "delivery:" + credit.id.text());
}

void Month::plantInEntries(Plain has, Plain hasNot, std::string (*keyOf)(const KnownOrder&)) {
    const std::string unbooked = keyOf(take(has));
    removeEntry(unbooked);
    expect(DifferenceKind::NotBooked, unbooked);
    const std::string amount = keyOf(take(has));
    entryOf(amount).amount -= Money::fromFen(1);
    expect(DifferenceKind::BookedAmountDiffers, amount);
    const KnownOrder& other = take(hasNot);
    book(keyOf(other), other.id, Money::fromFen(100), other.payments[0].at + 10s);
    expect(DifferenceKind::BookedForNothing, keyOf(other));
}

void Month::plantInFates(int round) {
    plantInEntries(Plain::Refunded, Plain::Delivered,
                   [](const KnownOrder& order) { return "refund-booked:" + order.id.text(); });
    plantInEntries(Plain::Reversed, Plain::Delivered,
                   [](const KnownOrder& order) { return "reversal:" + order.id.text() + ":1"; });
    plantInEntries(Plain::SetOff, Plain::Delivered,
                   [](const KnownOrder& order) { return "set-off:" + order.id.text(); });
    plantInEntries(Plain::SetOffUndone, Plain::SetOff,
                   [](const KnownOrder& order) { return "set-off-undone:" + order.id.text(); });
    // A third reversal of an order that has two, and one of no order at all.
    const KnownOrder& twice = take(Plain::Reversed);
    const Instant at = twice.payments[0].at;
    for (const std::string& key :
         {"reversal:" + twice.id.text() + ":3", fmt::format("reversal:FORGED{}:1", round)}) {
        book(key, twice.id, Money::fromFen(100), at);
        expect(DifferenceKind::BookedForNothing, key);
    }
}

void Month::plantInMeters(int) {
    const auto next = [this]() -> KnownMeter& {
        for (;;) {
            KnownMeter& meter = m_meters.at(m_meterCursor++);
            if (meter.count) return meter;
        }
    };
    const auto expectOf = [this](DifferenceKind kind, const KnownMeter& meter) {
        expect(kind, fmt::format("meter:{}:{}", meter.meter.text(), *meter.count));
    };
    KnownMeter& ahead = next();
    ++*ahead.count;
    expectOf(DifferenceKind::MeterCountAhead, ahead);
    KnownMeter& behind = next();
    --*behind.count;
    expectOf(DifferenceKind::MeterCountBehind, behind);
    KnownMeter& above = next();
    above.balance = *above.balanceAfterSale + Money::fromFen(5000);
    expectOf(DifferenceKind::MeterCreditAbove, above);
    KnownMeter& below = next();
    below.balance = Money::fromFen(-9'000'000);
    expectOf(DifferenceKind::MeterCreditBelow, below);
    // Under way: whatever it shows means nothing.
    KnownMeter& busy = next();
    *busy.count += 3;
    busy.unsettled = true;
}

}  // namespace wattill::reconciliation
