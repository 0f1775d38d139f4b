#include "order/rules.hpp"

#include <algorithm>

namespace wattill::order {

namespace {

using ledger::EntryKind;
using payment::RefundFact;
using payment::RefundStatus;

Refund* find(Order& order, const payment::RefundId& id) {
    const auto found = std::find_if(order.refunds.begin(), order.refunds.end(),
                                    [&](const Refund& each) { return each.id == id; });
    return found == order.refunds.end() ? nullptr : &*found;
}

Refund* firstOpen(Order& order) {
    const auto found = std::find_if(order.refunds.begin(), order.refunds.end(), isOpen);
    return found == order.refunds.end() ? nullptr : &*found;
}

bool anyOf(const Order& order, bool (*is)(const Refund&)) {
    return std::any_of(order.refunds.begin(), order.refunds.end(), is);
}

bool hasFailed(const Refund& refund) {
    return refund.state == RefundState::Failed;
}
bool isUnfinishedExtra(const Refund& refund) {
    return refund.cause == RefundCause::ExtraPayment && (isOpen(refund) || hasFailed(refund));
}
bool isUnfinishedEnd(const Refund& refund) {
    const bool ends =
        refund.cause == RefundCause::Undelivered || refund.cause == RefundCause::Suspect;
    return ends && (isOpen(refund) || hasFailed(refund));
}

std::string nameOf(const Refund& refund) {
    return "refund " + refund.id.text() + " of " + refund.amount.yuanText() + " CNY";
}

void send(Step& step, Duration wait, int attempt) {
    step.drop(CallKind::GatewayRefundQuery);
    step.schedule(CallKind::GatewayRefund, step.now + wait, attempt);
}

void ask(Step& step, int attempt) {
    step.drop(CallKind::GatewayRefund);
    const Duration wait =
        Step::backoff(step.policy.refundQueryAfter, step.policy.sweepLongest, attempt);
    step.schedule(CallKind::GatewayRefundQuery, step.now + wait, attempt + 1);
}

/// Alarms and the order follow what became of the refunds.
void follow(Step& step) {
    Order& order = step.order;
    if (!anyOf(order, isOpen)) step.clear(AlarmKind::RefundDue);
    if (!anyOf(order, hasFailed)) step.clear(AlarmKind::RefundFailed);
    if (!anyOf(order, isUnfinishedExtra)) step.clear(AlarmKind::ExtraPayment);
    if (order.state == State::Refunding && !anyOf(order, isUnfinishedEnd)) {
        order.state = State::Refunded;
    }
}

void beginNext(Step& step) {
    step.drop(CallKind::GatewayRefund);
    step.drop(CallKind::GatewayRefundQuery);
    const Refund* next = firstOpen(step.order);
    if (next == nullptr) return;
    if (next->state == RefundState::Asked) return ask(step, 0);
    send(step, Duration{0}, 0);
}

/// One came to its end: the next one begins.
void settle(Step& step) {
    follow(step);
    beginNext(step);
}

void bookReturned(Step& step, Refund& refund, const ledger::LedgerAccount& from) {
    refund.endedAt = step.now;
    step.book(EntryKind::Refunded, "refund:" + refund.id.text(), ledger::refundPayableAccount(),
              from, refund.amount);
}

void returnedBy(Step& step, Refund& refund) {
    refund.state = RefundState::Returned;
    bookReturned(step, refund, ledger::channelAccount(step.order.channel));
}

void fail(Step& step, Refund& refund, const std::string& why) {
    refund.state = RefundState::Failed;
    refund.note = why;
    step.raise(AlarmKind::RefundFailed,
               nameOf(refund) + " came to nothing: " + why + ". Look at the channel, then decide");
    settle(step);
}

void raiseWhenOverdue(Step& step, const Refund& refund) {
    if (!isOpen(refund) || step.now - refund.requestedAt <= step.policy.refundAlarmAfter) return;
    step.raise(AlarmKind::RefundDue, nameOf(refund) + " is not back with the payer: " +
                                         (refund.note.empty() ? "no answer" : refund.note));
}

/// The channel knows no refund of this number.
void notKnown(Step& step, Refund& refund, int attempt) {
    if (refund.refused) return fail(step, refund, refund.note);
    // The request may still be on its way.
    if (refund.askedAt && step.now < *refund.askedAt + step.policy.refundSettle) {
        return ask(step, attempt);
    }
    refund.state = RefundState::Waiting;
    send(step, Duration{0}, attempt);
}

void shortOfFunds(Step& step, Refund& refund, int attempt) {
    refund.state = RefundState::Waiting;
    refund.note = "the merchant's balance at the channel is too low";
    step.raise(AlarmKind::RefundDue, nameOf(refund) + " waits: " + refund.note + "; top it up");
    const Duration wait = Step::backoff(step.policy.refundRetry, step.policy.sweepLongest, attempt);
    refund.dated = step.now + wait;
    send(step, wait, attempt + 1);
}

bool saysNo(ErrorCode code) {
    return code == ErrorCode::Refused || code == ErrorCode::InvalidInput ||
           code == ErrorCode::Unsupported;
}

payment::RefundId nextId(const Order& order) {
    return payment::RefundId(order.id.text() + "R" + std::to_string(order.refunds.size() + 1));
}

}  // namespace

const Refund* openRefund(const Order& order) {
    const auto found = std::find_if(order.refunds.begin(), order.refunds.end(), isOpen);
    return found == order.refunds.end() ? nullptr : &*found;
}

void startRefund(Step& step, RefundCause cause, const std::string& trade, Money amount,
                 const std::string& by, const std::string& why) {
    const bool first = !anyOf(step.order, isOpen);
    Refund refund;
    refund.id = nextId(step.order);
    refund.cause = cause;
    refund.trade = trade;
    refund.amount = amount;
    refund.requestedAt = step.now;
    refund.dated = step.now;
    refund.by = by;
    refund.note = why;
    step.order.refunds.push_back(std::move(refund));
    if (first) send(step, Duration{0}, 0);
}

void bookRefund(Step& step, const std::string& why, const std::string& by) {
    Order& order = step.order;
    undoSetOff(step);
    order.state = State::Refunding;
    order.reason = why;
    order.held = false;
    step.book(EntryKind::RefundBooked, "refund-booked:" + order.id.text(),
              ledger::customerAccount(order.account), ledger::refundPayableAccount());
    step.clear(AlarmKind::MeterSilent);
    step.drop(CallKind::MeterReadBefore);
    startRefund(step, RefundCause::Undelivered, order.trade, order.amount, by, why);
}

void refundAnswered(Step& step, const RefundAnswered& event) {
    Refund* refund = find(step.order, event.fact.refund);
    if (refund == nullptr || !isOpen(*refund)) return;
    if (!event.asked) {
        ++refund->sends;
        refund->askedAt = step.now;
        refund->refused = false;
    }
    if (!event.fact.note.empty()) refund->note = event.fact.note;
    switch (event.fact.status) {
        case RefundStatus::Returned:
            returnedBy(step, *refund);
            return settle(step);
        case RefundStatus::Failed:
            refund->refused = false;  // its number is used up
            return fail(step, *refund, refund->note);
        case RefundStatus::ShortOfFunds:
            return shortOfFunds(step, *refund, event.attempt);
        case RefundStatus::Pending:
            refund->state = RefundState::Asked;
            ask(step, event.attempt);
            break;
        case RefundStatus::NotKnown:
            notKnown(step, *refund, event.attempt);
            break;
    }
    raiseWhenOverdue(step, *refund);
}

void refundCallFailed(Step& step, const CallFailed& event) {
    Refund* refund = firstOpen(step.order);
    if (refund == nullptr) return;
    refund->note = event.error.message;
    const bool sending = event.kind == CallKind::GatewayRefund;
    const bool no = sending && saysNo(event.error.code);
    if (no || (sending && event.error.outcomeUnknown())) {
        ++refund->sends;
        refund->askedAt = step.now;
        refund->refused = no;
        refund->state = RefundState::Asked;
        ask(step, 0);
    } else if (sending) {
        const Duration wait =
            Step::backoff(step.policy.refundQueryAfter, step.policy.sweepLongest, event.attempt);
        if (refund->sends == 0) refund->dated = step.now + wait;
        send(step, wait, event.attempt + 1);
    } else {
        ask(step, event.attempt);
    }
    raiseWhenOverdue(step, *refund);
}

void refundDecided(Step& step, const RefundDecided& event) {
    Refund* refund = find(step.order, event.refund);
    if (refund == nullptr || !hasFailed(*refund)) return;
    const std::string by = decidedBy(event.who, event.why);
    refund->note += by;
    if (event.decision == RefundDecision::ByHand) {
        refund->state = RefundState::Settled;
        bookReturned(step, *refund, ledger::byHandAccount());
        return settle(step);
    }
    if (refund->refused) {
        refund->state = RefundState::Waiting;
        refund->refused = false;
        refund->dated = step.now;
        return settle(step);
    }
    const Refund former = *refund;
    refund->state = RefundState::Settled;
    refund->endedAt = step.now;
    refund->note += ", goes on as " + nextId(step.order).text();
    startRefund(step, former.cause, former.trade, former.amount, event.who, event.why);
    settle(step);
}

bool refundSeen(Step& step, const std::string& trade, Money paid) {
    Money explained;
    bool any = false;
    const Refund* current = firstOpen(step.order);
    for (Refund& refund : step.order.refunds) {
        if (refund.trade != trade || refund.state == RefundState::Settled) continue;
        any = true;
        explained += refund.amount;
        if (refund.state == RefundState::Returned) continue;
        refund.note = "the channel reports that the money went back";
        returnedBy(step, refund);
    }
    if (any) follow(step);
    // Of the one whose turn it is a call may be under way: it is not sent once more.
    if (firstOpen(step.order) != current) beginNext(step);
    return any && explained >= paid;
}

void suspectDecided(Step& step, const PersonDecided& event) {
    Order& order = step.order;
    if (order.state != State::Suspect) return;
    const std::string by = decidedBy(event.who, event.why);
    if (event.decision == Decision::Refund && order.received) {
        step.book(EntryKind::RefundBooked, paymentKey(order, order.trade),
                  ledger::channelAccount(order.channel), ledger::refundPayableAccount(),
                  *order.received);
        order.state = State::Refunding;
        order.reason += by;
        step.clear(AlarmKind::PaymentSuspect);
        startRefund(step, RefundCause::Suspect, order.trade, *order.received, event.who, event.why);
    } else if (event.decision == Decision::NothingToDo) {
        order.state = State::Cancelled;
        order.reason += by;
        step.clear(AlarmKind::PaymentSuspect);
    }
}

}  // namespace wattill::order
