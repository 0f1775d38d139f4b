#include "order/rules.hpp"

#include <algorithm>

namespace wattill::order {

using ledger::EntryKind;
using payment::PaymentFact;
using payment::PaymentStatus;

namespace {
/// After so many answers in a row that cannot be believed, or do not fit a payment we booked, a
/// person is told.
constexpr int kOddAnswersBeforeAlarm = 3;
}  // namespace

bool isOneOf(State state, std::initializer_list<State> states) {
    return std::find(states.begin(), states.end(), state) != states.end();
}

bool awaitsMoney(State state) {
    return isOneOf(state,
                   {State::Created, State::AwaitingPayment, State::Expired, State::Cancelled});
}

std::string paymentKey(const Order& order, const std::string& trade) {
    return "payment:" + order.channel + ":" + trade;
}

bool matches(const Order& order, const PaymentFact& fact) {
    return fact.merchant == order.merchant && fact.currency == "CNY" &&
           fact.amount == order.amount && !fact.trade.empty();
}

std::string decidedBy(const std::string& who, const std::string& why) {
    return " (decided by " + who + ": " + why + ")";
}

void oddAnswer(Step& step, int attempt, const std::string& what) {
    if (attempt >= kOddAnswersBeforeAlarm) {
        step.raise(AlarmKind::GatewayAnswer,
                   "booked as paid, but the channel " + what +
                       "; if that stays so for an hour, decide it with: wattill order resolve");
    }
    const Duration wait = Step::backoff(step.policy.queryEvery, step.policy.sweepLongest, attempt);
    step.schedule(CallKind::GatewayQuery, step.now + wait, attempt + 1);
}

namespace {

/// How often a delivered order is looked at once more after a cancel that was never answered.
constexpr int kMostLooksAfterDelivery = 5;

constexpr const char* kPaidTooLate = "paid too late to be credited";

bool gaveUp(State state) {
    return isOneOf(state, {State::Expired, State::Cancelled});
}

std::string mismatchText(const Order& order, const PaymentFact& fact) {
    return "the channel reports " + fact.amount.yuanText() + " " + fact.currency + " to " +
           fact.merchant + ", trade " + fact.trade + "; the order is " + order.amount.yuanText() +
           " CNY to " + order.merchant + ". Nothing was booked: look at the channel's bill";
}

/// What is not signed by the channel says nothing of the payment, but something of the way there.
void tellUnbelievable(Step& step, const CallFailed& event) {
    if (event.error.code != ErrorCode::BadReply) return;
    if (event.attempt < kOddAnswersBeforeAlarm) return;
    step.raise(AlarmKind::GatewayAnswer,
               "the channel's answers cannot be believed, and nobody "
               "knows whether this order was paid: " +
                   event.error.message);
}

/// The channel was heard. While a code is shown it is asked every few seconds: there only an answer
/// after failures ends anything.
void heard(Step& step, const PaymentReported& event) {
    const State state = step.order.state;
    if (event.billed) return;
    const bool afterFailures = event.notified || event.attempt > kOddAnswersBeforeAlarm;
    if (!awaitsMoney(state) || (state == State::AwaitingPayment && !afterFailures)) return;
    step.clear(AlarmKind::GatewayAnswer);
}

void giveUp(Step& step, State state, std::string reason) {
    step.order.state = state;
    step.order.reason = std::move(reason);
    step.order.cancelOpen = true;
    step.drop(CallKind::GatewayCreate);
    step.drop(CallKind::GatewayQuery);
    step.schedule(CallKind::GatewayCancel, step.now);
}

void deliver(Step& step) {
    step.order.state = State::Paid;
    step.drop(CallKind::GatewayCreate);
    step.drop(CallKind::GatewayQuery);
    step.schedule(CallKind::MeterReadBefore, step.now);
}

/// Only an answer to a question asked after every cancel has settled shows whether the money stays.
bool isConclusive(const Order& order, const PaymentReported& event) {
    return !event.notified && !order.cancelOpen &&
           (!order.quarantineUntil || event.askedAt >= *order.quarantineUntil);
}

void settleNotBefore(Order& order, Instant at) {
    order.quarantineUntil = std::max(order.quarantineUntil.value_or(at), at);
}

void askAgainAfterQuarantine(Step& step, int attempt = 0) {
    const Instant settled = step.order.quarantineUntil.value_or(step.now);
    step.schedule(CallKind::GatewayQuery, std::max(step.now, settled), attempt);
}

void decideLate(Step& step) {
    step.clear(AlarmKind::GatewayAnswer);
    if (step.now - step.order.payBy <= step.policy.lateCreditWithin) {
        step.order.reason = kPaidLate;
        return deliver(step);
    }
    bookRefund(step, kPaidTooLate);
}

void firstPayment(Step& step, const PaymentReported& event) {
    Order& order = step.order;
    order.trade = event.fact.trade;
    order.paidAt = step.now;
    step.book(EntryKind::PaymentReceived, paymentKey(order, order.trade),
              ledger::channelAccount(order.channel), ledger::customerAccount(order.account));
    if (!gaveUp(order.state)) return deliver(step);
    order.state = State::PaidLate;
    if (isConclusive(order, event)) return decideLate(step);
    askAgainAfterQuarantine(step);
}

/// The trade is known: a refund of it was begun.
bool goesBack(const Order& order, const std::string& trade) {
    return std::any_of(order.refunds.begin(), order.refunds.end(),
                       [&](const Refund& each) { return each.trade == trade; });
}

void extraPayment(Step& step, const PaymentFact& fact) {
    if (goesBack(step.order, fact.trade)) return;
    step.book(EntryKind::RefundBooked, paymentKey(step.order, fact.trade),
              ledger::channelAccount(step.order.channel), ledger::refundPayableAccount());
    step.raise(AlarmKind::ExtraPayment,
               "paid once more by trade " + fact.trade + "; that payment goes back");
    startRefund(step, RefundCause::ExtraPayment, fact.trade, fact.amount, {},
                "paid once more for the same order");
}

void suspect(Step& step, const PaymentReported& event) {
    Order& order = step.order;
    step.raise(AlarmKind::PaymentSuspect, mismatchText(order, event.fact));
    if (order.state == State::PaidLate && !event.notified && !order.cancelOpen) {
        return oddAnswer(step, event.attempt, "reports another amount or merchant");
    }
    if (order.paidAt || order.state == State::Suspect || goesBack(order, event.fact.trade)) return;
    order.state = State::Suspect;
    order.trade = event.fact.trade;
    const bool ours = event.fact.merchant == order.merchant && event.fact.currency == "CNY" &&
                      event.fact.amount > Money() && event.fact.amount.isWholeFen();
    order.received.reset();
    if (ours && !event.fact.trade.empty()) order.received = event.fact.amount;
    order.reason = "the payment does not match the order";
    step.drop(CallKind::GatewayCreate);
    step.drop(CallKind::GatewayQuery);
}

/// Money of a late order was confirmed once more, whatever the trade.
void confirmedLate(Step& step, const PaymentReported& event) {
    if (isConclusive(step.order, event)) return decideLate(step);
    // While a cancel is open its answer asks again by itself.
    if (!step.order.cancelOpen) askAgainAfterQuarantine(step);
}

void paid(Step& step, const PaymentReported& event) {
    const Order& order = step.order;
    const bool known = !order.trade.empty() && order.trade == event.fact.trade;
    const bool seenTo =
        isOneOf(order.state, {State::Suspect, State::Cancelled, State::Refunding, State::Refunded});
    if (known && seenTo) return;
    if (!matches(order, event.fact)) return suspect(step, event);
    if (order.trade.empty() && awaitsMoney(order.state)) return firstPayment(step, event);
    if (!known) extraPayment(step, event.fact);
    if (order.state == State::PaidLate) confirmedLate(step, event);
}

void sweep(Step& step, int attempt) {
    if (step.now >= step.order.openUntil) return;
    // A code that outlives what is shown may be paid until its own end: till then nothing slows.
    if (step.now < step.order.openUntil - step.policy.stayOpen) attempt = 0;
    const Duration wait = attempt == 0   ? step.policy.sweepFirst
                          : attempt == 1 ? step.policy.sweepFirst * 5
                          : attempt == 2 ? step.policy.sweepFirst * 15
                                         : step.policy.sweepLongest;
    step.schedule(CallKind::GatewayQuery, std::min(step.now + wait, step.order.openUntil),
                  attempt + 1);
}

void askInTime(Step& step, Duration wait, int attempt) {
    if (step.now >= step.order.payBy) {
        return giveUp(step, State::Expired, "not paid in time");
    }
    step.schedule(CallKind::GatewayQuery, std::min(step.now + wait, step.order.payBy), attempt);
}

void pending(Step& step, const PaymentReported& event) {
    Order& order = step.order;
    const bool seen = event.fact.status == PaymentStatus::Waiting;
    if (order.state == State::AwaitingPayment) {
        order.scanned = order.scanned || seen;
        return askInTime(step, seen ? step.policy.querySeenEvery : step.policy.queryEvery, 0);
    }
    if (order.cancelOpen) return;
    if (order.state == State::PaidLate) return oddAnswer(step, event.attempt, "calls it unpaid");
    if (!gaveUp(order.state)) return;
    if (!seen) return sweep(step, event.attempt);
    // Somebody scanned a code that was given up: stop it before it is paid.
    order.cancelOpen = true;
    step.schedule(CallKind::GatewayCancel, step.now);
}

void closed(Step& step, const PaymentReported& event) {
    Order& order = step.order;
    if (isOneOf(order.state, {State::Created, State::AwaitingPayment})) {
        order.state = State::Expired;
        order.reason = "closed by the channel";
        step.drop(CallKind::GatewayCreate);
        return step.drop(CallKind::GatewayQuery);
    }
    if (order.state == State::PaidLate && !order.cancelOpen) {
        return oddAnswer(step, event.attempt, "calls it closed and unpaid");
    }
    if (!gaveUp(order.state)) return;
    order.cancelOpen = false;
    step.drop(CallKind::GatewayCancel);
    step.drop(CallKind::GatewayQuery);
}

}  // namespace

bool cameLate(const Order& order) {
    // What a person decides is added to a reason, never put before it.
    const auto begins = [&](const char* reason) { return order.reason.rfind(reason, 0) == 0; };
    return order.state == State::PaidLate || begins(kPaidLate) || begins(kPaidTooLate);
}

void codeIssued(Step& step, const CodeIssued& event) {
    if (step.order.state != State::Created) return;
    step.order.state = State::AwaitingPayment;
    step.order.code = event.code;
    step.clear(AlarmKind::GatewayAnswer);
    askInTime(step, step.policy.queryEvery, 0);
}

void createFailed(Step& step, const CallFailed& event) {
    if (step.order.state != State::Created) return;
    const bool refused = !event.error.outcomeUnknown() &&
                         event.error.code != ErrorCode::Unreachable &&
                         event.error.code != ErrorCode::Busy;
    if (refused) {
        step.order.state = State::Cancelled;
        step.order.reason = "the channel refuses the order: " + event.error.message;
        if (event.attempt > kOddAnswersBeforeAlarm) step.clear(AlarmKind::GatewayAnswer);
        return;
    }
    tellUnbelievable(step, event);
    if (step.now < step.order.createdAt + step.policy.createWithin) {
        return step.schedule(CallKind::GatewayCreate, step.now + step.policy.createRetry,
                             event.attempt + 1);
    }
    giveUp(step, State::Cancelled, "the channel does not answer");
}

void queryFailed(Step& step, const CallFailed& event) {
    const Order& order = step.order;
    if (awaitsMoney(order.state)) tellUnbelievable(step, event);
    if (order.state == State::AwaitingPayment) {
        // A channel that was asked too often is left alone for longer each time.
        const Policy& policy = step.policy;
        const Duration wait =
            event.error.code == ErrorCode::Busy
                ? Step::backoff(policy.queryEvery, policy.sweepFirst, event.attempt + 1)
                : policy.queryEvery;
        return askInTime(step, wait, event.attempt + 1);
    }
    if (order.state == State::Delivered && event.attempt < kMostLooksAfterDelivery) {
        return step.schedule(CallKind::GatewayQuery,
                             step.now + step.policy.cancelSettle * (2 + event.attempt),
                             event.attempt + 1);
    }
    if (order.cancelOpen) return;
    if (order.state == State::PaidLate) {
        return oddAnswer(step, event.attempt, "does not answer: " + event.error.message);
    }
    if (gaveUp(order.state)) sweep(step, event.attempt);
}

void cancelFailed(Step& step, const CallFailed& event) {
    Order& order = step.order;
    if (!order.cancelOpen) return;
    tellUnbelievable(step, event);
    if (event.error.outcomeUnknown()) order.quarantineUntil = step.now + step.policy.cancelSettle;
    const bool over = event.error.code == ErrorCode::Refused || step.now >= order.openUntil;
    if (over) {
        order.cancelOpen = false;
        return askAgainAfterQuarantine(step);
    }
    const Duration wait =
        Step::backoff(step.policy.cancelRetry, step.policy.sweepLongest, event.attempt);
    step.schedule(CallKind::GatewayCancel, step.now + wait, event.attempt + 1);
}

void paymentReported(Step& step, const PaymentReported& event) {
    if (event.fact.order != step.order.id) {
        Error error{
            ErrorCode::BadReply, Retry::Later, "the channel answers about another order", {}};
        return queryFailed(step, {CallKind::GatewayQuery, event.attempt, std::move(error)});
    }
    heard(step, event);
    switch (event.fact.status) {
        case PaymentStatus::Paid:
            return paid(step, event);
        case PaymentStatus::Returned:
            return returnedReported(step, event);
        case PaymentStatus::Closed:
            return closed(step, event);
        case PaymentStatus::NotSeen:
        case PaymentStatus::Waiting:
            return pending(step, event);
    }
}

void cancelAnswered(Step& step, const CancelAnswered& event) {
    Order& order = step.order;
    // Whatever was asked before this moment may be answered from before the cancel.
    settleNotBefore(order, step.now);
    if (event.reply.outcome != payment::CancelOutcome::NoSuchCall) {
        step.clear(AlarmKind::GatewayAnswer);
    }
    if (event.reply.outcome == payment::CancelOutcome::Returned) {
        order.cancelOpen = false;
        returned(step, event.reply.trade);
        if (order.state == State::PaidLate) askAgainAfterQuarantine(step);
        return;
    }
    if (!order.cancelOpen) return;
    order.cancelOpen = false;
    // The code may still be payable, and a second copy of the request may still be on its way.
    if (event.reply.outcome == payment::CancelOutcome::NothingThere) {
        settleNotBefore(order, step.now + step.policy.cancelSettle);
    }
    if (order.state == State::PaidLate) return askAgainAfterQuarantine(step);
    if (event.reply.outcome != payment::CancelOutcome::NoSuchCall) {
        return step.schedule(CallKind::GatewayQuery, step.now);
    }
    // A code that cannot be cancelled lives on: payment may win the race now, later it is rare.
    const bool justNow = step.now < order.payBy + step.policy.sweepFirst;
    step.schedule(CallKind::GatewayQuery,
                  step.now + (justNow ? step.policy.queryEvery : step.policy.sweepFirst));
}

void cancelRequested(Step& step) {
    if (!isOneOf(step.order.state, {State::Created, State::AwaitingPayment})) return;
    giveUp(step, State::Cancelled, "cancelled by the tenant");
}

}  // namespace wattill::order
