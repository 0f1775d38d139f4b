#include "order/rules.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::order {

namespace {

using ledger::EntryKind;
using payment::PaymentFact;

std::string returnKey(const Order& order) {
    return "returned:" + order.channel + ":" + order.trade;
}

void endAsRefunded(Step& step, std::string reason) {
    step.order.state = State::Refunded;
    if (step.order.reason.empty()) step.order.reason = std::move(reason);
    step.order.cancelOpen = false;
    for (const CallKind kind : {CallKind::GatewayCreate, CallKind::GatewayQuery,
                                CallKind::GatewayCancel, CallKind::MeterReadBefore}) {
        step.drop(kind);
    }
}

/// Money that was booked to the customer and has gone back, and not by a refund of ours.
void returnedAfterBooking(Step& step) {
    Order& order = step.order;
    const auto customer = ledger::customerAccount(order.account);
    const auto channel = ledger::channelAccount(order.channel);
    const bool nothingSold = order.state == State::Delivering && !order.delivery;
    if (nothingSold || isOneOf(order.state, {State::Paid, State::PaidLate})) {
        undoSetOff(step);
        step.book(EntryKind::Refunded, returnKey(order), customer, channel);
        step.clear(AlarmKind::MeterSilent);
        step.clear(AlarmKind::GatewayAnswer);
        return endAsRefunded(step, "the channel returned the money");
    }
    if (order.state == State::Refunded) return;
    step.raise(AlarmKind::ReturnedAfterSale,
               "the channel returned the money of an order that the meter has or may have: claim "
               "it from the tenant or take the credit back");
}

/// Came and went before we saw it: book both, so that the books fit the channel's bill. What does
/// not match the order is not booked, coming or going.
void returnedUnseen(Step& step, const PaymentFact& fact) {
    Order& order = step.order;
    const bool right = matches(order, fact);
    order.trade = fact.trade;
    if (right) {
        order.paidAt = step.now;
        const auto customer = ledger::customerAccount(order.account);
        const auto channel = ledger::channelAccount(order.channel);
        step.book(EntryKind::PaymentReceived, paymentKey(order, order.trade), channel, customer);
        step.book(EntryKind::Refunded, returnKey(order), customer, channel);
    }
    endAsRefunded(step, right ? "the channel returned the money"
                              : "the channel returned a payment that did not match the order");
}

/// A second payment for the order: what is known of it stands in its refund. False when it is not.
bool extraSeen(Step& step, const std::string& trade) {
    const auto& refunds = step.order.refunds;
    const auto known = std::find_if(refunds.begin(), refunds.end(),
                                    [&](const Refund& each) { return each.trade == trade; });
    if (known == refunds.end()) return false;
    (void)refundSeen(step, trade, known->amount);
    return true;
}

}  // namespace

void returned(Step& step, const std::string& trade) {
    Order& order = step.order;
    if (order.state == State::Suspect) {
        step.clear(AlarmKind::PaymentSuspect);
        return endAsRefunded(step, "the channel returned the money");
    }
    if (!order.trade.empty() && !trade.empty() && trade != order.trade) {
        (void)extraSeen(step, trade);
        return;
    }
    if (refundSeen(step, order.trade, order.received.value_or(order.amount))) return;
    if (order.paidAt) return returnedAfterBooking(step);
    // It came and went before we saw it. Only the channel's full account of it can be booked.
    if (awaitsMoney(order.state)) step.schedule(CallKind::GatewayQuery, step.now);
}

bool isUnconfirmed(const Order& order, Instant now, const Policy& policy) {
    return order.state == State::PaidLate && !order.cancelOpen && order.paidAt &&
           now - *order.paidAt >= policy.lateUnconfirmed;
}

void unconfirmedDecided(Step& step, const PersonDecided& event) {
    Order& order = step.order;
    const bool back = event.decision == Decision::Refund;
    if (!isUnconfirmed(order, step.now, step.policy)) return;
    if (!back && event.decision != Decision::NothingToDo) return;
    const std::string reason = fmt::format("{}, and the channel does not confirm it{}", kPaidLate,
                                           decidedBy(event.who, event.why));
    step.drop(CallKind::GatewayQuery);
    step.clear(AlarmKind::GatewayAnswer);
    if (back) return bookRefund(step, reason, event.who);
    // It is not with us, or not any more.
    step.book(EntryKind::Refunded, returnKey(order), ledger::customerAccount(order.account),
              ledger::channelAccount(order.channel));
    order.reason.clear();
    endAsRefunded(step, reason);
}

void returnedReported(Step& step, const PaymentReported& event) {
    const Order& order = step.order;
    const bool foreign = event.fact.trade != order.trade;
    const bool extra = foreign && extraSeen(step, event.fact.trade);
    if (!extra && !order.paidAt && awaitsMoney(order.state))
        return returnedUnseen(step, event.fact);
    if (!extra && !(foreign && order.paidAt)) return returned(step, event.fact.trade);
    if (order.state == State::PaidLate && !event.notified && !order.cancelOpen) {
        oddAnswer(step, event.attempt, "tells of another trade that was returned");
    }
}

}  // namespace wattill::order
