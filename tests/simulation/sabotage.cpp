#include "simulation/sabotage.hpp"

#include <algorithm>
#include <array>

namespace wattill::simulation {

namespace {

using namespace order;

constexpr std::array<std::string_view, static_cast<std::size_t>(Sabotage::count)> kNames{
    "none",
    "skip-read-back",
    "resell-unknown",
    "new-count-on-retry",
    "answer-early",
    "lying-disk",
    "no-quarantine",
    "drop-extra-payment",
    "deliver-unpaid",
    "repeat-uncounted",
    "command-unproven",
    "command-again",
    "command-before-commit",
    "refund-new-number",
    "refund-believed-pending",
    "refund-before-read-back",
    "late-credited-and-refunded",
    "suspect-booked"};

/// The reading that an honest node would wait for, made up.
Event inventedReading(const Order& order, Instant now) {
    MeterWasRead read;
    read.kind = CallKind::MeterReadBack;
    read.reading.at = now;
    read.reading.total = order.delivery->totalBefore.value_or(Energy());
    read.reading.purchaseCount = order.delivery->sale.purchaseCount;
    read.reading.balance = order.delivery->balanceBefore + order.delivery->sale.amount;
    return read;
}

Transition skipReadBack(const Order& order, const Event& event, Instant now, const Policy& policy) {
    const auto* failed = std::get_if<CallFailed>(&event);
    const bool afterSale = std::holds_alternative<SaleAnswered>(event) ||
                           (failed != nullptr && failed->kind == CallKind::MeterSell);
    if (afterSale && order.delivery && ownsMeter(order.state) && !order.held) {
        return step(order, inventedReading(order, now), now, policy);
    }
    return step(order, event, now, policy);
}

Transition resellUnknown(const Order& order, const Event& event, Instant now,
                         const Policy& policy) {
    const auto* failed = std::get_if<CallFailed>(&event);
    const bool unknown =
        failed != nullptr && failed->kind == CallKind::MeterSell && failed->error.outcomeUnknown();
    Transition next = step(order, event, now, policy);
    if (!unknown || !order.delivery || order.held) return next;
    next.order.state = State::Delivering;
    next.order.delivery.reset();
    next.effects.clear();
    next.effects.emplace_back(Schedule{CallKind::MeterReadBefore, now, failed->attempt + 1});
    return next;
}

Transition newCountOnRetry(const Order& order, const Event& event, Instant now,
                           const Policy& policy) {
    Transition next = step(order, event, now, policy);
    const auto* failed = std::get_if<CallFailed>(&event);
    const bool unknown = failed != nullptr && failed->kind == CallKind::MeterSell &&
                         failed->attempt == 0 && failed->error.outcomeUnknown();
    if (!unknown || !next.order.delivery || next.order.held) return next;
    ++next.order.delivery->sale.purchaseCount;
    ++next.order.delivery->countBefore;
    next.effects.clear();
    next.effects.emplace_back(Schedule{CallKind::MeterSell, now, failed->attempt + 1});
    return next;
}

Transition noQuarantine(const Order& order, const Event& event, Instant now, const Policy& policy) {
    Order hasty = order;
    hasty.quarantineUntil.reset();
    hasty.cancelOpen = false;
    const auto* reported = std::get_if<PaymentReported>(&event);
    const bool paid = reported != nullptr && reported->fact.status == payment::PaymentStatus::Paid;
    if (!paid) return step(order, event, now, policy);
    PaymentReported asked = *reported;
    asked.notified = false;
    return step(hasty, asked, now, policy);
}

Transition dropExtraPayment(const Order& order, const Event& event, Instant now,
                            const Policy& policy) {
    Transition next = step(order, event, now, policy);
    const bool extra =
        std::any_of(next.effects.begin(), next.effects.end(), [](const Effect& effect) {
            const auto* raised = std::get_if<Raise>(&effect);
            return raised != nullptr && raised->kind == AlarmKind::ExtraPayment;
        });
    return extra ? Transition{order, {}} : next;
}

Transition deliverUnpaid(const Order& order, const Event& event, Instant now,
                         const Policy& policy) {
    const auto* reported = std::get_if<PaymentReported>(&event);
    if (reported == nullptr || reported->fact.status != payment::PaymentStatus::Waiting) {
        return step(order, event, now, policy);
    }
    PaymentReported paid = *reported;
    paid.fact.status = payment::PaymentStatus::Paid;
    paid.fact.trade = "scan-" + order.id.text();
    return step(order, paid, now, policy);
}

Transition believePending(const Order& order, const Event& event, Instant now,
                          const Policy& policy) {
    const auto* answered = std::get_if<RefundAnswered>(&event);
    if (answered == nullptr || answered->fact.status != payment::RefundStatus::Pending) {
        return step(order, event, now, policy);
    }
    RefundAnswered believed = *answered;
    believed.fact.status = payment::RefundStatus::Returned;
    return step(order, believed, now, policy);
}

Transition refundBeforeReadBack(const Order& order, const Event& event, Instant now,
                                const Policy& policy) {
    const auto* failed = std::get_if<CallFailed>(&event);
    const bool unknown =
        failed != nullptr && failed->kind == CallKind::MeterSell && failed->error.outcomeUnknown();
    if (!unknown || !order.delivery || order.held) return step(order, event, now, policy);
    Order held = order;
    held.held = true;
    return step(held, PersonDecided{Decision::RefundUnproven, "nobody", "no answer"}, now, policy);
}

Transition creditAndRefund(const Order& order, const Event& event, Instant now,
                           const Policy& policy) {
    Transition next = step(order, event, now, policy);
    const bool credited = order.state != State::Paid && next.order.state == State::Paid &&
                          next.order.reason == "paid late";
    if (!credited || !next.order.refunds.empty()) return next;
    Refund refund;
    refund.id = payment::RefundId(order.id.text() + "R1");
    refund.cause = RefundCause::Undelivered;
    refund.trade = next.order.trade;
    refund.amount = order.amount;
    refund.requestedAt = now;
    refund.dated = now;
    next.order.refunds.push_back(refund);
    ledger::NewEntry entry;
    entry.key = "refund-booked:" + order.id.text();
    entry.kind = ledger::EntryKind::RefundBooked;
    entry.reference = order.id.text();
    entry.at = now;
    entry.postings = {{ledger::customerAccount(order.account), order.amount},
                      {ledger::refundPayableAccount(), -order.amount}};
    next.effects.emplace_back(Book{entry});
    next.effects.emplace_back(Schedule{CallKind::GatewayRefund, now, 0});
    return next;
}

Transition bookSuspect(const Order& order, const Event& event, Instant now, const Policy& policy) {
    const auto* reported = std::get_if<PaymentReported>(&event);
    const bool paid = reported != nullptr && reported->fact.order == order.id &&
                      reported->fact.status == payment::PaymentStatus::Paid;
    if (!paid) return step(order, event, now, policy);
    PaymentReported trusting = *reported;
    trusting.fact.amount = order.amount;
    trusting.fact.merchant = order.merchant;
    trusting.fact.currency = "CNY";
    return step(order, trusting, now, policy);
}

Transition repeatUncounted(const Order& order, const Event& event, Instant now,
                           const Policy& policy) {
    const auto* read = std::get_if<MeterWasRead>(&event);
    if (read == nullptr) return step(order, event, now, policy);
    MeterWasRead trusting = *read;
    if (trusting.reading.countRule == metering::CountRule::None) {
        trusting.reading.countRule = metering::CountRule::OrderNumber;
    }
    return step(order, trusting, now, policy);
}

}  // namespace

std::string_view name(Sabotage sabotage) {
    return kNames.at(static_cast<std::size_t>(sabotage));
}

std::optional<Sabotage> sabotageFrom(std::string_view name) {
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Sabotage>(found - kNames.begin());
}

order::StepFunction rulesUnder(Sabotage sabotage) {
    switch (sabotage) {
        case Sabotage::SkipReadBack:
            return skipReadBack;
        case Sabotage::ResellUnknown:
            return resellUnknown;
        case Sabotage::NewCountOnRetry:
            return newCountOnRetry;
        case Sabotage::NoQuarantine:
            return noQuarantine;
        case Sabotage::DropExtraPayment:
            return dropExtraPayment;
        case Sabotage::DeliverWithoutPayment:
            return deliverUnpaid;
        case Sabotage::RepeatUncounted:
            return repeatUncounted;
        case Sabotage::RefundBelievedPending:
            return believePending;
        case Sabotage::RefundBeforeReadBack:
            return refundBeforeReadBack;
        case Sabotage::LateCreditedAndRefunded:
            return creditAndRefund;
        case Sabotage::SuspectBooked:
            return bookSuspect;
        case Sabotage::None:
        case Sabotage::RefundNewNumber:
        case Sabotage::AnswerBeforeCommit:
        case Sabotage::LyingDisk:
        case Sabotage::CommandUnproven:
        case Sabotage::CommandAgain:
        case Sabotage::CommandBeforeCommit:
        case Sabotage::count:
            break;
    }
    return order::step;
}

}  // namespace wattill::simulation
