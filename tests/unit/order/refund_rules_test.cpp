#include "order/rules.hpp"
#include "unit/order/rules_fixture.hpp"

namespace wattill::order {
namespace {

using namespace std::chrono_literals;
using payment::PaymentStatus;
using payment::RefundStatus;

class RefundRules : public test::RulesTest {
  protected:
    /// Paid, and the meter's account was closed meanwhile: the money goes back.
    void refunding() {
        await();
        pay();
        happen(CallFailed{CallKind::MeterReadBefore,
                          0,
                          {ErrorCode::Conflict, Retry::Never, "the account was closed", {}}});
    }
    void answer(RefundStatus status, bool asked = false, int attempt = 0, std::size_t which = 0) {
        happen(RefundAnswered{{order.refunds.at(which).id, status, "said so"}, asked, attempt});
    }
    const Refund& refund(std::size_t which = 0) { return order.refunds.at(which); }
    Money refundBooked() const {
        for (const Book& each : all<Book>()) {
            if (each.entry.kind == ledger::EntryKind::Refunded) {
                return each.entry.postings.front().amount;
            }
        }
        return {};
    }
};

TEST_F(RefundRules, UndeliveredMoneyGoesBackByItselfUnderANumberOfTheOrder) {
    refunding();
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_EQ(booked(), std::vector<std::string>{"refund-booked:" + order.id.text()});
    EXPECT_EQ(refund().id.text(), order.id.text() + "R1");
    EXPECT_EQ(refund().amount, order.amount);
    EXPECT_EQ(scheduled(CallKind::GatewayRefund)->dueAt, now);
    answer(RefundStatus::Returned);
    EXPECT_EQ(order.state, State::Refunded);
    EXPECT_EQ(booked(), std::vector<std::string>{"refund:" + order.id.text() + "R1"});
    EXPECT_EQ(refundBooked(), order.amount);
}

TEST_F(RefundRules, ALostAnswerIsAskedForAndNeverSentAgainBefore) {
    refunding();
    fail(CallKind::GatewayRefund, ErrorCode::Timeout);
    EXPECT_EQ(refund().state, RefundState::Asked);
    EXPECT_FALSE(scheduled(CallKind::GatewayRefund));
    EXPECT_EQ(scheduled(CallKind::GatewayRefundQuery)->dueAt, now + 10s) << "Alipay wants 10 s";
    now += 10s;
    answer(RefundStatus::NotKnown, true, 1);
    EXPECT_FALSE(scheduled(CallKind::GatewayRefund)) << "the request may still be on its way";
    now += policy.refundSettle;
    answer(RefundStatus::NotKnown, true, 2);
    ASSERT_TRUE(scheduled(CallKind::GatewayRefund));
    EXPECT_EQ(order.refunds.size(), 1U) << "and under the same number";
    EXPECT_EQ(refund().sends, 1);
}

TEST_F(RefundRules, PendingIsNotReturned) {
    refunding();
    answer(RefundStatus::Pending);
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_TRUE(booked().empty());
    now += 10s;
    answer(RefundStatus::Pending, true, 1);
    EXPECT_EQ(scheduled(CallKind::GatewayRefundQuery)->dueAt, now + 20s) << "less and less often";
    answer(RefundStatus::Returned, true, 2);
    EXPECT_EQ(order.state, State::Refunded);
}

TEST_F(RefundRules, AShortBalanceIsSaidAndTriedAgain) {
    refunding();
    answer(RefundStatus::ShortOfFunds);
    EXPECT_TRUE(raised(AlarmKind::RefundDue));
    EXPECT_EQ(scheduled(CallKind::GatewayRefund)->dueAt, now + policy.refundRetry);
    now += policy.refundRetry;
    answer(RefundStatus::Returned, false, 1);
    EXPECT_EQ(order.state, State::Refunded);
    const auto cleared = all<Clear>();
    EXPECT_TRUE(std::any_of(cleared.begin(), cleared.end(),
                            [](const Clear& each) { return each.kind == AlarmKind::RefundDue; }));
}

TEST_F(RefundRules, ARefundThatTakesTooLongIsSeenByAPerson) {
    refunding();
    fail(CallKind::GatewayRefund, ErrorCode::Unreachable);
    EXPECT_FALSE(raised(AlarmKind::RefundDue));
    now += policy.refundAlarmAfter + 1s;
    fail(CallKind::GatewayRefund, ErrorCode::Unreachable, 1);
    EXPECT_TRUE(raised(AlarmKind::RefundDue));
    EXPECT_TRUE(scheduled(CallKind::GatewayRefund)) << "and goes on being tried";
}

TEST_F(RefundRules, ARefusalFailsOnlyWhenTheChannelKnowsNothingOfIt) {
    refunding();
    fail(CallKind::GatewayRefund, ErrorCode::Timeout);
    now += 70s;
    answer(RefundStatus::NotKnown, true);
    fail(CallKind::GatewayRefund, ErrorCode::Refused);
    EXPECT_FALSE(raised(AlarmKind::RefundFailed));
    ASSERT_TRUE(scheduled(CallKind::GatewayRefundQuery)) << "the first request may have worked";
    answer(RefundStatus::Returned, true);
    EXPECT_EQ(order.state, State::Refunded);
}

TEST_F(RefundRules, AFailedRefundWaitsForAPersonWhoMaySendItAgainOrSettleIt) {
    refunding();
    fail(CallKind::GatewayRefund, ErrorCode::Refused);
    answer(RefundStatus::NotKnown, true);
    EXPECT_EQ(refund().state, RefundState::Failed);
    EXPECT_TRUE(raised(AlarmKind::RefundFailed));
    EXPECT_EQ(order.state, State::Refunding);
    happen(RefundDecided{refund().id, RefundDecision::Again, "li", "contract mended"});
    EXPECT_EQ(order.refunds.size(), 1U) << "nothing was taken under this number: it is used again";
    EXPECT_TRUE(scheduled(CallKind::GatewayRefund));
    answer(RefundStatus::Failed);
    happen(RefundDecided{refund().id, RefundDecision::Again, "li", "once more"});
    ASSERT_EQ(order.refunds.size(), 2U) << "the channel used the number up";
    EXPECT_EQ(refund(0).state, RefundState::Settled);
    answer(RefundStatus::Failed, false, 0, 1);
    happen(RefundDecided{refund(1).id, RefundDecision::ByHand, "li", "paid in cash"});
    EXPECT_EQ(order.state, State::Refunded);
    EXPECT_EQ(booked(), std::vector<std::string>{"refund:" + order.id.text() + "R2"});
    EXPECT_EQ(all<Book>().front().entry.postings.back().account, ledger::byHandAccount());
}

TEST_F(RefundRules, AnExtraPaymentGoesBackByItselfHoweverOftenItIsTold) {
    selling();
    readMeter(CallKind::MeterReadBack, 15, 18'640);
    for (int i = 0; i < 3; ++i)
        report(fact(PaymentStatus::Paid, "T2"), true);
    ASSERT_EQ(order.refunds.size(), 1U);
    EXPECT_EQ(refund().cause, RefundCause::ExtraPayment);
    EXPECT_EQ(refund().trade, "T2");
    answer(RefundStatus::Returned);
    EXPECT_EQ(order.state, State::Delivered);
    report(fact(PaymentStatus::Paid, "T2"), true);
    EXPECT_FALSE(raised(AlarmKind::ExtraPayment)) << "a late repetition changes nothing";
}

TEST_F(RefundRules, WordOfARefundThatIsOverSendsNoneTwice) {
    refunding();
    report(fact(PaymentStatus::Paid, "T2"), true);
    ASSERT_EQ(order.refunds.size(), 2U);
    answer(RefundStatus::Returned);
    EXPECT_TRUE(scheduled(CallKind::GatewayRefund)) << "the second has its turn";
    report(fact(PaymentStatus::Returned), true);
    EXPECT_FALSE(scheduled(CallKind::GatewayRefund)) << "it may be under way";
    answer(RefundStatus::Returned, false, 0, 1);
    EXPECT_EQ(refund(1).state, RefundState::Returned);
}

TEST_F(RefundRules, ASuspectPaymentThatIsWithUsCanBeSentBack) {
    await();
    auto wrong = fact(PaymentStatus::Paid);
    wrong.amount = Money::fromFen(1);
    report(wrong);
    EXPECT_EQ(order.state, State::Suspect);
    EXPECT_TRUE(booked().empty()) << "nothing is posted";
    happen(PersonDecided{Decision::Refund, "li", "typed wrong"});
    EXPECT_EQ(order.state, State::Refunding);
    EXPECT_EQ(refund().amount, Money::fromFen(1));
    EXPECT_EQ(booked(), std::vector<std::string>{"payment:alipay:T1"});
    answer(RefundStatus::Returned);
    EXPECT_EQ(order.state, State::Refunded);
}

TEST_F(RefundRules, ASuspectPaymentToSomebodyElseIsNeverRefundedByUs) {
    await();
    auto wrong = fact(PaymentStatus::Paid);
    wrong.merchant = "somebody";
    report(wrong);
    happen(PersonDecided{Decision::Refund, "li", "?"});
    EXPECT_EQ(order.state, State::Suspect);
    EXPECT_TRUE(order.refunds.empty());
    happen(PersonDecided{Decision::NothingToDo, "li", "not ours"});
    EXPECT_EQ(order.state, State::Cancelled);
    report(wrong, true);
    EXPECT_EQ(order.state, State::Cancelled) << "the same report again changes nothing";
}

class ReversalRules : public RefundRules {
  protected:
    void SetUp() override {
        selling();
        readMeter(CallKind::MeterReadBack, 15, 18'640);
        ASSERT_EQ(order.state, State::Delivered);
    }
    void ask(std::int64_t fen, ReversalWay way) {
        happen(ReversalRequested{"request-" + std::to_string(++m_asked), Money::fromFen(fen), way,
                                 "li", "wrong meter"});
    }
    int m_asked = 0;
};

TEST_F(ReversalRules, TheMeterGivesTheCreditBackBeforeTheMoneyGoes) {
    ask(4'000, ReversalWay::TakeCredit);
    EXPECT_EQ(all<TakeCreditBack>().size(), 1U);
    EXPECT_TRUE(order.refunds.empty()) << "not before it is proven";
    happen(CommandStillOpen{0});
    EXPECT_TRUE(scheduled(CallKind::CommandLook));
    happen(CreditTaken{1, true, "done"});
    EXPECT_EQ(booked(), std::vector<std::string>{"reversal:" + order.id.text() + ":1"});
    EXPECT_EQ(all<Book>().front().entry.postings.front().account,
              ledger::deliveredAccount(order.meter));
    EXPECT_EQ(refund().amount, Money::fromFen(4'000));
    answer(RefundStatus::Returned);
    EXPECT_EQ(order.state, State::Delivered) << "60 of 100 yuan are still on the meter";
    EXPECT_EQ(reversible(order), Money::fromFen(6'000));
}

TEST_F(ReversalRules, WhatTheMeterKeepsIsNotRefunded) {
    ask(4'000, ReversalWay::TakeCredit);
    happen(CreditTaken{1, false, "refused"});
    EXPECT_TRUE(booked().empty());
    EXPECT_TRUE(order.refunds.empty());
    EXPECT_EQ(reversible(order), Money::fromFen(10'000));
    ask(4'000, ReversalWay::BookDebt);
    EXPECT_EQ(all<Book>().front().entry.postings.front().account,
              ledger::debtAccount(order.account));
    EXPECT_EQ(order.refunds.size(), 1U);
}

TEST_F(ReversalRules, MoreThanOnePersonsLimitNeedsAnother) {
    policy.reverseAlone = Money::fromFen(5'000);
    ask(5'001, ReversalWay::BookDebt);
    EXPECT_EQ(order.reversals.front().state, ReversalState::Proposed);
    EXPECT_TRUE(booked().empty());
    happen(ReversalDecided{1, true, "li", "I say so"});
    EXPECT_EQ(order.reversals.front().state, ReversalState::Proposed) << "not by the same person";
    happen(ReversalDecided{1, true, "wang", "seen the meter"});
    EXPECT_EQ(order.reversals.front().state, ReversalState::Done);
    EXPECT_EQ(order.reversals.front().approvedBy, "wang");
}

TEST_F(ReversalRules, WhatOneTookBackBeforeCountsForTheLimit) {
    policy.reverseAlone = Money::fromFen(5'000);
    ask(3'000, ReversalWay::BookDebt);
    EXPECT_EQ(order.reversals.at(0).state, ReversalState::Done);
    ask(3'000, ReversalWay::BookDebt);
    EXPECT_EQ(order.reversals.at(1).state, ReversalState::Proposed);
}

TEST_F(ReversalRules, WherePeopleCannotBeToldApartNothingIsReversedByTwo) {
    policy.reverseAlone = Money::fromFen(5'000);
    ask(6'000, ReversalWay::BookDebt);
    policy.knowsTwoPersons = false;
    happen(ReversalDecided{1, true, "wang", "so he says"});
    EXPECT_EQ(order.reversals.front().state, ReversalState::Proposed);
    happen(ReversalDecided{1, false, "wang", "so he says"});
    EXPECT_EQ(order.reversals.front().state, ReversalState::Withdrawn);
    ask(5'001, ReversalWay::BookDebt);
    EXPECT_EQ(order.reversals.size(), 1U);
    ask(5'000, ReversalWay::BookDebt);
    EXPECT_EQ(order.reversals.at(1).state, ReversalState::Done) << "one may do that alone";
}

TEST_F(ReversalRules, TheSameRequestAgainReversesOnce) {
    ask(4'000, ReversalWay::BookDebt);
    --m_asked;
    ask(4'000, ReversalWay::BookDebt);
    EXPECT_EQ(order.reversals.size(), 1U);
    EXPECT_TRUE(booked().empty());
}

TEST_F(ReversalRules, NeverMoreThanWasDelivered) {
    ask(10'001, ReversalWay::BookDebt);
    EXPECT_TRUE(order.reversals.empty());
    ask(6'000, ReversalWay::BookDebt);
    ask(4'001, ReversalWay::BookDebt);
    EXPECT_EQ(order.reversals.size(), 1U);
    ask(4'000, ReversalWay::BookDebt);
    EXPECT_EQ(order.reversals.size(), 2U);
    EXPECT_TRUE(reversible(order).isZero());
}

TEST_F(ReversalRules, AWholeReversalIsNoAlarmWhenTheChannelTellsOfIt) {
    ask(10'000, ReversalWay::BookDebt);
    report(fact(PaymentStatus::Returned), true);
    EXPECT_EQ(refund().state, RefundState::Returned) << "the notification came first";
    EXPECT_FALSE(raised(AlarmKind::ReturnedAfterSale));
    answer(RefundStatus::Returned);
    EXPECT_TRUE(booked().empty()) << "booked once";
}

TEST_F(RefundRules, ADebtIsSetOffFromTheNextSaleAndTheMeterGetsTheRest) {
    await();
    pay();
    happen(MeterGranted{Money::fromFen(3'000)});
    EXPECT_EQ(booked(), std::vector<std::string>{"set-off:" + order.id.text()});
    readMeter(CallKind::MeterReadBefore, 14, 8'640);
    EXPECT_EQ(order.delivery->sale.amount, Money::fromFen(7'000));
    readMeter(CallKind::MeterReadBack, 15, 15'640);
    EXPECT_EQ(order.state, State::Delivered);
    EXPECT_EQ(all<Book>().front().entry.postings.front().amount, Money::fromFen(7'000));
}

TEST_F(RefundRules, AllOfAPaymentMayPayADebt) {
    await();
    pay();
    happen(MeterGranted{Money::fromFen(30'000)});
    EXPECT_EQ(order.state, State::Delivered);
    EXPECT_EQ(order.setOff, order.amount);
    EXPECT_FALSE(order.delivery) << "nothing was sold";
}

TEST_F(RefundRules, ADebtStandsAgainWhenTheSaleIsRefunded) {
    await();
    pay();
    happen(MeterGranted{Money::fromFen(3'000)});
    now += policy.deliverWithin + 1s;
    fail(CallKind::MeterReadBefore, ErrorCode::Timeout);
    EXPECT_EQ(booked(), (std::vector<std::string>{"set-off-undone:" + order.id.text(),
                                                  "refund-booked:" + order.id.text()}));
    EXPECT_EQ(refund().amount, order.amount) << "all that was paid goes back";
}

}  // namespace
}  // namespace wattill::order
