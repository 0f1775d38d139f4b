#include "order/rules.hpp"
#include "unit/order/rules_fixture.hpp"

namespace wattill::order {
namespace {

using payment::CancelOutcome;
using payment::PaymentStatus;

/// What the channel says it gave back.
class ReturnedRules : public test::RulesTest {};

TEST_F(ReturnedRules, MoneyThatCameAndWentIsBookedBothWays) {
    await();
    happen(CancelRequested{});
    happen(CancelAnswered{{CancelOutcome::Returned, "T7"}});
    EXPECT_TRUE(booked().empty()) << "a cancel's answer does not say how much came";
    EXPECT_TRUE(scheduled(CallKind::GatewayQuery));
    report(fact(PaymentStatus::Returned, "T7"));
    EXPECT_EQ(order.state, State::Refunded);
    EXPECT_EQ(booked(), (std::vector<std::string>{"payment:alipay:T7", "returned:alipay:T7"}));
}

// Found by the simulation: the order's amount was booked for a payment of another amount.
TEST_F(ReturnedRules, AWrongPaymentThatCameAndWentIsNotBooked) {
    await();
    happen(CancelRequested{});
    happen(CancelAnswered{{CancelOutcome::Returned, "T7"}});
    payment::PaymentFact wrong = fact(PaymentStatus::Returned, "T7");
    wrong.amount = order.amount - Money::fromFen(1);
    report(wrong);
    EXPECT_EQ(order.state, State::Refunded);
    EXPECT_TRUE(booked().empty());
    // Its notification comes late: nothing changes any more.
    wrong.status = PaymentStatus::Paid;
    report(wrong, true);
    EXPECT_EQ(order.state, State::Refunded);
    EXPECT_FALSE(raised(AlarmKind::PaymentSuspect));
}

TEST_F(ReturnedRules, MoneyReturnedBehindADeliveredOrderRaisesAnAlarm) {
    selling();
    readMeter(CallKind::MeterReadBack, 15, 18'640);
    report(fact(PaymentStatus::Returned));
    EXPECT_EQ(order.state, State::Delivered);
    EXPECT_TRUE(raised(AlarmKind::ReturnedAfterSale));
    EXPECT_TRUE(booked().empty());
}

TEST_F(ReturnedRules, ARefundThatWasBookedIsClosedByTheChannelsReturn) {
    await();
    now = order.payBy;
    report(fact(PaymentStatus::NotSeen, ""));
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    now += policy.lateCreditWithin + 1s;
    pay();
    report(fact(PaymentStatus::Returned), true);
    EXPECT_EQ(order.state, State::Refunded);
    EXPECT_EQ(booked(), std::vector<std::string>{"refund:K012611221030000001R1"});
}

TEST_F(ReturnedRules, AReturnOfAnotherTradeKeepsAskingAboutLateMoney) {
    await();
    happen(CancelRequested{});
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    report(fact(PaymentStatus::Paid, "T2"), true);
    report(fact(PaymentStatus::Returned, "T1"));
    EXPECT_EQ(order.state, State::PaidLate);
    EXPECT_TRUE(scheduled(CallKind::GatewayQuery));
}

TEST_F(ReturnedRules, ACancelThatReturnsAnotherTradeKeepsAskingAboutLateMoney) {
    await();
    happen(CancelRequested{});
    report(fact(PaymentStatus::Paid, "T2"), true);
    happen(CancelAnswered{{CancelOutcome::Returned, "T1"}});
    EXPECT_EQ(order.state, State::PaidLate);
    EXPECT_TRUE(scheduled(CallKind::GatewayQuery));
}

class UnconfirmedRules : public ReturnedRules {
  protected:
    /// Paid late by a notification, and the channel says nothing of the kind.
    UnconfirmedRules() {
        await();
        happen(CancelRequested{});
        happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
        report(fact(PaymentStatus::Paid, "T1"), true);
        EXPECT_EQ(order.state, State::PaidLate);
    }
    void decide(Decision decision) { happen(PersonDecided{decision, "li", "asked them"}); }
};

TEST_F(UnconfirmedRules, IsAPersonsAfterAnHourAndGoesBack) {
    now += policy.lateUnconfirmed - 1ms;
    EXPECT_FALSE(isUnconfirmed(order, now, policy));
    decide(Decision::Refund);
    EXPECT_EQ(order.state, State::PaidLate) << "the channel is asked still";
    EXPECT_TRUE(effects.empty());
    now += 1ms;
    EXPECT_TRUE(isUnconfirmed(order, now, policy));
    decide(Decision::RefundUnproven);
    decide(Decision::ItWasDelivered);
    EXPECT_EQ(order.state, State::PaidLate) << "no meter is in question";
    decide(Decision::Refund);
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_EQ(booked(), std::vector<std::string>{"refund-booked:" + order.id.text()});
    EXPECT_TRUE(cleared(AlarmKind::GatewayAnswer));
    ASSERT_EQ(order.refunds.size(), 1U);
    EXPECT_EQ(order.refunds[0].by, "li");
    EXPECT_EQ(order.refunds[0].amount, order.amount);
    EXPECT_NE(order.reason.find("decided by li: asked them"), std::string::npos);
    EXPECT_TRUE(cameLate(order));
    // What was asked before says so now.
    report(fact(PaymentStatus::Paid, "T1"));
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_TRUE(booked().empty());
}

TEST_F(UnconfirmedRules, NeverCameToUsAndIsUnbooked) {
    now += policy.lateUnconfirmed;
    decide(Decision::NothingToDo);
    EXPECT_EQ(order.state, State::Refunded);
    EXPECT_EQ(booked(), std::vector<std::string>{"returned:alipay:T1"});
    EXPECT_TRUE(cleared(AlarmKind::GatewayAnswer));
    EXPECT_NE(order.reason.find("decided by li: asked them"), std::string::npos);
    for (const auto status : {PaymentStatus::Returned, PaymentStatus::Paid}) {
        report(fact(status, "T1"), true);
        EXPECT_EQ(order.state, State::Refunded);
        EXPECT_TRUE(booked().empty()) << "once";
    }
}

TEST_F(UnconfirmedRules, WaitsForACancelThatIsOpen) {
    order.cancelOpen = true;
    now += policy.lateUnconfirmed * 2;
    EXPECT_FALSE(isUnconfirmed(order, now, policy));
    decide(Decision::NothingToDo);
    EXPECT_EQ(order.state, State::PaidLate);
}

}  // namespace
}  // namespace wattill::order
