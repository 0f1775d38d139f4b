#include "unit/order/rules_fixture.hpp"

namespace wattill::order::test {

using payment::CancelOutcome;
using payment::PaymentStatus;
using PaymentRules = RulesTest;

TEST_F(PaymentRules, ACodeOpensTheOrderToPayment) {
    await();
    EXPECT_EQ(order.state, State::AwaitingPayment);
    EXPECT_EQ(order.code, "https://qr");
    EXPECT_TRUE(scheduled(CallKind::GatewayQuery));
}

TEST_F(PaymentRules, AConfirmedPaymentIsBookedOnceAndAsksForTheMeter) {
    await();
    pay();
    EXPECT_EQ(order.state, State::Paid);
    EXPECT_FALSE(cameLate(order));
    EXPECT_EQ(booked(), std::vector<std::string>{"payment:alipay:T1"});
    EXPECT_TRUE(scheduled(CallKind::MeterReadBefore));
    pay();
    EXPECT_TRUE(effects.empty());
}

TEST_F(PaymentRules, ANotificationBeforeTheCodeCounts) {
    report(fact(PaymentStatus::Paid), true);
    EXPECT_EQ(order.state, State::Paid);
    happen(CodeIssued{"https://late"});
    EXPECT_EQ(order.state, State::Paid);
}

TEST_F(PaymentRules, AnswersThatCannotBeBelievedAreSaidUntilOneCan) {
    await();
    for (int attempt = 0; attempt < 3; ++attempt) {
        fail(CallKind::GatewayQuery, ErrorCode::BadReply, attempt);
        EXPECT_FALSE(raised(AlarmKind::GatewayAnswer)) << attempt;
    }
    fail(CallKind::GatewayQuery, ErrorCode::Timeout, 3);
    EXPECT_FALSE(raised(AlarmKind::GatewayAnswer)) << "no answer is no lie";
    fail(CallKind::GatewayQuery, ErrorCode::BadReply, 4);
    EXPECT_TRUE(raised(AlarmKind::GatewayAnswer));
    EXPECT_EQ(order.state, State::AwaitingPayment) << "unknown, not failed";
    const Order unbelieved = order;
    report(fact(PaymentStatus::Paid), false, 5);
    EXPECT_TRUE(cleared(AlarmKind::GatewayAnswer));
    EXPECT_EQ(order.state, State::Paid);
    order = unbelieved;
    report(fact(PaymentStatus::Paid), true);
    EXPECT_TRUE(cleared(AlarmKind::GatewayAnswer)) << "by a notification, too";
    order = unbelieved;
    happen(CancelRequested{});
    happen(CancelAnswered{{CancelOutcome::Closed, {}}});
    EXPECT_TRUE(cleared(AlarmKind::GatewayAnswer));
}

TEST_F(PaymentRules, ACancelThatOurOwnSideAnswersIsNoWordOfTheChannel) {
    await();
    happen(CancelRequested{});
    happen(CancelAnswered{{CancelOutcome::NoSuchCall, {}}});
    EXPECT_FALSE(cleared(AlarmKind::GatewayAnswer));
    report(fact(PaymentStatus::NotSeen));
    EXPECT_TRUE(cleared(AlarmKind::GatewayAnswer));
}

TEST_F(PaymentRules, AWrongAmountMerchantOrCurrencyIsSuspectAndNotBooked) {
    await();
    const Order waiting = order;
    auto amount = fact(PaymentStatus::Paid);
    amount.amount = Money::fromFen(9'999);
    auto merchant = fact(PaymentStatus::Paid);
    merchant.merchant = "somebody";
    auto currency = fact(PaymentStatus::Paid);
    currency.currency = "USD";
    for (const auto& wrong : {amount, merchant, currency}) {
        order = waiting;
        report(wrong);
        EXPECT_EQ(order.state, State::Suspect);
        EXPECT_TRUE(booked().empty());
        EXPECT_TRUE(raised(AlarmKind::PaymentSuspect));
    }
}

TEST_F(PaymentRules, ASecondPaymentIsBookedForRefund) {
    await();
    pay("T1");
    pay("T2");
    EXPECT_EQ(order.state, State::Paid);
    EXPECT_EQ(order.trade, "T1");
    EXPECT_EQ(booked(), std::vector<std::string>{"payment:alipay:T2"});
    EXPECT_TRUE(raised(AlarmKind::ExtraPayment));
}

TEST_F(PaymentRules, NobodyScannedIsPendingNotFailed) {
    await();
    report(fact(PaymentStatus::NotSeen, ""));
    EXPECT_EQ(order.state, State::AwaitingPayment);
    EXPECT_EQ(scheduled(CallKind::GatewayQuery)->dueAt, now + policy.queryEvery);
    EXPECT_FALSE(order.scanned);
    report(fact(PaymentStatus::Waiting));
    EXPECT_EQ(scheduled(CallKind::GatewayQuery)->dueAt, now + policy.querySeenEvery);
    EXPECT_TRUE(order.scanned);
    report(fact(PaymentStatus::NotSeen, ""));
    EXPECT_TRUE(order.scanned) << "what was seen was seen";
}

TEST_F(PaymentRules, AChannelThatIsAskedTooOftenIsAskedLessOften) {
    await();
    int attempt = 0;
    for (const Duration wait : {10s, 20s, 40s, 60s}) {
        fail(CallKind::GatewayQuery, ErrorCode::Busy, attempt++);
        EXPECT_EQ(scheduled(CallKind::GatewayQuery)->dueAt, now + wait);
        EXPECT_EQ(scheduled(CallKind::GatewayQuery)->attempt, attempt);
    }
    fail(CallKind::GatewayQuery, ErrorCode::Timeout, attempt);
    EXPECT_EQ(scheduled(CallKind::GatewayQuery)->dueAt, now + policy.queryEvery) << "other trouble";
}

TEST_F(PaymentRules, ACodeThatCannotBeCancelledIsAskedForEveryMinuteUntilItsOwnEnd) {
    await();
    now = order.payBy;
    report(fact(PaymentStatus::NotSeen, ""));
    happen(CancelAnswered{{CancelOutcome::NoSuchCall, {}}});
    int attempt = 0;
    for (const Duration wait : {5s, 60s, 60s, 300s}) {
        EXPECT_EQ(scheduled(CallKind::GatewayQuery)->dueAt, now + wait);
        now += wait;
        report(fact(PaymentStatus::NotSeen, ""), false, attempt);
        EXPECT_FALSE(scheduled(CallKind::GatewayCancel)) << "merely unpaid";
        attempt = scheduled(CallKind::GatewayQuery)->attempt;
    }
}

TEST_F(PaymentRules, TimeUpMeansQueryCancelQuery) {
    await();
    now = order.payBy;
    report(fact(PaymentStatus::NotSeen, ""));
    EXPECT_EQ(order.state, State::Expired);
    EXPECT_TRUE(scheduled(CallKind::GatewayCancel));
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    EXPECT_TRUE(scheduled(CallKind::GatewayQuery));
}

TEST_F(PaymentRules, AnExpiredOrderStaysOpenToMoneyUntilItsEnd) {
    await();
    now = order.payBy;
    report(fact(PaymentStatus::NotSeen, ""));
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    int sweeps = 0;
    for (int attempt = 0; now < order.openUntil; ++attempt) {
        report(fact(PaymentStatus::NotSeen, ""), false, attempt);
        const auto next = scheduled(CallKind::GatewayQuery);
        ASSERT_TRUE(next);
        ASSERT_GT(next->dueAt, now);
        now = next->dueAt;
        ++sweeps;
    }
    EXPECT_EQ(now, order.openUntil);
    EXPECT_GT(sweeps, 20);
    report(fact(PaymentStatus::NotSeen, ""), false, sweeps);
    EXPECT_FALSE(scheduled(CallKind::GatewayQuery));
}

TEST_F(PaymentRules, AYoungLatePaymentIsCredited) {
    await();
    now = order.payBy;
    report(fact(PaymentStatus::NotSeen, ""));
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    EXPECT_FALSE(cameLate(order));
    now += 1min;
    pay();
    EXPECT_EQ(order.state, State::Paid);
    EXPECT_TRUE(cameLate(order));
    EXPECT_TRUE(scheduled(CallKind::MeterReadBefore));
}

TEST_F(PaymentRules, AnOldLatePaymentIsBookedForRefund) {
    await();
    now = order.payBy;
    report(fact(PaymentStatus::NotSeen, ""));
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    now += policy.lateCreditWithin + 1s;
    pay();
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_EQ(booked(),
              (std::vector<std::string>{"payment:alipay:T1", "refund-booked:K012611221030000001"}));
    EXPECT_TRUE(scheduled(CallKind::GatewayRefund)) << "and goes back by itself";
    EXPECT_TRUE(cameLate(order));
}

TEST_F(PaymentRules, APaymentThatMadeTheCancelBeRefusedIsCredited) {
    await();
    now = order.payBy;
    report(fact(PaymentStatus::Waiting, "T1"));
    EXPECT_TRUE(scheduled(CallKind::GatewayCancel));
    fail(CallKind::GatewayCancel, ErrorCode::Refused);
    EXPECT_TRUE(scheduled(CallKind::GatewayQuery));
    pay();
    EXPECT_EQ(order.state, State::Paid);
    EXPECT_TRUE(scheduled(CallKind::MeterReadBefore));
}

TEST_F(PaymentRules, MoneyThatRacesWithACancelWaitsForTheCancel) {
    await();
    happen(CancelRequested{});
    pay();
    EXPECT_EQ(order.state, State::PaidLate);
    EXPECT_TRUE(cameLate(order));
    EXPECT_FALSE(scheduled(CallKind::MeterReadBefore));
    happen(CancelAnswered{{CancelOutcome::Returned, "T1"}});
    EXPECT_EQ(order.state, State::Refunded);
    EXPECT_EQ(booked(), std::vector<std::string>{"returned:alipay:T1"});
}

TEST_F(PaymentRules, AnUnansweredCancelKeepsLateMoneyWaiting) {
    await();
    happen(CancelRequested{});
    fail(CallKind::GatewayCancel, ErrorCode::Timeout);
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    now += 1s;
    pay();
    EXPECT_EQ(order.state, State::PaidLate);
    EXPECT_EQ(scheduled(CallKind::GatewayQuery)->dueAt, *order.quarantineUntil);
    now = *order.quarantineUntil;
    pay();
    EXPECT_EQ(order.state, State::Paid);
}

// Found by the simulation: the network delivered the cancel twice, and the second copy sent back
// what had been paid after the first found nothing.
TEST_F(PaymentRules, ASecondCopyOfAnAnsweredCancelFindsNothingDelivered) {
    await();
    happen(CancelRequested{});
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    now += 1s;
    pay();
    EXPECT_EQ(order.state, State::PaidLate);
    EXPECT_FALSE(scheduled(CallKind::MeterReadBefore));
    EXPECT_EQ(scheduled(CallKind::GatewayQuery)->dueAt, *order.quarantineUntil);
    now = *order.quarantineUntil;
    report(fact(PaymentStatus::Returned));
    EXPECT_EQ(order.state, State::Refunded);
}

// Found by the simulation: a query from before the cancel was answered "paid" after the cancel had
// sent the money back.
TEST_F(PaymentRules, AnAnswerFromBeforeTheCancelDoesNotDeliverReturnedMoney) {
    await();
    const Instant askedAt = now;
    now += 100ms;
    happen(CancelRequested{});
    now += 300ms;
    happen(CancelAnswered{{CancelOutcome::Returned, "T1"}});
    now += 100ms;
    happen(PaymentReported{fact(PaymentStatus::Paid), askedAt, false, 0});
    EXPECT_EQ(order.state, State::PaidLate);
    EXPECT_FALSE(scheduled(CallKind::MeterReadBefore));
    report(fact(PaymentStatus::Returned));
    EXPECT_EQ(order.state, State::Refunded);
}

TEST_F(PaymentRules, ANotificationAloneDoesNotEndTheQuarantine) {
    await();
    happen(CancelRequested{});
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    report(fact(PaymentStatus::Paid), true);
    EXPECT_EQ(order.state, State::PaidLate);
    EXPECT_TRUE(scheduled(CallKind::GatewayQuery));
}

TEST_F(PaymentRules, AScanAfterGivingUpIsCancelledAgain) {
    await();
    happen(CancelRequested{});
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    report(fact(PaymentStatus::Waiting));
    EXPECT_TRUE(order.cancelOpen);
    EXPECT_TRUE(scheduled(CallKind::GatewayCancel));
}

TEST_F(PaymentRules, ALostCreateIsRepeatedThenGivenUp) {
    fail(CallKind::GatewayCreate, ErrorCode::Timeout);
    EXPECT_EQ(order.state, State::Created);
    EXPECT_TRUE(scheduled(CallKind::GatewayCreate));
    now += policy.createWithin;
    fail(CallKind::GatewayCreate, ErrorCode::Timeout, 9);
    EXPECT_EQ(order.state, State::Cancelled);
    EXPECT_TRUE(scheduled(CallKind::GatewayCancel));
}

TEST_F(PaymentRules, ARefusedCreateEndsAtOnce) {
    fail(CallKind::GatewayCreate, ErrorCode::Refused);
    EXPECT_EQ(order.state, State::Cancelled);
    EXPECT_TRUE(effects.empty());
}

TEST_F(PaymentRules, AnAnswerAboutAnotherOrderIsNotBelieved) {
    await();
    auto other = fact(PaymentStatus::Paid);
    other.order = OrderId("K01999");
    report(other);
    EXPECT_EQ(order.state, State::AwaitingPayment);
    EXPECT_TRUE(booked().empty());
    EXPECT_TRUE(scheduled(CallKind::GatewayQuery));
}

TEST_F(PaymentRules, EveryBookingSumsToZero) {
    await();
    pay("T1");
    for (const Book& each : all<Book>())
        EXPECT_TRUE(ledger::validate(each.entry).ok());
    pay("T2");
    for (const Book& each : all<Book>())
        EXPECT_TRUE(ledger::validate(each.entry).ok());
}

// Three ways in which a late payment was once forgotten: the answers spoke of another trade.

TEST_F(PaymentRules, LateMoneyConfirmedUnderAnotherTradeIsStillDecided) {
    await();
    happen(CancelRequested{});
    happen(CancelAnswered{{CancelOutcome::NothingThere, ""}});
    report(fact(PaymentStatus::Paid, "T2"), true);
    now = *order.quarantineUntil;
    pay("T1");
    EXPECT_EQ(order.state, State::Paid);
    EXPECT_TRUE(raised(AlarmKind::ExtraPayment));
}

TEST_F(PaymentRules, ABillIsNotTheChannelsVoice) {
    await();
    happen(CancelRequested{});
    happen(CancelAnswered{{payment::CancelOutcome::NothingThere, ""}});
    const auto paid = fact(payment::PaymentStatus::Paid);
    Order given = order;
    happen(PaymentReported{paid, now, true, 0, true});
    EXPECT_EQ(order.state, State::PaidLate);
    EXPECT_FALSE(cleared(AlarmKind::GatewayAnswer)) << "it was not heard";
    EXPECT_TRUE(scheduled(CallKind::GatewayQuery)) << "it is asked";
    order = std::move(given);
    report(paid, true);
    EXPECT_TRUE(cleared(AlarmKind::GatewayAnswer));
}

}  // namespace wattill::order::test
