#pragma once

#include "order/transition.hpp"

namespace wattill::order {

/// One application of the rules: the order as it becomes, and what follows. Private to this folder.
struct Step {
    Order order;
    std::vector<Effect> effects;
    Instant now;
    const Policy& policy;

    void schedule(CallKind kind, Instant at, int attempt = 0) {
        effects.emplace_back(Schedule{kind, at, attempt});
    }
    void drop(CallKind kind) { effects.emplace_back(Drop{kind}); }
    void raise(AlarmKind kind, std::string text) {
        effects.emplace_back(Raise{kind, std::move(text)});
    }
    void clear(AlarmKind kind) { effects.emplace_back(Clear{kind}); }
    void book(ledger::EntryKind kind, std::string key, const ledger::LedgerAccount& debit,
              const ledger::LedgerAccount& credit);
    void book(ledger::EntryKind kind, std::string key, const ledger::LedgerAccount& debit,
              const ledger::LedgerAccount& credit, Money amount);
    /// `shortest` doubled with every attempt, at most `longest`.
    [[nodiscard]] static Duration backoff(Duration shortest, Duration longest, int attempt);
};

// ---- payment_rules.cpp: from Created to Paid, and what may go wrong with money
void codeIssued(Step& step, const CodeIssued& event);
void createFailed(Step& step, const CallFailed& event);
void queryFailed(Step& step, const CallFailed& event);
void cancelFailed(Step& step, const CallFailed& event);
void paymentReported(Step& step, const PaymentReported& event);
void cancelAnswered(Step& step, const CancelAnswered& event);
void cancelRequested(Step& step);

// ---- returned_rules.cpp: money that the channel gave back
void returnedReported(Step& step, const PaymentReported& event);
/// A cancel sent it back.
void returned(Step& step, const std::string& trade);
/// A late payment is booked, and the channel does not confirm it: a person may decide.
[[nodiscard]] bool isUnconfirmed(const Order& order, Instant now, const Policy& policy);
/// A person decided what becomes of one.
void unconfirmedDecided(Step& step, const PersonDecided& event);

// ---- refund_rules.cpp: money that we give back
/// Nothing of the order is on the meter: what was paid becomes payable, and its refund begins.
/// `by` is empty where nobody asked for it.
void bookRefund(Step& step, const std::string& why, const std::string& by = {});
/// Begins a refund of what is booked as payable.
void startRefund(Step& step, RefundCause cause, const std::string& trade, Money amount,
                 const std::string& by, const std::string& why);
void refundAnswered(Step& step, const RefundAnswered& event);
void refundCallFailed(Step& step, const CallFailed& event);
void refundDecided(Step& step, const RefundDecided& event);
/// The channel says that all of the trade went back: refunds of it that are not over are. True when
/// they explain all of `paid`.
bool refundSeen(Step& step, const std::string& trade, Money paid);
/// A person decided what becomes of a payment that did not match.
void suspectDecided(Step& step, const PersonDecided& event);
/// The one that calls to the channel are about: the first open one; null without one.
[[nodiscard]] const Refund* openRefund(const Order& order);

// ---- reversal_rules.cpp: credit that is taken back, and debts
void reversalRequested(Step& step, const ReversalRequested& event);
void reversalDecided(Step& step, const ReversalDecided& event);
void creditTaken(Step& step, const CreditTaken& event);
void commandStillOpen(Step& step, const CommandStillOpen& event);
/// What was delivered and not taken back yet.
[[nodiscard]] Money reversible(const Order& order);
[[nodiscard]] const Reversal* reversalAtTheMeter(const Order& order);
/// So much more of the order cannot be taken back by one person.
[[nodiscard]] bool needsTwoPersons(const Order& order, Money amount, const Policy& policy);
void setOffDebt(Step& step, Money debt);
void undoSetOff(Step& step);

/// How the reason of an order begins whose money came when it had ended.
inline constexpr auto kPaidLate = "paid late";
/// The key under which a payment is booked, whatever it is booked as.
[[nodiscard]] std::string paymentKey(const Order& order, const std::string& trade);
/// No money was booked for it yet, and it may still come.
[[nodiscard]] bool awaitsMoney(State state);
/// The channel's report is of what was ordered.
[[nodiscard]] bool matches(const Order& order, const payment::PaymentFact& fact);
/// The channel does not confirm (any more) what was booked as a late payment: it is asked again.
void oddAnswer(Step& step, int attempt, const std::string& what);
/// " (decided by li: seen)": what a person's decision adds to a reason.
[[nodiscard]] std::string decidedBy(const std::string& who, const std::string& why);
[[nodiscard]] bool isOneOf(State state, std::initializer_list<State> states);

// ---- delivery_rules.cpp: from Paid to Delivered
void meterGranted(Step& step, const MeterGranted& event);
void readBeforeFailed(Step& step, const CallFailed& event);
void sellFailed(Step& step, const CallFailed& event);
void readBackFailed(Step& step, const CallFailed& event);
void meterWasRead(Step& step, const MeterWasRead& event);
void saleAnswered(Step& step, const SaleAnswered& event);
void personDecided(Step& step, const PersonDecided& event);
/// Whether a held order may be refunded as the person wishes. Busy: not proven yet, what was sent
/// may still arrive. Conflict: the meter has it, or may have it.
[[nodiscard]] Result<void> refundable(const Order& order, const PersonDecided& event, Instant now,
                                      const Policy& policy);

}  // namespace wattill::order
