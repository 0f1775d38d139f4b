#include "contract/gateway/rig.hpp"

#include <gtest/gtest.h>

namespace wattill::contract {
namespace {

using namespace std::chrono_literals;
using payment::CancelOutcome;
using payment::CreateRequest;
using payment::Notification;
using payment::PaymentStatus;

class GatewayContract : public ::testing::TestWithParam<RigKind> {
  protected:
    CreateRequest request(const std::string& number = "K00120261122000001") {
        return {OrderId(number), Money::fromFen(10000), "电费充值 12-0304",
                "K001",          rig->clock().now(),    5min};
    }
    std::string created(const CreateRequest& request) {
        const auto code = rig->gateway().create(request);
        EXPECT_TRUE(code.ok()) << code.error().message << " " << code.error().context;
        return code.ok() ? *code : std::string();
    }
    PaymentStatus statusOf(const OrderId& asked) {
        const auto fact = rig->gateway().query(refTo(asked));
        EXPECT_TRUE(fact.ok()) << fact.error().message << " " << fact.error().context;
        return fact.ok() ? fact->status : PaymentStatus::NotSeen;
    }
    [[nodiscard]] bool sendsBack() const { return traits.cancels && traits.cancelSendsBack; }
    std::unique_ptr<GatewayRig> rig = GetParam().make();
    const Traits traits = rig->traits();
    const OrderId order{"K00120261122000001"};
};

TEST_P(GatewayContract, TheSameRequestAgainGivesTheSameCode) {
    if (!traits.repeatsCode) GTEST_SKIP() << "ARepetitionIsUnknownWhereTheCodeIsGivenOnce";
    const CreateRequest same = request();
    const std::string code = created(same);
    EXPECT_FALSE(code.empty());
    rig->clock().advance(2s);
    EXPECT_EQ(created(same), code);
    EXPECT_TRUE(rig->scan(code));
    EXPECT_EQ(created(same), code) << "also after it was scanned";
}

TEST_P(GatewayContract, ARepetitionIsUnknownWhereTheCodeIsGivenOnce) {
    if (traits.repeatsCode) GTEST_SKIP() << "TheSameRequestAgainGivesTheSameCode";
    const std::string code = created(request());
    const auto again = rig->gateway().create(request());
    ASSERT_FALSE(again.ok());
    EXPECT_TRUE(again.error().outcomeUnknown()) << name(again.error().code);
    EXPECT_TRUE(rig->pay(code)) << "the first one stands";
    EXPECT_EQ(statusOf(order), PaymentStatus::Paid);
}

TEST_P(GatewayContract, AnotherAmountForTheSameOrderIsNeverTaken) {
    const std::string code = created(request());
    CreateRequest other = request();
    other.amount = Money::fromFen(1);
    const auto again = rig->gateway().create(other);
    ASSERT_FALSE(again.ok());
    if (traits.repeatsCode) {
        EXPECT_EQ(again.error().code, ErrorCode::Refused);
    } else {
        EXPECT_TRUE(again.error().outcomeUnknown()) << name(again.error().code);
    }
    rig->pay(code);
    EXPECT_EQ(rig->gateway().query(refTo(order))->amount, Money::fromFen(10000));
}

TEST_P(GatewayContract, OrdersHaveCodesOfTheirOwn) {
    EXPECT_NE(created(request("K00120261122000001")), created(request("K00120261122000002")));
}

TEST_P(GatewayContract, AnOrderThatNobodyScannedIsNotSeen) {
    EXPECT_EQ(statusOf(OrderId("K00120261122000009")), PaymentStatus::NotSeen);
    created(request());
    EXPECT_EQ(statusOf(order), PaymentStatus::NotSeen);
}

TEST_P(GatewayContract, ScannedIsWaitingWhereScansAreToldAndPaidIsPaid) {
    const std::string code = created(request());
    EXPECT_TRUE(rig->scan(code));
    EXPECT_EQ(statusOf(order),
              traits.knowsScanning ? PaymentStatus::Waiting : PaymentStatus::NotSeen);
    EXPECT_TRUE(rig->pay(code));
    EXPECT_EQ(statusOf(order), PaymentStatus::Paid);
}

TEST_P(GatewayContract, APaidFactSaysWhatWhoAndHowMuch) {
    rig->pay(created(request()));
    const auto fact = rig->gateway().query(refTo(order));
    ASSERT_TRUE(fact.ok());
    EXPECT_EQ(fact->order, order);
    EXPECT_FALSE(fact->trade.empty());
    EXPECT_EQ(fact->merchant, rig->gateway().merchant());
    EXPECT_EQ(fact->currency, "CNY");
    EXPECT_EQ(fact->amount, Money::fromFen(10000));
}

TEST_P(GatewayContract, AWrongAmountIsReportedAsItIs) {
    const std::string code = created(request());
    rig->payWrongAmount(order, code, Money::fromFen(9999));
    const auto fact = rig->gateway().query(refTo(order));
    ASSERT_TRUE(fact.ok());
    EXPECT_EQ(fact->status, PaymentStatus::Paid);
    EXPECT_EQ(fact->amount, Money::fromFen(9999));
}

TEST_P(GatewayContract, MoneyForSomebodyElseShowsInTheMerchant) {
    const std::string code = created(request());
    rig->payWrongMerchant(order, code);
    const auto fact = rig->gateway().query(refTo(order));
    ASSERT_TRUE(fact.ok());
    EXPECT_NE(fact->merchant, rig->gateway().merchant());
    const auto sent = rig->notifications();
    ASSERT_FALSE(sent.empty());
    const auto notified = rig->gateway().checkNotification(sent.back());
    ASSERT_TRUE(notified.ok());
    EXPECT_NE(notified->fact.merchant, rig->gateway().merchant());
}

TEST_P(GatewayContract, AScannedCodeClosesWhenItsTimeIsUp) {
    const std::string code = created(request());
    rig->scan(code);
    rig->clock().advance(6min);
    if (!traits.closesAtOnce) {
        EXPECT_EQ(statusOf(order), PaymentStatus::NotSeen);
        EXPECT_FALSE(rig->pay(code));
        rig->clock().advance(40min);
    }
    EXPECT_EQ(statusOf(order), PaymentStatus::Closed);
    EXPECT_FALSE(rig->pay(code));
}

TEST_P(GatewayContract, AnUnseenCodeCannotBePaidAfterItsTime) {
    const std::string code = created(request());
    rig->clock().advance(6min);
    EXPECT_FALSE(rig->pay(code));
    EXPECT_EQ(statusOf(order), PaymentStatus::NotSeen);
}

TEST_P(GatewayContract, CancellingAnUnseenOrderFindsNothing) {
    if (!traits.cancels) GTEST_SKIP() << "ACancelThatDoesNotExistChangesNothing";
    created(request());
    for (int repetition = 0; repetition < 2; ++repetition) {
        const auto reply = rig->gateway().cancel(refTo(order));
        ASSERT_TRUE(reply.ok()) << reply.error().context;
        EXPECT_EQ(reply->outcome, CancelOutcome::NothingThere);
    }
}

TEST_P(GatewayContract, CancellingAWaitingOrderClosesIt) {
    if (!traits.cancels) GTEST_SKIP() << "ACancelThatDoesNotExistChangesNothing";
    const std::string code = created(request());
    rig->scan(code);
    const auto reply = rig->gateway().cancel(refTo(order));
    ASSERT_TRUE(reply.ok()) << reply.error().context;
    EXPECT_EQ(reply->outcome, CancelOutcome::Closed);
    EXPECT_EQ(statusOf(order), PaymentStatus::Closed);
    EXPECT_FALSE(rig->pay(code));
}

TEST_P(GatewayContract, CancellingAPaidOrderSendsTheMoneyBack) {
    if (!sendsBack()) GTEST_SKIP() << "ACancelThatMovesNoMoneyLeavesAPaidOrderAlone";
    rig->pay(created(request()));
    const auto reply = rig->gateway().cancel(refTo(order));
    ASSERT_TRUE(reply.ok()) << reply.error().context;
    EXPECT_EQ(reply->outcome, CancelOutcome::Returned);
    EXPECT_FALSE(reply->trade.empty());
    EXPECT_EQ(statusOf(order), PaymentStatus::Returned);
}

TEST_P(GatewayContract, ACancelThatMovesNoMoneyLeavesAPaidOrderAlone) {
    if (!traits.cancels || traits.cancelSendsBack) GTEST_SKIP() << "the others are about those";
    rig->pay(created(request()));
    for (int repetition = 0; repetition < 2; ++repetition) {
        const auto reply = rig->gateway().cancel(refTo(order));
        ASSERT_FALSE(reply.ok());
        EXPECT_EQ(reply.error().code, ErrorCode::Refused) << reply.error().context;
        EXPECT_EQ(statusOf(order), PaymentStatus::Paid);
    }
}

TEST_P(GatewayContract, ACancelThatDoesNotExistChangesNothing) {
    if (traits.cancels) GTEST_SKIP() << "the others are about cancels that do";
    const std::string code = created(request());
    EXPECT_EQ(rig->gateway().cancel(refTo(order))->outcome, CancelOutcome::NoSuchCall);
    EXPECT_TRUE(rig->pay(code)) << "the code lives until its own expiry";
    EXPECT_EQ(rig->gateway().cancel(refTo(order))->outcome, CancelOutcome::NoSuchCall);
    EXPECT_EQ(statusOf(order), PaymentStatus::Paid);
}

TEST_P(GatewayContract, LostAnswersAreUnknownAndRepeatingIsSafe) {
    const CreateRequest same = request();
    for (const bool afterEffect : {false, true}) {
        rig->loseAnswer(Call::Create, afterEffect);
        const auto lost = rig->gateway().create(same);
        ASSERT_FALSE(lost.ok());
        EXPECT_TRUE(lost.error().outcomeUnknown()) << name(lost.error().code);
    }
    // A code that is given once is gone with its answer, and nobody can pay it; another order can.
    const CreateRequest next = traits.repeatsCode ? same : request("K00120261122000002");
    if (!traits.repeatsCode) {
        EXPECT_EQ(statusOf(order), PaymentStatus::NotSeen);
    }
    rig->pay(created(next));
    rig->loseAnswer(Call::Query, true);
    const auto unseen = rig->gateway().query(refTo(next.order));
    ASSERT_FALSE(unseen.ok());
    EXPECT_TRUE(unseen.error().outcomeUnknown());
    EXPECT_EQ(statusOf(next.order), PaymentStatus::Paid);
}

TEST_P(GatewayContract, ALostCancelOfAWaitingOrderCanBeRepeated) {
    if (!traits.cancels) GTEST_SKIP() << "ACancelThatDoesNotExistChangesNothing";
    rig->scan(created(request()));
    for (const bool afterEffect : {false, true}) {
        rig->loseAnswer(Call::Cancel, afterEffect);
        const auto lost = rig->gateway().cancel(refTo(order));
        ASSERT_FALSE(lost.ok());
        EXPECT_TRUE(lost.error().outcomeUnknown());
        EXPECT_EQ(statusOf(order), afterEffect ? PaymentStatus::Closed : PaymentStatus::Waiting);
    }
    const auto again = rig->gateway().cancel(refTo(order));
    EXPECT_TRUE(again.ok() ? again->outcome == CancelOutcome::Closed
                           : again.error().code == ErrorCode::Refused);
    EXPECT_EQ(statusOf(order), PaymentStatus::Closed);
}

TEST_P(GatewayContract, ALostCancelMayHaveHappenedAndCanBeRepeated) {
    if (!sendsBack()) GTEST_SKIP() << "ALostCancelOfAWaitingOrderCanBeRepeated";
    rig->pay(created(request()));
    rig->loseAnswer(Call::Cancel, false);
    const auto before = rig->gateway().cancel(refTo(order));
    ASSERT_FALSE(before.ok());
    EXPECT_TRUE(before.error().outcomeUnknown());
    EXPECT_EQ(statusOf(order), PaymentStatus::Paid);
    rig->loseAnswer(Call::Cancel, true);
    const auto after = rig->gateway().cancel(refTo(order));
    ASSERT_FALSE(after.ok());
    EXPECT_TRUE(after.error().outcomeUnknown());
    EXPECT_EQ(statusOf(order), PaymentStatus::Returned);
    const auto again = rig->gateway().cancel(refTo(order));
    ASSERT_TRUE(again.ok()) << again.error().context;
    EXPECT_EQ(again->outcome, CancelOutcome::Returned);
}

TEST_P(GatewayContract, AGenuineNotificationSaysWhatAQuerySays) {
    rig->pay(created(request()));
    const auto sent = rig->notifications();
    ASSERT_EQ(sent.size(), 1U);
    const auto notified = rig->gateway().checkNotification(sent.front());
    ASSERT_TRUE(notified.ok()) << notified.error().message;
    EXPECT_EQ(notified->fact, *rig->gateway().query(refTo(order)));
    EXPECT_FALSE(notified->aboutRefund);
    EXPECT_FALSE(notified->eventId.empty());
    EXPECT_FALSE(notified->acknowledgement.empty());
}

TEST_P(GatewayContract, AForgedNotificationIsUnauthorised) {
    rig->pay(created(request()));
    const auto sent = rig->notifications();
    ASSERT_FALSE(sent.empty());
    const auto checked = rig->gateway().checkNotification(rig->forged(sent.front()));
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(checked.error().code, ErrorCode::Unauthorised);
}

TEST_P(GatewayContract, NoChangedByteChangesWhatANotificationSays) {
    rig->pay(created(request()));
    const auto sent = rig->notifications();
    ASSERT_FALSE(sent.empty());
    const auto genuine = rig->gateway().checkNotification(sent.front());
    ASSERT_TRUE(genuine.ok());
    int refused = 0;
    for (std::size_t i = 0; i < sent.front().body.size(); ++i) {
        Notification changed = sent.front();
        changed.body[i] = changed.body[i] == '1' ? '2' : '1';
        const auto checked = rig->gateway().checkNotification(changed);
        if (!checked.ok()) {
            ++refused;
            continue;
        }
        // Base64 has spare bits in its last letter; they carry nothing.
        EXPECT_EQ(checked->fact, genuine->fact) << "byte " << i;
        EXPECT_EQ(checked->eventId, genuine->eventId) << "byte " << i;
    }
    EXPECT_GE(refused, static_cast<int>(sent.front().body.size()) - 2);
}

TEST_P(GatewayContract, WhatIsNoNotificationIsInvalid) {
    for (const Notification& nonsense :
         {Notification{"application/json", "{}"}, Notification{"", ""}}) {
        const auto checked = rig->gateway().checkNotification(nonsense);
        ASSERT_FALSE(checked.ok());
        EXPECT_EQ(checked.error().code, ErrorCode::InvalidInput);
    }
}

TEST_P(GatewayContract, ARefundIsToldAsARefund) {
    rig->pay(created(request()));
    rig->giveBack(order, Money::fromFen(100), false);
    const auto sent = rig->notifications();
    ASSERT_EQ(sent.size(), 2U);
    const auto partly = rig->gateway().checkNotification(sent.back());
    ASSERT_TRUE(partly.ok()) << partly.error().message;
    EXPECT_TRUE(partly->aboutRefund);
    EXPECT_EQ(statusOf(order), PaymentStatus::Paid);
    rig->giveBack(order, Money(), true);
    const auto wholly = rig->gateway().checkNotification(rig->notifications().back());
    ASSERT_TRUE(wholly.ok());
    EXPECT_TRUE(wholly->aboutRefund);
    if (!traits.knowsWhatWentBack) {
        EXPECT_NE(wholly->fact.order, order) << "told by the refund's own number";
        EXPECT_NE(wholly->eventId, partly->eventId);
        EXPECT_EQ(statusOf(order), PaymentStatus::Paid);
        return;
    }
    EXPECT_EQ(wholly->fact.status, PaymentStatus::Returned);
    EXPECT_EQ(statusOf(order), PaymentStatus::Returned);
}

INSTANTIATE_TEST_SUITE_P(On, GatewayContract,
                         ::testing::Values(RigKind{"Fake", makeFakeRig},
                                           RigKind{"Alipay", makeAlipayRig},
                                           RigKind{"UnionPay", makeUnionPayRig}),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace wattill::contract
