#include "order/rules.hpp"
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

const Money kDebt = Money::fromFen(3'000);
constexpr Decision kDecisions[] = {Decision::Refund, Decision::ItWasDelivered,
                                   Decision::NothingToDo, Decision::RefundUnproven};

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
        switch (what % 7) {
            case 0:
                return happen(PaymentReported{fact(what / 7), now, true, 0});
            case 1:
                return happen(CancelRequested{});
            case 2:
                return decide(kDecisions[what / 7 % 4], what / 28);
            case 3:
                return decideRefund(what / 7);
            case 4:
                return happen(ReversalRequested{
                    "request-" + std::to_string(what % 16),
                    Money::fromFen(what / 7 % 2 == 0 ? 3'000 : 10'000),
                    what / 14 % 2 == 0 ? ReversalWay::BookDebt : ReversalWay::TakeCredit, "li",
                    "mistake"});
            case 5:
                return happen(
                    ReversalDecided{1 + what / 7 % 2, what / 14 % 2 == 0, "wang", "seen"});
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
        if (call.kind == CallKind::CommandLook) return lookAtCommand(call, what);
        if (call.kind == CallKind::MeterReadBefore) {
            happen(MeterGranted{balances["debt:1027"]});
            if (order.state != State::Delivering) return;
        }
        if (what % 3 == 0) return happen(CallFailed{call.kind, call.attempt, error(what / 3)});
        answer(call, what / 3);
    }

    Policy policy;
    Instant now = fromMillis(1'795'314'600'000);
    Order order = test::sampleOrder(now, policy);
    std::map<CallKind, Schedule> waiting;
    /// What is owed from an earlier reversal.
    std::map<std::string, Money> balances{{"debt:1027", kDebt}, {"earlier", -kDebt}};
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
    void apply(const TakeCreditBack& effect) {
        RC_ASSERT(reversalAtTheMeter(order) != nullptr);
        RC_ASSERT(reversalAtTheMeter(order)->number == effect.reversal);
    }
    void apply(const Raise& effect) { alarms.insert(effect.kind); }
    void apply(const Clear& effect) { alarms.erase(effect.kind); }

    payment::PaymentFact fact(int what) const {
        constexpr PaymentStatus kStatuses[] = {PaymentStatus::NotSeen, PaymentStatus::Waiting,
                                               PaymentStatus::Paid, PaymentStatus::Closed,
                                               PaymentStatus::Returned};
        const bool wrong = what % 11 == 10;
        const Money amount = what % 13 == 12 ? order.amount - Money::fromFen(1) : order.amount;
        return {order.id,
                kStatuses[what % 5],
                what % 7 == 6 ? "T2" : "T1",
                wrong ? "somebody" : "app",
                "CNY",
                amount};
    }
    void decideRefund(int what) {
        if (order.refunds.empty()) return;
        const auto& refund = order.refunds[static_cast<std::size_t>(what) % order.refunds.size()];
        happen(RefundDecided{refund.id,
                             what % 2 == 0 ? RefundDecision::Again : RefundDecision::ByHand, "li",
                             "looked"});
    }
    void decide(Decision decision, int what) {
        PersonDecided event{decision, "li", "looked"};
        if (what % 3 != 0) event.reading = reading(what / 3);
        const bool held = order.held;
        happen(event);
        if (!held || decision != Decision::Refund || order.state != State::Refunding) return;
        RC_ASSERT(event.reading.has_value());
        RC_ASSERT(event.reading->purchaseCount == order.delivery->countBefore);
    }
    metering::MeterReading reading(int what) const {
        metering::MeterReading reading;
        reading.at = now;
        reading.purchaseCount = 14 + static_cast<std::uint32_t>(what % 5 == 4   ? 7
                                                                : what % 2 == 0 ? 0
                                                                                : 1);
        const Money sold = order.amount - order.setOff;
        reading.balance = Money::fromFen(8'640) + (what % 2 == 0 ? Money() : sold);
        return reading;
    }
    void lookAtCommand(const Schedule& call, int what) {
        const Reversal* reversal = reversalAtTheMeter(order);
        if (reversal == nullptr || what % 3 == 0) return happen(CommandStillOpen{call.attempt});
        happen(CreditTaken{reversal->number, what % 3 == 1, "seen"});
    }
    void answerRefund(const Schedule& call, int what) {
        using payment::RefundStatus;
        constexpr RefundStatus kStatuses[] = {RefundStatus::Returned, RefundStatus::Pending,
                                              RefundStatus::NotKnown, RefundStatus::ShortOfFunds,
                                              RefundStatus::Failed};
        const Refund* refund = openRefund(order);
        if (refund == nullptr) return;
        happen(RefundAnswered{{refund->id, kStatuses[what % 5], "said so"},
                              call.kind == CallKind::GatewayRefundQuery,
                              call.attempt});
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
            case CallKind::GatewayRefund:
            case CallKind::GatewayRefundQuery:
                return answerRefund(call, what);
            case CallKind::CommandLook:
                return;
            case CallKind::MeterSell:
                return happen(SaleAnswered{call.attempt});
            case CallKind::MeterReadBefore:
            case CallKind::MeterReadBack:
                break;
        }
        happen(MeterWasRead{call.kind, reading(what), call.attempt});
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

Money takenBack(const Order& order, ReversalWay way) {
    Money sum;
    for (const Reversal& reversal : order.reversals) {
        if (reversal.state == ReversalState::Done && reversal.way == way) sum += reversal.amount;
    }
    return sum;
}

/// What is payable is what goes back and has not; it moves by itself, or a person is told; and
/// never more goes back than came in.
void requireRefundsFit(ChanceWorld& world) {
    const Order& order = world.order;
    Money payable;
    std::map<std::string, Money> back;
    bool open = false;
    for (const Refund& refund : order.refunds) {
        const bool failed = refund.state == RefundState::Failed;
        if (isOpen(refund) || failed) payable += refund.amount;
        if (refund.state != RefundState::Settled) back[refund.trade] += refund.amount;
        open = open || isOpen(refund);
        if (failed) RC_ASSERT(world.alarms.contains(AlarmKind::RefundFailed));
    }
    RC_ASSERT(world.balances["refund-payable"] == -payable);
    for (const auto& [trade, sum] : back)
        RC_ASSERT(sum <= order.amount);
    if (open) {
        RC_ASSERT(world.waiting.contains(CallKind::GatewayRefund) !=
                  world.waiting.contains(CallKind::GatewayRefundQuery));
    }
    if (order.state == State::Refunding) RC_ASSERT(!payable.isZero());
    if (reversalAtTheMeter(order) != nullptr) {
        RC_ASSERT(world.waiting.contains(CallKind::CommandLook));
    }
}

void requireWhatAlwaysHolds(ChanceWorld& world) {
    const Order& order = world.order;
    const Money customer = world.balances["customer:1027"];
    const Money delivered = world.balances["delivered:202411110002"];
    const bool booked = order.paidAt.has_value();
    const bool goesBack = order.state == State::Refunding || order.state == State::Refunded;
    const bool settled = order.state == State::Delivered || goesBack;
    RC_ASSERT(customer == (booked && !settled ? order.setOff - order.amount : Money{}));
    const Money sold = order.state == State::Delivered ? order.amount - order.setOff : Money{};
    RC_ASSERT(delivered == takenBack(order, ReversalWay::TakeCredit) - sold);
    RC_ASSERT(world.balances["debt:1027"] == kDebt + takenBack(order, ReversalWay::BookDebt) -
                                                 (goesBack ? Money{} : order.setOff));
    requireRefundsFit(world);
    if (order.state == State::Delivered || order.state == State::Paid) RC_ASSERT(booked);
    if (ownsMeter(order.state)) RC_ASSERT(booked);
    if (waitsForAnAnswer(order) || order.cancelOpen) {
        RC_ASSERT(!world.waiting.empty());
    }
    if (order.state == State::Suspect) RC_ASSERT(world.alarms.contains(AlarmKind::PaymentSuspect));
    if (order.held) RC_ASSERT(world.alarms.contains(AlarmKind::CountMismatch));
    if (world.keys.contains("payment:alipay:T1") && world.keys.contains("payment:alipay:T2")) {
        RC_ASSERT(!order.refunds.empty());
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
