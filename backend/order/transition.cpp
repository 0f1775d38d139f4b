#include "order/transition.hpp"

#include "order/rules.hpp"

#include <algorithm>

namespace wattill::order {

namespace {

void callFailed(Step& step, const CallFailed& event) {
    switch (event.kind) {
        case CallKind::GatewayCreate:
            return createFailed(step, event);
        case CallKind::GatewayQuery:
            return queryFailed(step, event);
        case CallKind::GatewayCancel:
            return cancelFailed(step, event);
        case CallKind::GatewayRefund:
        case CallKind::GatewayRefundQuery:
            return refundCallFailed(step, event);
        case CallKind::MeterReadBefore:
            return readBeforeFailed(step, event);
        case CallKind::MeterSell:
            return sellFailed(step, event);
        case CallKind::MeterReadBack:
            return readBackFailed(step, event);
        case CallKind::CommandLook:
            return;  // asks nobody but the database
    }
}

struct Dispatch {
    Step& step;
    void operator()(const CodeIssued& event) const { codeIssued(step, event); }
    void operator()(const CallFailed& event) const { callFailed(step, event); }
    void operator()(const PaymentReported& event) const { paymentReported(step, event); }
    void operator()(const CancelAnswered& event) const { cancelAnswered(step, event); }
    void operator()(const CancelRequested&) const { cancelRequested(step); }
    void operator()(const RefundAnswered& event) const { refundAnswered(step, event); }
    void operator()(const MeterGranted& event) const { meterGranted(step, event); }
    void operator()(const MeterWasRead& event) const { meterWasRead(step, event); }
    void operator()(const SaleAnswered& event) const { saleAnswered(step, event); }
    void operator()(const PersonDecided& event) const { personDecided(step, event); }
    void operator()(const RefundDecided& event) const { refundDecided(step, event); }
    void operator()(const ReversalRequested& event) const { reversalRequested(step, event); }
    void operator()(const ReversalDecided& event) const { reversalDecided(step, event); }
    void operator()(const CreditTaken& event) const { creditTaken(step, event); }
    void operator()(const CommandStillOpen& event) const { commandStillOpen(step, event); }
};

}  // namespace

void Step::book(ledger::EntryKind kind, std::string key, const ledger::LedgerAccount& debit,
                const ledger::LedgerAccount& credit) {
    book(kind, std::move(key), debit, credit, order.amount);
}

void Step::book(ledger::EntryKind kind, std::string key, const ledger::LedgerAccount& debit,
                const ledger::LedgerAccount& credit, Money amount) {
    ledger::NewEntry entry;
    entry.key = std::move(key);
    entry.kind = kind;
    entry.reference = order.id.text();
    entry.at = now;
    entry.postings = {{debit, amount}, {credit, -amount}};
    effects.emplace_back(Book{std::move(entry)});
}

Duration Step::backoff(Duration shortest, Duration longest, int attempt) {
    constexpr int kMostDoublings = 20;
    return std::min(longest, shortest * (1 << std::min(attempt, kMostDoublings)));
}

Transition step(const Order& order, const Event& event, Instant now, const Policy& policy) {
    Step next{order, {}, now, policy};
    std::visit(Dispatch{next}, event);
    return {std::move(next.order), std::move(next.effects)};
}

std::vector<Effect> firstEffects(const Order&, Instant now) {
    return {Schedule{CallKind::GatewayCreate, now, 0}};
}

}  // namespace wattill::order
