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
        case CallKind::MeterReadBefore:
            return readBeforeFailed(step, event);
        case CallKind::MeterSell:
            return sellFailed(step, event);
        case CallKind::MeterReadBack:
            return readBackFailed(step, event);
    }
}

struct Dispatch {
    Step& step;
    void operator()(const CodeIssued& event) const { codeIssued(step, event); }
    void operator()(const CallFailed& event) const { callFailed(step, event); }
    void operator()(const PaymentReported& event) const { paymentReported(step, event); }
    void operator()(const CancelAnswered& event) const { cancelAnswered(step, event); }
    void operator()(const CancelRequested&) const { cancelRequested(step); }
    void operator()(const MeterGranted&) const { meterGranted(step); }
    void operator()(const MeterWasRead& event) const { meterWasRead(step, event); }
    void operator()(const SaleAnswered& event) const { saleAnswered(step, event); }
    void operator()(const PersonDecided& event) const { personDecided(step, event); }
};

}  // namespace

void Step::book(ledger::EntryKind kind, std::string key, const ledger::LedgerAccount& debit,
                const ledger::LedgerAccount& credit) {
    ledger::NewEntry entry;
    entry.key = std::move(key);
    entry.kind = kind;
    entry.reference = order.id.text();
    entry.at = now;
    entry.postings = {{debit, order.amount}, {credit, -order.amount}};
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
