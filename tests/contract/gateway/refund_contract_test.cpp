#include "contract/gateway/rig.hpp"

#include <gtest/gtest.h>

namespace wattill::contract {
namespace {

using namespace std::chrono_literals;
using payment::RefundId;
using payment::RefundRequest;
using payment::RefundStatus;

class RefundContract : public ::testing::TestWithParam<RigKind> {
  protected:
    /// 100.00 yuan are paid.
    void SetUp() override {
        const auto code = rig->gateway().create(
            {order, Money::fromFen(10000), "电费充值 12-0304", "K001", rig->clock().now(), 5min});
        ASSERT_TRUE(code.ok()) << code.error().message;
        ASSERT_TRUE(rig->pay(*code));
        const auto fact = rig->gateway().query(refTo(order));
        ASSERT_TRUE(fact.ok()) << fact.error().message;
        trade = fact->trade;
    }
    RefundRequest part(const std::string& number, std::int64_t fen) {
        return {RefundId(number),    refTo(order),      trade,
                Money::fromFen(fen), TestClock().now(), "重复支付"};
    }
    /// What the channel proves, asked for when it can be known.
    RefundStatus provenOf(const RefundRequest& request) {
        rig->clock().advance(10s);
        const auto fact = rig->gateway().queryRefund(request);
        EXPECT_TRUE(fact.ok()) << fact.error().message << " " << fact.error().context;
        if (!fact.ok()) return RefundStatus::Pending;
        EXPECT_EQ(fact->refund, request.refund);
        return fact->status;
    }
    void expectReturned(const RefundRequest& request) {
        const auto fact = rig->gateway().refund(request);
        ASSERT_TRUE(fact.ok()) << fact.error().message << " " << fact.error().context;
        EXPECT_EQ(fact->refund, request.refund);
        EXPECT_TRUE(fact->status == RefundStatus::Returned || fact->status == RefundStatus::Pending)
            << name(fact->status);
        EXPECT_EQ(provenOf(request), RefundStatus::Returned);
    }
    void expectRefused(const RefundRequest& request) {
        const auto fact = rig->gateway().refund(request);
        if (!rig->traits().refusesRefunds) {
            ASSERT_TRUE(fact.ok()) << fact.error().context;
            EXPECT_EQ(fact->status, RefundStatus::Pending);
            return;
        }
        ASSERT_FALSE(fact.ok()) << name(fact->status);
        EXPECT_EQ(fact.error().code, ErrorCode::Refused) << fact.error().context;
    }

    std::unique_ptr<GatewayRig> rig = GetParam().make();
    const OrderId order{"K00120261122000001"};
    std::string trade;
};

TEST_P(RefundContract, AllOfItGoesBack) {
    expectReturned(part("R0000001", 10000));
}

TEST_P(RefundContract, PartsGoBackUpToWhatWasPaid) {
    expectReturned(part("R0000001", 6000));
    expectReturned(part("R0000002", 3000));
    expectRefused(part("R0000003", 1001));
    EXPECT_EQ(provenOf(part("R0000003", 1001)), RefundStatus::NotKnown);
    expectReturned(part("R0000004", 1000));
}

TEST_P(RefundContract, MoreThanWasPaidIsRefused) {
    expectRefused(part("R0000001", 10001));
    EXPECT_EQ(provenOf(part("R0000001", 10001)), RefundStatus::NotKnown);
    expectReturned(part("R0000002", 10000));
}

TEST_P(RefundContract, TheSameNumberAgainIsOneRefund) {
    for (int repetition = 0; repetition < 3; ++repetition) {
        expectReturned(part("R0000001", 6000));
    }
    expectReturned(part("R0000002", 4000));
}

TEST_P(RefundContract, TheSameNumberWithAnotherAmountIsRefused) {
    expectReturned(part("R0000001", 2000));
    expectRefused(part("R0000001", 3000));
    EXPECT_EQ(provenOf(part("R0000001", 2000)), RefundStatus::Returned);
    expectReturned(part("R0000002", 8000));
}

TEST_P(RefundContract, ARefundThatNeverArrivedIsNotKnownAndIsRepeated) {
    rig->loseAnswer(Call::Refund, false);
    const auto lost = rig->gateway().refund(part("R0000001", 10000));
    ASSERT_FALSE(lost.ok());
    EXPECT_TRUE(lost.error().outcomeUnknown()) << name(lost.error().code);
    EXPECT_EQ(provenOf(part("R0000001", 10000)), RefundStatus::NotKnown);
    expectReturned(part("R0000001", 10000));
}

TEST_P(RefundContract, ARefundWhoseAnswerWasLostIsProvenByTheQuery) {
    rig->loseAnswer(Call::Refund, true);
    const auto lost = rig->gateway().refund(part("R0000001", 6000));
    ASSERT_FALSE(lost.ok());
    EXPECT_TRUE(lost.error().outcomeUnknown()) << name(lost.error().code);
    EXPECT_EQ(provenOf(part("R0000001", 6000)), RefundStatus::Returned);
    expectReturned(part("R0000001", 6000));
    expectReturned(part("R0000002", 4000));
}

TEST_P(RefundContract, ALostAnswerToTheQueryIsAskedForAgain) {
    expectReturned(part("R0000001", 6000));
    rig->loseAnswer(Call::QueryRefund, true);
    const auto lost = rig->gateway().queryRefund(part("R0000001", 6000));
    ASSERT_FALSE(lost.ok());
    EXPECT_TRUE(lost.error().outcomeUnknown()) << name(lost.error().code);
    EXPECT_EQ(provenOf(part("R0000001", 6000)), RefundStatus::Returned);
}

TEST_P(RefundContract, AShortBalanceIsNoRefusalAndPasses) {
    rig->runShortOfFunds();
    const auto put = rig->gateway().refund(part("R0000001", 6000));
    ASSERT_TRUE(put.ok()) << put.error().message;
    EXPECT_EQ(put->status, RefundStatus::ShortOfFunds);
    rig->fundsAreBack();
    expectReturned(part("R0000001", 6000));
    expectReturned(part("R0000002", 4000));
}

TEST_P(RefundContract, ANumberThatWasNeverUsedIsNotKnown) {
    EXPECT_EQ(provenOf(part("R0000009", 100)), RefundStatus::NotKnown);
}

TEST_P(RefundContract, ItsNotificationIsNoPayment) {
    expectReturned(part("R0000001", 6000));
    const auto sent = rig->notifications();
    ASSERT_GE(sent.size(), 2U);
    const auto notified = rig->gateway().checkNotification(sent.back());
    ASSERT_TRUE(notified.ok()) << notified.error().message;
    EXPECT_TRUE(notified->aboutRefund);
    const auto payment = rig->gateway().checkNotification(sent.front());
    ASSERT_TRUE(payment.ok());
    EXPECT_FALSE(payment->aboutRefund);
    EXPECT_NE(notified->eventId, payment->eventId);
}

INSTANTIATE_TEST_SUITE_P(On, RefundContract,
                         ::testing::Values(RigKind{"Fake", makeFakeRig},
                                           RigKind{"Alipay", makeAlipayRig},
                                           RigKind{"UnionPay", makeUnionPayRig}),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace wattill::contract
