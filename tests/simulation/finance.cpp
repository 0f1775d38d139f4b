#include "simulation/finance.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::Order;
using order::State;

namespace {
const char* const kWho = "Wang";
const char* const kSecond = "Li";

void ignore(const Result<Order>& /*decided*/) {}
}  // namespace

const ReceivedPayment* Finance::atTheChannel(const Order& order, const std::string& trade) const {
    return m_channels.at(order.channel).payment(order.id, trade);
}

void Finance::see(const Order& order) {
    if (order.state != State::Delivered || !m_considered.insert(order.id).second) return;
    if (!m_host.faults.strikes(Fault::SaleReversed)) return;
    m_host.timeline.after(m_host.between(1min, 40min), [this, order] { reverse(order); });
}

void Finance::reverse(const Order& order) {
    order::Engine* engine = m_node.engine();
    if (engine == nullptr || m_node.desk() == nullptr || !order.delivery) return;
    order::ReversalRequested wish;
    wish.amount = order.delivery->sale.amount;
    if (m_host.oneIn(2)) {
        const auto fen = static_cast<std::uint64_t>(wish.amount.fen());
        wish.amount = Money::fromFen(1 + static_cast<std::int64_t>(m_host.chance.below(fen)));
    }
    wish.way = m_host.oneIn(2) ? order::ReversalWay::TakeCredit : order::ReversalWay::BookDebt;
    wish.who = kWho;
    wish.why = "sold to the wrong meter";
    wish.request = "reversal-" + std::to_string(++m_reversals);
    m_host.journal.trace("person   reverses {} yuan of {}: {}", wish.amount.yuanText(),
                         order.id.text(), name(wish.way));
    engine->reverse(order.id, wish, ignore);
    // Nobody saw an answer: the same wish once more.
    if (!m_host.oneIn(3)) return;
    m_host.timeline.after(m_host.between(10ms, 2min), [this, id = order.id, wish] {
        if (m_node.engine() != nullptr) m_node.engine()->reverse(id, wish, ignore);
    });
}

void Finance::bookBilled(const Order& order) {
    const GatewayModel& channel = m_channels.at(order.channel);
    const Trade* trade = channel.find(order.id);
    if (trade == nullptr) return;
    for (const ReceivedPayment& payment : trade->payments) {
        const bool ours =
            payment.fact.merchant == channel.traits().merchant && payment.fact.currency == "CNY";
        const bool shown = ours && m_host.timeline.now() - payment.at >= kBillAfter;
        // What went back stands on the bill, too.
        if (!shown || !payment.wentBack().isZero() || order.trade == payment.fact.trade) continue;
        const payment::BillLine line{payment::BillKind::Payment, order.id, payment.fact.trade, {},
                                     payment.fact.amount,        Money(),  order.terminal,     {}};
        m_node.engine()->bookBilled(
            [line,
             channel = order.channel](order::UnitOfWork&) -> Result<reconciliation::BilledPayment> {
                return reconciliation::BilledPayment{channel, line};
            },
            [this, line](const Result<Order>& booked) {
                if (!booked.ok()) return;
                m_host.journal.trace("person   books {} of {}, which the bill shows", line.trade,
                                     line.order.text());
            });
    }
}

void Finance::decideHeld(const Order& order) {
    const bool there = m_meters.at(order.meter).saleOf(order.id) != nullptr;
    // The first time, and every fourth, somebody did not look: the node must know better.
    if (m_heldDecided++ % 4 == 0 || !there) return refundHeld(order, order::Decision::Refund);
    m_host.journal.trace("person   decides {}: it was delivered", order.id.text());
    m_node.engine()->decide(
        order.id, {order::Decision::ItWasDelivered, kWho, "read the meter's list"}, ignore);
}

void Finance::refundHeld(const Order& order, order::Decision decision) {
    if (m_node.engine() == nullptr) return;
    const bool unproven = decision == order::Decision::RefundUnproven;
    m_host.journal.trace("person   decides {}: refund{}", order.id.text(),
                         unproven ? ", unproven" : "");
    m_node.engine()->decide(
        order.id, {decision, kWho, "read the meter's list"},
        [this, order, unproven](const Result<Order>& decided) {
            if (decided.ok()) return;
            const auto again = [this, order](order::Decision next) {
                m_host.timeline.after(2min, [this, order, next] { refundHeld(order, next); });
            };
            if (decided.error().code == ErrorCode::Busy) return again(order::Decision::Refund);
            // Who is refused looks at the meter's own list, and is sure.
            const bool there = m_meters.at(order.meter).saleOf(order.id) != nullptr;
            const bool refused = decided.error().code == ErrorCode::Conflict;
            if (refused && !there && !unproven) again(order::Decision::RefundUnproven);
        });
}

void Finance::decideSuspect(const Order& order) {
    const ReceivedPayment* payment = atTheChannel(order, order.trade);
    const bool ours = order.received && payment != nullptr && payment->wentBack().isZero();
    const auto decision = ours ? order::Decision::Refund : order::Decision::NothingToDo;
    m_host.journal.trace("person   decides suspect {}: {}", order.id.text(),
                         ours ? "refund" : "nothing to do");
    m_node.engine()->decide(order.id, {decision, kWho, "looked at the channel's page"}, ignore);
}

void Finance::decideLate(const Order& order) {
    const ReceivedPayment* payment = atTheChannel(order, order.trade);
    const bool ours = payment != nullptr && payment->wentBack().isZero();
    const auto decision = ours ? order::Decision::Refund : order::Decision::NothingToDo;
    m_node.engine()->decide(order.id, {decision, kWho, "looked at the channel's page"},
                            [this, id = order.id, ours](const Result<Order>& decided) {
                                // The channel is asked for an hour before.
                                if (!decided.ok()) return;
                                m_host.journal.trace("person   decides late {}: {}", id.text(),
                                                     ours ? "refund" : "nothing to do");
                            });
}

void Finance::decideRefund(const Order& order, const order::Refund& refund) {
    const ReceivedPayment* payment = atTheChannel(order, refund.trade);
    // What has gone back by a cancel is for the bill to show.
    if (payment == nullptr || payment->cancelled) return;
    const auto decision =
        m_host.oneIn(4) ? order::RefundDecision::ByHand : order::RefundDecision::Again;
    const bool byHand = decision == order::RefundDecision::ByHand;
    m_host.journal.trace("person   decides refund {}: {}", refund.id.text(),
                         byHand ? "by hand" : "again");
    m_node.engine()->decideRefund(
        order.id, {refund.id, decision, kWho, "looked at the channel's page"}, ignore);
}

void Finance::decideReversal(const Order& order, const order::Reversal& reversal) {
    const bool approved = !m_host.oneIn(4);
    m_host.journal.trace("person   {} reversal {} of {}", approved ? "approves" : "withdraws",
                         reversal.number, order.id.text());
    m_node.engine()->decideReversal(order.id, {reversal.number, approved, kSecond, "checked"},
                                    ignore);
}

void Finance::look(const std::vector<Order>& orders) {
    for (const Order& order : orders) {
        if (m_node.engine() == nullptr) return;
        bookBilled(order);
        // In peace nothing is left lying: what begins then, as a command of a day, must end in it.
        if (m_host.oneIn(3) && !m_host.faults.calmed()) continue;
        if (order.held) decideHeld(order);
        if (order.state == State::Suspect) decideSuspect(order);
        if (order.state == State::PaidLate) decideLate(order);
        for (const auto& refund : order.refunds) {
            if (refund.state == order::RefundState::Failed) decideRefund(order, refund);
        }
        for (const auto& reversal : order.reversals) {
            if (reversal.state == order::ReversalState::Proposed) decideReversal(order, reversal);
        }
    }
}

}  // namespace wattill::simulation
