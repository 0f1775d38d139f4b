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
/// Undelivered money goes to refund-payable and a person is told.
void bookRefund(Step& step, const std::string& why);

// ---- delivery_rules.cpp: from Paid to Delivered
void meterGranted(Step& step);
void readBeforeFailed(Step& step, const CallFailed& event);
void sellFailed(Step& step, const CallFailed& event);
void readBackFailed(Step& step, const CallFailed& event);
void meterWasRead(Step& step, const MeterWasRead& event);
void saleAnswered(Step& step, const SaleAnswered& event);
void personDecided(Step& step, const PersonDecided& event);

}  // namespace wattill::order
