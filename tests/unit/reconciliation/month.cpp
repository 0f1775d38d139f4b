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
constexpr int kMeters = 2000;
constexpr Duration kDay = 24h;
/// When the node has a day's bill: 09:30 in Beijing, the morning after.
constexpr Duration kMorning = 9h + 30min;

std::string keyOfPayment(const std::string& channel, const std::string& trade) {
    return "payment:" + channel + ":" + trade;
}

Money feeOf(Money amount) {
    return Money::fromFen((amount.fen() * 6 + 500) / 1000);
}
}  // namespace

Month::Month(std::uint64_t seed, int orders, int length)
    : m_random(seed), m_first(*parseDay("2026-11-01")), m_days(length) {
    m_orders.reserve(static_cast<std::size_t>(orders) + 1000);
    for (int number = 0; number < orders; ++number)
        makeOrder(number);
    makeMeters();
}

std::string Month::newTrade() {
    return fmt::format("2026112200000{:09}", ++m_trades);
}

Instant Month::someMoment(const ChannelRules& rules) {
    const Instant begin = beginOf(rules, m_first);
    // Every fiftieth payment is made within seconds of the channel's midnight.
    if (m_random.below(50) == 0) {
        const auto day = static_cast<int>(
            1 + m_random.below(static_cast<std::uint64_t>(std::max(1, m_days - 2))));
        return begin + kDay * day + Duration(m_random.below(6000)) - 3s;
    }
    return begin + Duration(m_random.below(static_cast<std::uint64_t>((kDay * m_days).count())));
}

Duration Month::someDelay() {
    const std::uint64_t what = m_random.below(1000);
    if (what < 3) return 1h * static_cast<int>(2 + m_random.below(18));  // the line was down
    if (what < 100) return Duration(m_random.below(2000)) - 2s;          // the clock is behind
    return Duration(m_random.below(30'000));
}

void Month::book(const std::string& key, const OrderId& order, Money amount, Instant at) {
    m_entryByKey.emplace(key, m_entries.size());
    m_entries.push_back({key, order.text(), amount, at});
}

void Month::onBill(const KnownOrder& order, const Paid& paid) {
    const ChannelRules rules = rulesOf(order.channel);
    linesOf(rules, paid.at)
        .push_back({BillKind::Payment,
                    order.id,
                    paid.trade,
                    {},
                    paid.amount,
                    feeOf(paid.amount),
                    order.terminal,
                    paid.at});
}

void Month::makeOrder(int number) {
    KnownOrder order;
    order.id = OrderId(fmt::format("K01{:013}", number));
    order.channel = m_random.below(2) == 0 ? "alipay" : "unionpay";
    order.terminal = "K01";
    order.meter = MeterId(fmt::format("2207{:08}", m_random.below(kMeters)));
    order.amount = Money::fromFen(static_cast<std::int64_t>(100 * (1 + m_random.below(2000))));
    order.state = "delivered";
    const Paid paid{newTrade(), order.amount, someMoment(rulesOf(order.channel))};
    const Instant learned = paid.at + someDelay();
    onBill(order, paid);
    order.payments.push_back({paid.trade, paid.amount, learned, false});
    book(keyOfPayment(order.channel, paid.trade), order.id, paid.amount, learned);
    m_paidAt.emplace(order.id.text(), paid.at);
    const std::uint64_t fate = m_random.below(1000);
    if (fate < 10) {
        payBack(order, paid);
    } else if (fate < 15) {
        deliver(order, learned + 5s);
        reverseInParts(order, paid);
    } else if (fate < 18) {
        deliver(order, learned + 5s);
        payTwice(order, paid);
    } else if (fate < 20) {
        sendBackByCancel(order, paid);
    } else if (fate < 25) {
        setOff(order, learned + 3s);
        deliver(order, learned + 5s);
        order.setOff->decidedAt = order.delivery->at;
    } else if (fate < 29) {
        setOff(order, learned + 3s);
        payBack(order, paid);
    } else {
        deliver(order, learned + 5s);
    }
    m_byId.emplace(order.id.text(), m_orders.size());
    m_orders.push_back(std::move(order));
}

void Month::deliver(KnownOrder& order, Instant at) {
    order.delivery = {order.amount - (order.setOff ? order.setOff->amount : Money()), at};
    book("delivery:" + order.id.text(), order.id, order.delivery->amount, at);
}

void Month::setOff(KnownOrder& order, Instant at) {
    order.setOff = {Money::fromFen(order.amount.fen() / 5), false, std::nullopt};
    book("set-off:" + order.id.text(), order.id, order.setOff->amount, at);
}

void Month::addRefund(KnownOrder& order, const std::string& trade, Money amount, Instant at) {
    KnownRefund refund;
    refund.id = RefundId(fmt::format("{}R{}", order.id.text(), order.refunds.size() + 1));
    refund.trade = trade;
    refund.amount = amount;
    refund.stage = RefundStage::Returned;
    refund.requestedAt = at - 30s;
    refund.endedAt = at + Duration(m_random.below(20'000));
    linesOf(rulesOf(order.channel), at)
        .push_back({BillKind::Refund, order.id, trade, refund.id, amount, -feeOf(amount),
                    order.terminal, at});
    book("refund:" + refund.id.text(), order.id, amount, *refund.endedAt);
    order.refunds.push_back(std::move(refund));
}

void Month::payBack(KnownOrder& order, const Paid& paid) {
    order.state = "refunded";
    const Duration later = 1min + Duration(m_random.below(48ULL * 3600 * 1000));
    addRefund(order, paid.trade, paid.amount, order.payments[0].at + later);
    const Instant booked = order.refunds.back().requestedAt;
    order.refundBooked = {order.amount, booked};
    book("refund-booked:" + order.id.text(), order.id, order.amount, booked);
    if (!order.setOff) return;
    order.setOff->undone = true;
    order.setOff->decidedAt = booked;
    book("set-off-undone:" + order.id.text(), order.id, order.setOff->amount, booked);
}

void Month::reverseInParts(KnownOrder& order, const Paid& paid) {
    const Money part = Money::fromFen(order.amount.fen() / 4);
    for (const Duration later : {3h, 27h}) {
        addRefund(order, paid.trade, part, order.payments[0].at + later);
        const KnownReversal done{static_cast<int>(order.refunds.size()), part,
                                 order.refunds.back().requestedAt};
        order.reversals.push_back(done);
        book(fmt::format("reversal:{}:{}", order.id.text(), done.number), order.id, part, done.at);
    }
}

void Month::payTwice(KnownOrder& order, const Paid& paid) {
    const Paid extra{newTrade(), paid.amount, paid.at + 40s};
    onBill(order, extra);
    const Instant learned = std::max(order.payments[0].at, extra.at) + 10s;
    order.payments.push_back({extra.trade, extra.amount, learned, true});
    book(keyOfPayment(order.channel, extra.trade), order.id, extra.amount, learned);
    addRefund(order, extra.trade, extra.amount, learned + 1min);
}

void Month::sendBackByCancel(KnownOrder& order, const Paid& paid) {
    order.state = "refunded";
    const Instant back = order.payments[0].at + 20s;
    book("returned:" + order.channel + ":" + paid.trade, order.id, paid.amount, back);
    const ChannelRules rules = rulesOf(order.channel);
    if (m_random.below(2) == 0) {
        linesOf(rules, back)
            .push_back({BillKind::Refund,
                        order.id,
                        paid.trade,
                        {},
                        paid.amount,
                        -feeOf(paid.amount),
                        order.terminal,
                        back});
        return;
    }
    linesOf(rules, paid.at).pop_back();  // netted out: neither is on the bill
}

void Month::makeMeters() {
    const Instant end = beginOf(rulesOf("alipay"), m_first + days(m_days));
    for (int number = 0; number < kMeters; ++number) {
        KnownMeter meter;
        meter.meter = MeterId(fmt::format("2207{:08}", number));
        meter.lastSaleCount = static_cast<std::uint32_t>(1 + m_random.below(500));
        meter.lastSaleAt = end - 1h * static_cast<int>(1 + m_random.below(48));
        meter.readAt = end;
        meter.balanceAfterSale = Money::fromFen(20'000);
        if (m_random.below(10) != 0) meter.count = meter.lastSaleCount;
        meter.balance = Money::fromFen(static_cast<std::int64_t>(19'000 + m_random.below(1000)));
        m_meters.push_back(std::move(meter));
    }
}

std::int64_t Month::learnedAfterTheBill() const {
    return std::count_if(m_orders.begin(), m_orders.end(), [this](const KnownOrder& order) {
        const auto paid = m_paidAt.find(order.id.text());
        if (paid == m_paidAt.end() || order.payments.empty()) return false;
        const LocalDay day = dayOf(rulesOf(order.channel), paid->second);
        const Instant bill = beginOf(rulesOf("alipay"), day + days(1)) + kMorning;
        return day < m_first + days(m_days) && order.payments[0].at > bill;
    });
}

namespace {
/// Something of the order happened between `from` and `now`, or waits since before.
bool concerns(const KnownOrder& order, Instant from, Instant now) {
    const auto within = [&](Instant at) { return at >= from && at <= now; };
    const bool paid = std::any_of(order.payments.begin(), order.payments.end(),
                                  [&](const KnownPayment& each) { return within(each.at); });
    const bool delivered = order.delivery && within(order.delivery->at);
    return paid || delivered ||
           std::any_of(order.refunds.begin(), order.refunds.end(), [&](const KnownRefund& each) {
               return each.requestedAt <= now && (!each.endedAt || *each.endedAt >= from);
           });
}
}  // namespace

std::unordered_set<std::string> Month::namedAround(LocalDay day) const {
    std::unordered_set<std::string> named;
    for (const auto& [name, bills] : m_bills) {
        for (LocalDay each = day - days(2); each <= day; each += days(1)) {
            const auto lines = bills.find(each);
            if (lines == bills.end()) continue;
            for (const BillLine& line : lines->second)
                named.insert(line.order.text());
        }
    }
    return named;
}

Channel Month::channelUntil(LocalDay day, const std::string& name,
                            const std::unordered_set<std::string>& orders) const {
    Channel channel{rulesOf(name), {}, {}};
    for (const auto& [each, lines] : m_bills.at(name)) {
        if (each > day || each < m_first) continue;
        BillDay bill{each, each >= day - days(2), {}};
        if (bill.whole) {
            bill.lines = lines;
        } else {
            std::copy_if(lines.begin(), lines.end(), std::back_inserter(bill.lines),
                         [&](const BillLine& line) { return orders.contains(line.order.text()); });
        }
        channel.bills.push_back(std::move(bill));
    }
    return channel;
}

KnownOrder Month::seenAt(const KnownOrder& order, Instant now) {
    KnownOrder seen = order;
    std::erase_if(seen.payments, [&](const KnownPayment& each) { return each.at > now; });
    std::erase_if(seen.refunds, [&](const KnownRefund& each) { return each.requestedAt > now; });
    for (KnownRefund& refund : seen.refunds) {
        if (!refund.endedAt || *refund.endedAt <= now) continue;
        refund.stage = RefundStage::Open;
        refund.endedAt.reset();
    }
    std::erase_if(seen.reversals, [&](const KnownReversal& each) { return each.at > now; });
    if (seen.delivery && seen.delivery->at > now) seen.delivery.reset();
    if (seen.refundBooked && seen.refundBooked->at > now) seen.refundBooked.reset();
    if (seen.setOff && *seen.setOff->decidedAt > now) {
        seen.setOff->undone = false;
        seen.setOff->decidedAt.reset();
    }
    return seen;
}

Input Month::morningAfter(LocalDay day) const {
    Input input;
    input.day = day;
    const ChannelRules beijing = rulesOf("alipay");
    input.now = beginOf(beijing, day + days(1)) + kMorning;
    const Instant from = beginOf(beijing, day - days(1)) - kDay;
    std::unordered_set<std::string> named = namedAround(day);
    for (const KnownOrder& order : m_orders) {
        if (!concerns(order, from, input.now) && !named.contains(order.id.text())) continue;
        named.insert(order.id.text());
        input.orders.push_back(seenAt(order, input.now));
    }
    for (const auto& [name, bills] : m_bills)
        input.channels.push_back(channelUntil(day, name, named));
    for (const BookedEntry& entry : m_entries) {
        const bool ofKnown = entry.key.starts_with("set-off:") && named.contains(entry.reference);
        const bool inTime = (entry.at >= from || ofKnown) && entry.at <= input.now;
        if (inTime && !m_gone.contains(entry.key)) input.entries.push_back(entry);
    }
    input.meters = m_meters;
    return input;
}

}  // namespace wattill::reconciliation
