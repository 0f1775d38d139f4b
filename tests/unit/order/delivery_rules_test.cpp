#include "unit/order/rules_fixture.hpp"

namespace wattill::order::test {

using DeliveryRules = RulesTest;

TEST_F(DeliveryRules, TheCountIsFixedBeforeTheFirstFrame) {
    selling();
    ASSERT_TRUE(order.delivery);
    EXPECT_EQ(order.delivery->sale, (metering::Sale{Money::fromFen(10'000), 15}));
    EXPECT_TRUE(scheduled(CallKind::MeterSell));
}

TEST_F(DeliveryRules, AnAnswerToTheSaleProvesNothing) {
    selling();
    happen(SaleAnswered{});
    EXPECT_EQ(order.state, State::Delivering);
    EXPECT_TRUE(booked().empty());
    EXPECT_TRUE(scheduled(CallKind::MeterReadBack));
}

TEST_F(DeliveryRules, ReadBackOfCountAndBalanceDelivers) {
    selling();
    happen(SaleAnswered{});
    readMeter(CallKind::MeterReadBack, 15, 18'639);
    EXPECT_EQ(order.state, State::Delivered);
    EXPECT_EQ(order.delivery->balanceAfter, Money::fromFen(18'639));
    EXPECT_EQ(booked(), std::vector<std::string>{"delivery:K012611221030000001"});
}

TEST_F(DeliveryRules, ALostSaleIsUnknownAndReadBackFirst) {
    selling();
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    EXPECT_EQ(order.state, State::DeliveryUnknown);
    EXPECT_TRUE(scheduled(CallKind::MeterReadBack));
    EXPECT_FALSE(scheduled(CallKind::MeterSell));
}

TEST_F(DeliveryRules, TheOldCountLetsTheSameSaleGoOutAgain) {
    selling();
    const auto sale = order.delivery->sale;
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    readMeter(CallKind::MeterReadBack, 14, 8'640, 1);
    EXPECT_EQ(order.state, State::Delivering);
    EXPECT_EQ(order.delivery->sale, sale);
    EXPECT_TRUE(scheduled(CallKind::MeterSell));
}

TEST_F(DeliveryRules, AnyOtherCountIsHeldForAPerson) {
    for (const std::uint32_t count : {13U, 16U, 0U, 65'535U}) {
        order.state = State::Paid;
        order.delivery.reset();
        order.held = false;
        order.paidAt = now;
        happen(MeterGranted{});
        readMeter(CallKind::MeterReadBefore, 14, 8'640);
        readMeter(CallKind::MeterReadBack, count, 18'640);
        EXPECT_TRUE(order.held) << count;
        EXPECT_TRUE(raised(AlarmKind::CountMismatch)) << count;
        EXPECT_TRUE(all<Schedule>().empty()) << count;
    }
}

TEST_F(DeliveryRules, TheRightCountWithTheWrongBalanceIsHeldForAPerson) {
    for (const std::int64_t fen : {8'640L, 18'641L, 28'640L, 18'000L}) {
        order.state = State::Paid;
        order.delivery.reset();
        order.held = false;
        order.paidAt = now;
        happen(MeterGranted{});
        readMeter(CallKind::MeterReadBefore, 14, 8'640);
        readMeter(CallKind::MeterReadBack, 15, fen);
        EXPECT_TRUE(order.held) << fen;
        EXPECT_TRUE(booked().empty()) << fen;
    }
}

TEST_F(DeliveryRules, UseBetweenTheReadingsIsAllowedFor) {
    selling();
    now += 2h;
    readMeter(CallKind::MeterReadBack, 15, 18'640 - 15'000);
    EXPECT_EQ(order.state, State::Delivered);
}

TEST_F(DeliveryRules, ASilentMeterGivesTheClaimBackWhileNothingWasSold) {
    granted();
    fail(CallKind::MeterReadBefore, ErrorCode::Timeout);
    EXPECT_EQ(order.state, State::Paid);
    EXPECT_TRUE(order.meterSilent);
    EXPECT_TRUE(scheduled(CallKind::MeterReadBefore));
}

TEST_F(DeliveryRules, WaitingForAnotherOrderIsNotASilentMeter) {
    await();
    pay();
    fail(CallKind::MeterReadBefore, ErrorCode::Busy);
    EXPECT_EQ(order.state, State::Paid);
    EXPECT_FALSE(order.meterSilent);
    EXPECT_TRUE(scheduled(CallKind::MeterReadBefore));
}

TEST_F(DeliveryRules, SilenceAfterTheSaleIsAskedAgainForEver) {
    selling();
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    now += 48h;
    fail(CallKind::MeterReadBack, ErrorCode::Timeout, 500);
    EXPECT_EQ(order.state, State::DeliveryUnknown);
    EXPECT_TRUE(raised(AlarmKind::MeterSilent));
    ASSERT_TRUE(scheduled(CallKind::MeterReadBack));
    EXPECT_EQ(scheduled(CallKind::MeterReadBack)->dueAt, now + policy.meterRetryLongest);
}

TEST_F(DeliveryRules, UnsoldMoneyIsBookedForRefundWhenTheTimeIsUp) {
    granted();
    now += policy.deliverWithin + 1s;
    fail(CallKind::MeterReadBefore, ErrorCode::Timeout, 9);
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_TRUE(scheduled(CallKind::GatewayRefund)) << "and goes back by itself";
    EXPECT_EQ(booked(), std::vector<std::string>{"refund-booked:K012611221030000001"});
}

TEST_F(DeliveryRules, UnprovenMoneyIsNeverBookedForRefundByItself) {
    selling();
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    now += policy.deliverWithin + 1s;
    fail(CallKind::MeterReadBack, ErrorCode::Timeout, 9);
    EXPECT_EQ(order.state, State::DeliveryUnknown);
    readMeter(CallKind::MeterReadBack, 14, 8'640, 10);
    EXPECT_EQ(order.state, State::DeliveryUnknown) << "what was sent may still arrive";
    ASSERT_TRUE(scheduled(CallKind::MeterReadBack));
    EXPECT_EQ(scheduled(CallKind::MeterReadBack)->dueAt, now + policy.saleSettle);
    now += policy.saleSettle;
    readMeter(CallKind::MeterReadBack, 14, 8'640, 11);
    EXPECT_EQ(order.state, State::Refunding) << "the old count proves that it was not sold";
}

TEST_F(DeliveryRules, ASaleThatArrivesAfterItsTimeIsDeliveredAndNotRefunded) {
    selling();
    now += policy.deliverWithin + 1s;
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    readMeter(CallKind::MeterReadBack, 14, 8'640, 1);
    now += policy.saleSettle;
    readMeter(CallKind::MeterReadBack, 15, 18'640, 2);
    EXPECT_EQ(order.state, State::Delivered);
    EXPECT_TRUE(order.refunds.empty());
}

TEST_F(DeliveryRules, ACountThatShowsLateIsNoProofThatNothingWasSold) {
    selling();
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    readMeter(CallKind::MeterReadBack, 14, 18'640, 1);
    EXPECT_TRUE(order.held) << "the balance has it";
    EXPECT_FALSE(scheduled(CallKind::MeterSell));
}

TEST_F(DeliveryRules, ARegisterThatWentBackwardsLeavesTheCountUnproven) {
    selling();
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    order.delivery->totalBefore = Energy::fromWh(1);
    readMeter(CallKind::MeterReadBack, 15, 6'000, 1);
    EXPECT_TRUE(order.held) << "somebody else may have sold less";
}

TEST_F(DeliveryRules, APersonDecidesAHeldOrderOnce) {
    selling();
    readMeter(CallKind::MeterReadBack, 16, 18'640);
    happen(PersonDecided{Decision::ItWasDelivered, "li", "seen on the display"});
    EXPECT_EQ(order.state, State::Delivered);
    EXPECT_EQ(booked().size(), 1U);
    happen(PersonDecided{Decision::Refund, "li", "changed my mind"});
    EXPECT_EQ(order.state, State::Delivered);
    EXPECT_TRUE(effects.empty());
}

/// A held order that a person wants refunded, with or without another look at the meter.
class HeldOrder : public RulesTest {
  protected:
    void heldAfter(std::uint32_t count, std::int64_t fen) {
        selling();
        fail(CallKind::MeterSell, ErrorCode::Timeout);
        readMeter(CallKind::MeterReadBack, count, fen, 1);
        ASSERT_TRUE(order.held);
        now += 36h;
    }
    void refund(Decision decision) { happen(PersonDecided{decision, "li", "looked"}); }
    void refundAsRead(Decision decision, std::uint32_t count, std::int64_t fen) {
        metering::MeterReading reading;
        reading.at = now;
        reading.purchaseCount = count;
        reading.balance = Money::fromFen(fen);
        happen(PersonDecided{decision, "li", "looked", reading});
    }
    void expectStillHeld() {
        EXPECT_TRUE(order.held);
        EXPECT_TRUE(effects.empty());
        EXPECT_TRUE(order.refunds.empty());
    }
};

TEST_F(HeldOrder, GoesBackOnceTwoReadingsProveThatTheMeterHasNotGotIt) {
    heldAfter(14, 18'640);
    refundAsRead(Decision::Refund, 14, 8'640);
    expectStillHeld();
    now += policy.saleSettle - 1ms;
    refundAsRead(Decision::RefundUnproven, 14, 8'640);
    expectStillHeld();
    now += 1ms;
    refundAsRead(Decision::Refund, 14, 8'640);
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_FALSE(order.held);
    EXPECT_TRUE(cleared(AlarmKind::CountMismatch));
    EXPECT_EQ(booked(), std::vector<std::string>{"refund-booked:" + order.id.text()});
    EXPECT_EQ(order.refunds.at(0).by, "li");
    refundAsRead(Decision::Refund, 14, 8'640);
    EXPECT_TRUE(effects.empty()) << "pressed again";
    EXPECT_EQ(order.refunds.size(), 1U);
}

TEST_F(HeldOrder, ALookThatProvesNothingVoidsTheOneBefore) {
    heldAfter(14, 18'640);
    refundAsRead(Decision::Refund, 14, 8'640);
    now += policy.saleSettle;
    refundAsRead(Decision::Refund, 14, 18'640);
    expectStillHeld();
    refundAsRead(Decision::Refund, 14, 8'640);
    expectStillHeld();
}

TEST_F(HeldOrder, IsRefundedByNobodyWhileTheMeterShowsTheSale) {
    heldAfter(14, 18'640);
    for (const auto& [count, fen] : {std::pair{15U, 18'640L}, std::pair{15U, 9'000L},
                                     std::pair{14U, 18'640L}, std::pair{16U, 18'640L}}) {
        for (const Decision decision : {Decision::Refund, Decision::RefundUnproven}) {
            refundAsRead(decision, count, fen);
            expectStillHeld();
        }
    }
}

TEST_F(HeldOrder, WhoseCountSomebodyElseTookIsRefundedOnAPersonsWordOnly) {
    heldAfter(15, 9'640);
    refundAsRead(Decision::Refund, 15, 9'600);
    expectStillHeld();
    refundAsRead(Decision::RefundUnproven, 15, 9'600);
    EXPECT_EQ(order.state, State::Refunding) << "what was seen first tells, not what use left";
    EXPECT_NE(order.reason.find("decided by li: looked"), std::string::npos) << order.reason;
}

TEST_F(HeldOrder, WhoseCountALargerSaleTookIsRefundedOnAPersonsWordAlsoAfterMuchUse) {
    heldAfter(15, 28'640);
    refundAsRead(Decision::RefundUnproven, 15, 18'600);
    EXPECT_EQ(order.state, State::Refunding);
}

TEST_F(HeldOrder, IsRefundedByNobodyWhenItsCreditShowsAfterItsCount) {
    heldAfter(15, 8'640);
    refundAsRead(Decision::RefundUnproven, 15, 18'640);
    expectStillHeld();
}

TEST_F(HeldOrder, WhoseMeterShowsWhatNothingExplainsIsRefundedOnAPersonsWordOnly) {
    heldAfter(16, 38'640);
    refundAsRead(Decision::Refund, 16, 38'640);
    expectStillHeld();
    refundAsRead(Decision::RefundUnproven, 16, 38'640);
    EXPECT_EQ(order.state, State::Refunding);
}

TEST_F(HeldOrder, WhoseMeterCannotBeReadIsRefundedOnAPersonsWordOnly) {
    heldAfter(14, 18'640);
    refund(Decision::Refund);
    expectStillHeld();
    refund(Decision::RefundUnproven);
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_NE(order.reason.find("could not be read (decided by li"), std::string::npos)
        << order.reason;
}

TEST_F(DeliveryRules, ACountAtItsEndIsNotSoldTo) {
    granted();
    readMeter(CallKind::MeterReadBefore, 65'535, 8'640);
    EXPECT_TRUE(order.held);
    EXPECT_FALSE(scheduled(CallKind::MeterSell));
}

TEST_F(DeliveryRules, LateEventsLeaveADeliveredOrderAlone) {
    selling();
    readMeter(CallKind::MeterReadBack, 15, 18'640);
    const Order delivered = order;
    happen(SaleAnswered{});
    readMeter(CallKind::MeterReadBack, 16, 1);
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    happen(MeterGranted{});
    happen(CancelRequested{});
    pay();
    EXPECT_EQ(order, delivered);
}

TEST_F(DeliveryRules, MoneyForAnAccountThatWasClosedIsBookedForRefund) {
    await();
    pay();
    fail(CallKind::MeterReadBefore, ErrorCode::Conflict);
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_TRUE(scheduled(CallKind::GatewayRefund)) << "and goes back by itself";
    EXPECT_FALSE(scheduled(CallKind::MeterReadBefore));
    EXPECT_FALSE(order.delivery);
}

// ---- models without a purchase count: 86.40 yuan before a sale of 100.00

TEST_F(DeliveryRules, WithoutACountTheBalanceAloneDelivers) {
    for (const auto rule : {metering::CountRule::OrderNumber, metering::CountRule::None}) {
        order = sampleOrder(now, policy);
        granted();
        weigh(CallKind::MeterReadBefore, rule, 8'640);
        fail(CallKind::MeterSell, ErrorCode::Timeout);
        weigh(CallKind::MeterReadBack, rule, 18'600);
        EXPECT_EQ(order.state, State::Delivered) << name(rule);
        EXPECT_EQ(booked().size(), 1U) << name(rule);
    }
}

TEST_F(DeliveryRules, ADebtThatIsNotShownHidesWhetherTheSaleArrived) {
    granted();
    weigh(CallKind::MeterReadBefore, metering::CountRule::OrderNumber, 0);
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    weigh(CallKind::MeterReadBack, metering::CountRule::OrderNumber, 0, 1);
    EXPECT_TRUE(scheduled(CallKind::MeterSell)) << "its number keeps it from being added twice";
    now += policy.deliverWithin + std::chrono::hours(1);
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    weigh(CallKind::MeterReadBack, metering::CountRule::OrderNumber, 0, 1);
    EXPECT_TRUE(order.held);
    EXPECT_TRUE(order.refunds.empty());
}

TEST_F(DeliveryRules, AnOrderNumberLetsTheSameSaleGoOutAgain) {
    granted();
    weigh(CallKind::MeterReadBefore, metering::CountRule::OrderNumber, 8'640);
    const auto sale = order.delivery->sale;
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    weigh(CallKind::MeterReadBack, metering::CountRule::OrderNumber, 8'630, 1);
    EXPECT_EQ(order.state, State::Delivering);
    EXPECT_EQ(order.delivery->sale, sale);
    EXPECT_TRUE(scheduled(CallKind::MeterSell));
}

TEST_F(DeliveryRules, AModelThatKnowsNoRepetitionIsNeverSoldToTwice) {
    granted();
    weigh(CallKind::MeterReadBefore, metering::CountRule::None, 8'640);
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    weigh(CallKind::MeterReadBack, metering::CountRule::None, 8'630, 1);
    EXPECT_TRUE(order.held);
    EXPECT_TRUE(raised(AlarmKind::CountMismatch));
    EXPECT_FALSE(scheduled(CallKind::MeterSell));
    EXPECT_TRUE(booked().empty());
}

TEST_F(DeliveryRules, ABalanceThatUseMayHaveHiddenIsHeldForAPerson) {
    for (const auto rule : {metering::CountRule::OrderNumber, metering::CountRule::None}) {
        order = sampleOrder(now, policy);
        granted();
        weigh(CallKind::MeterReadBefore, rule, 8'640);
        fail(CallKind::MeterSell, ErrorCode::Timeout);
        now += std::chrono::hours(2);  // 200 yuan may have been used: more than was sold
        weigh(CallKind::MeterReadBack, rule, 8'000);
        EXPECT_TRUE(order.held) << name(rule);
        EXPECT_FALSE(scheduled(CallKind::MeterSell)) << name(rule);
        now -= std::chrono::hours(2);
    }
}

TEST_F(DeliveryRules, AClockSetRightMakesNoUseLookLikeASaleThatDidNotArrive) {
    granted();
    weigh(CallKind::MeterReadBefore, metering::CountRule::OrderNumber, 8'640);
    fail(CallKind::MeterSell, ErrorCode::Timeout);
    now -= std::chrono::hours(5);  // it was ahead
    total = total + Energy::fromWh(100'000);
    weigh(CallKind::MeterReadBack, metering::CountRule::OrderNumber, 8'640);
    EXPECT_TRUE(order.held) << "100 yuan sold, 100 kWh used: the balance is where it was";
    EXPECT_FALSE(scheduled(CallKind::MeterSell));
}

TEST_F(DeliveryRules, ABalanceAboveWhatWasSoldIsHeldForAPerson) {
    granted();
    weigh(CallKind::MeterReadBefore, metering::CountRule::OrderNumber, 8'640);
    weigh(CallKind::MeterReadBack, metering::CountRule::OrderNumber, 28'640);
    EXPECT_TRUE(order.held);
    EXPECT_TRUE(booked().empty());
}

}  // namespace wattill::order::test
