#include "unit/order/sample_order.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>
// rapidcheck needs gtest before it
#include <rapidcheck/gtest.h>

namespace wattill::order {
namespace {

using payment::CancelOutcome;
using payment::PaymentStatus;

/// One order in a world that answers whatever chance says. Keeps the books and the waiting calls,
/// so that what must always hold can be checked after every event.
class ChanceWorld {
  public:
    ChanceWorld() { take(firstEffects(order, now)); }

    void happen(const Event& event) {
        const Transition next = step(order, event, now, policy);
        order = next.order;
        take(next.effects);
    }

    /// Something from outside that no call of ours asked for.
    void interfere(int what) {
        switch (what % 4) {
            case 0:
                return happen(PaymentReported{fact(what / 4), now, true, 0});
            case 1:
                return happen(CancelRequested{});
            case 2:
                return happen(PersonDecided{
                    what % 8 < 4 ? Decision::Refund : Decision::ItWasDelivered, "li", "looked"});
            default:
                now += std::chrono::minutes(what % 1000);
                return;
        }
    }

    /// The waiting call that is due first comes back with what chance says.
    void complete(int what) {
        if (waiting.empty()) return interfere(what);
        auto next = waiting.begin();
        for (auto each = waiting.begin(); each != waiting.end(); ++each) {
            if (each->second.dueAt < next->second.dueAt) next = each;
        }
        const Schedule call = next->second;
        waiting.erase(next);
        now = std::max(now, call.dueAt);
        if (call.kind == CallKind::MeterReadBefore) happen(MeterGranted{});
        if (what % 3 == 0) return happen(CallFailed{call.kind, call.attempt, error(what / 3)});
        answer(call, what / 3);
    }

    Policy policy;
    Instant now = fromMillis(1'795'314'600'000);
    Order order = test::sampleOrder(now, policy);
    std::map<CallKind, Schedule> waiting;
    std::map<std::string, Money> balances;
    std::set<std::string> keys;
    std::set<AlarmKind> alarms;

  private:
    void take(const std::vector<Effect>& effects) {
        for (const Effect& effect : effects)
            std::visit([this](const auto& e) { apply(e); }, effect);
    }
    void apply(const Book& effect) {
        RC_ASSERT(ledger::validate(effect.entry).ok());
        // As the journal does: a key that stands is not booked again.
        if (!keys.insert(effect.entry.key).second) return;
        for (const auto& posting : effect.entry.postings) {
            balances[posting.account.text()] += posting.amount;
        }
    }
    void apply(const Schedule& effect) {
        const auto standing = waiting.find(effect.kind);
        if (standing != waiting.end() && standing->second.dueAt <= effect.dueAt) return;
        waiting[effect.kind] = effect;
    }
    void apply(const Drop& effect) { waiting.erase(effect.kind); }
    void apply(const Raise& effect) { alarms.insert(effect.kind); }
    void apply(const Clear& effect) { alarms.erase(effect.kind); }

    payment::PaymentFact fact(int what) const {
        constexpr PaymentStatus kStatuses[] = {PaymentStatus::NotSeen, PaymentStatus::Waiting,
                                               PaymentStatus::Paid, PaymentStatus::Closed,
                                               PaymentStatus::Returned};
        const bool wrong = what % 11 == 10;
        return {
            order.id, kStatuses[what % 5], what % 7 == 6 ? "T2" : "T1", wrong ? "somebody" : "app",
            "CNY",    order.amount};
    }
    static Error error(int what) {
        constexpr ErrorCode kCodes[] = {ErrorCode::Timeout,     ErrorCode::BadReply,
                                        ErrorCode::Unreachable, ErrorCode::Unavailable,
                                        ErrorCode::Refused,     ErrorCode::Busy};
        return {kCodes[what % 6], Retry::Later, "chance", {}};
    }
    void answer(const Schedule& call, int what) {
        constexpr CancelOutcome kOutcomes[] = {CancelOutcome::NothingThere, CancelOutcome::Closed,
                                               CancelOutcome::Returned};
        switch (call.kind) {
            case CallKind::GatewayCreate:
                return happen(CodeIssued{"https://qr"});
            case CallKind::GatewayQuery:
                return happen(PaymentReported{fact(what), now, false, call.attempt});
            case CallKind::GatewayCancel:
                return happen(CancelAnswered{{kOutcomes[what % 3], "T1"}});
            case CallKind::MeterSell:
                return happen(SaleAnswered{call.attempt});
            case CallKind::MeterReadBefore:
            case CallKind::MeterReadBack:
                break;
        }
        metering::MeterReading reading;
        reading.at = now;
        reading.purchaseCount = 14 + static_cast<std::uint32_t>(what % 5 == 4   ? 7
                                                                : what % 2 == 0 ? 0
                                                                                : 1);
        reading.balance = Money::fromFen(what % 2 == 0 ? 8'640 : 18'640);
        happen(MeterWasRead{call.kind, reading, call.attempt});
    }
};

bool waitsForAnAnswer(const Order& order) {
    switch (order.state) {
        case State::Created:
        case State::AwaitingPayment:
        case State::Paid:
        case State::Delivering:
        case State::PaidLate:
            return true;
        case State::DeliveryUnknown:
            return !order.held;
        default:
            return false;
    }
}

void requireWhatAlwaysHolds(ChanceWorld& world) {
    const Order& order = world.order;
    const Money customer = world.balances["customer:1027"];
    const Money delivered = world.balances["delivered:202411110002"];
    const bool booked = order.paidAt.has_value();
    const bool settled = order.state == State::Delivered || order.state == State::Refunding ||
                         order.state == State::Refunded;
    RC_ASSERT(customer == (booked && !settled ? -order.amount : Money{}));
    RC_ASSERT(delivered == (order.state == State::Delivered ? -order.amount : Money{}));
    if (order.state == State::Delivered || order.state == State::Paid) RC_ASSERT(booked);
    if (ownsMeter(order.state)) RC_ASSERT(booked);
    if (waitsForAnAnswer(order) || order.cancelOpen) {
        RC_ASSERT(!world.waiting.empty());
    }
    if (order.state == State::Suspect) RC_ASSERT(world.alarms.contains(AlarmKind::PaymentSuspect));
    if (order.state == State::Refunding) RC_ASSERT(world.alarms.contains(AlarmKind::RefundDue));
    if (order.held) RC_ASSERT(world.alarms.contains(AlarmKind::CountMismatch));
    if (world.keys.contains("payment:alipay:T1") && world.keys.contains("payment:alipay:T2")) {
        RC_ASSERT(world.alarms.contains(AlarmKind::ExtraPayment));
    }
}

RC_GTEST_PROP(OrderRules, WhateverComesTheBooksFitTheStateAndNothingIsForgotten,
              (const std::vector<std::uint16_t>& chances)) {
    ChanceWorld world;
    requireWhatAlwaysHolds(world);
    for (const int chance : chances) {
        if (chance % 5 == 0) {
            world.interfere(chance / 5);
        } else {
            world.complete(chance / 5);
        }
        requireWhatAlwaysHolds(world);
    }
}

}  // namespace
}  // namespace wattill::order
