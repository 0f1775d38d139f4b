#include "order/rules.hpp"

#include <algorithm>

namespace wattill::order {

namespace {

using ledger::EntryKind;

constexpr Duration kLookLongest{60'000};

Reversal* find(Order& order, int number) {
    const auto found = std::find_if(order.reversals.begin(), order.reversals.end(),
                                    [&](const Reversal& each) { return each.number == number; });
    return found == order.reversals.end() ? nullptr : &*found;
}

/// What was delivered becomes payable to the payer; the tenant's side of it is `from`.
void reversed(Step& step, Reversal& reversal, const ledger::LedgerAccount& from) {
    reversal.state = ReversalState::Done;
    reversal.endedAt = step.now;
    step.book(EntryKind::Reversed,
              "reversal:" + step.order.id.text() + ":" + std::to_string(reversal.number), from,
              ledger::refundPayableAccount(), reversal.amount);
    const Reversal done = reversal;
    startRefund(step, RefundCause::Reversal, step.order.trade, done.amount, done.by, done.why);
}

void begin(Step& step, Reversal& reversal) {
    if (reversal.way == ReversalWay::BookDebt) {
        return reversed(step, reversal, ledger::debtAccount(step.order.account));
    }
    reversal.state = ReversalState::TakingCredit;
    step.effects.emplace_back(TakeCreditBack{reversal.number});
    step.schedule(CallKind::CommandLook, step.now + step.policy.commandLookEvery);
}

bool isUnderWay(const Reversal& reversal) {
    return reversal.state == ReversalState::Proposed ||
           reversal.state == ReversalState::TakingCredit;
}

}  // namespace

Money reversible(const Order& order) {
    if (order.state != State::Delivered || !order.delivery) return {};
    Money rest = order.delivery->sale.amount;
    for (const Reversal& reversal : order.reversals) {
        if (counts(reversal)) rest -= reversal.amount;
    }
    return rest;
}

const Reversal* reversalAtTheMeter(const Order& order) {
    const auto found = std::find_if(
        order.reversals.begin(), order.reversals.end(),
        [](const Reversal& each) { return each.state == ReversalState::TakingCredit; });
    return found == order.reversals.end() ? nullptr : &*found;
}

bool needsTwoPersons(const Order& order, Money amount, const Policy& policy) {
    for (const Reversal& each : order.reversals) {
        if (counts(each)) amount += each.amount;
    }
    return amount > policy.reverseAlone;
}

void reversalRequested(Step& step, const ReversalRequested& event) {
    Order& order = step.order;
    const bool repeated =
        std::any_of(order.reversals.begin(), order.reversals.end(),
                    [&](const Reversal& each) { return each.request == event.request; });
    if (repeated) return;
    const bool possible =
        event.amount > Money() && event.amount.isWholeFen() && event.amount <= reversible(order);
    if (!possible || std::any_of(order.reversals.begin(), order.reversals.end(), isUnderWay)) {
        return;
    }
    const bool byTwo = needsTwoPersons(order, event.amount, step.policy);
    if (byTwo && !step.policy.knowsTwoPersons) return;
    Reversal reversal;
    reversal.request = event.request;
    reversal.number = static_cast<int>(order.reversals.size()) + 1;
    reversal.amount = event.amount;
    reversal.way = event.way;
    reversal.by = event.who;
    reversal.why = event.why;
    reversal.requestedAt = step.now;
    order.reversals.push_back(std::move(reversal));
    if (!byTwo) begin(step, order.reversals.back());
}

void reversalDecided(Step& step, const ReversalDecided& event) {
    Reversal* reversal = find(step.order, event.number);
    if (reversal == nullptr || reversal->state != ReversalState::Proposed) return;
    if (!event.approved) {
        reversal->state = ReversalState::Withdrawn;
        reversal->endedAt = step.now;
        reversal->note = "withdrawn by " + event.who + ": " + event.why;
        return;
    }
    if (event.who == reversal->by || !step.policy.knowsTwoPersons) return;
    reversal->approvedBy = event.who;
    reversal->note = event.why;
    begin(step, *reversal);
}

void creditTaken(Step& step, const CreditTaken& event) {
    Reversal* reversal = find(step.order, event.number);
    if (reversal == nullptr || reversal->state != ReversalState::TakingCredit) return;
    reversal->note = event.note;
    if (event.taken) {
        return reversed(step, *reversal, ledger::deliveredAccount(step.order.meter));
    }
    reversal->state = ReversalState::Refused;
    reversal->endedAt = step.now;
}

void commandStillOpen(Step& step, const CommandStillOpen& event) {
    if (reversalAtTheMeter(step.order) == nullptr) return;
    const Duration wait = Step::backoff(step.policy.commandLookEvery, kLookLongest, event.attempt);
    step.schedule(CallKind::CommandLook, step.now + wait, event.attempt + 1);
}

void setOffDebt(Step& step, Money debt) {
    Order& order = step.order;
    if (!order.setOff.isZero() || debt <= Money()) return;
    order.setOff = std::min(debt, order.amount);
    step.book(EntryKind::SetOff, "set-off:" + order.id.text(),
              ledger::customerAccount(order.account), ledger::debtAccount(order.account),
              order.setOff);
}

void undoSetOff(Step& step) {
    Order& order = step.order;
    if (order.setOff.isZero()) return;
    step.book(EntryKind::SetOff, "set-off-undone:" + order.id.text(),
              ledger::debtAccount(order.account), ledger::customerAccount(order.account),
              order.setOff);
}

}  // namespace wattill::order
