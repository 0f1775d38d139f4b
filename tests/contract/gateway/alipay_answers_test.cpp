#include "contract/gateway/alipay_rig.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace wattill::contract {
namespace {

using namespace std::chrono_literals;
using payment::CancelOutcome;
using payment::PaymentStatus;

class AlipayAnswers : public ::testing::Test {
  protected:
    Result<std::string> create() {
        return rig.gateway().create(
            {order, Money::fromFen(10000), "电费/充值 \"12\"", "K001", createdAt, 5min});
    }
    std::string created() {
        const auto code = create();
        EXPECT_TRUE(code.ok()) << code.error().message;
        return code.ok() ? *code : std::string();
    }
    void once(const std::string& action, const std::string& method) {
        rig.server().script(fmt::format(R"({{"do":"{}","method":"{}"}})", action, method));
    }
    ErrorCode queryError() {
        const auto fact = rig.gateway().query(refTo(order));
        return fact.ok() ? ErrorCode::Internal : fact.error().code;
    }

    AlipayRig rig;
    const OrderId order{"K00120261122000001"};
    const Instant createdAt = rig.clock().now();
};

TEST_F(AlipayAnswers, WhatCannotBeBelievedIsUnknown) {
    const std::string code = created();
    rig.scan(code);
    for (const char* shape :
         {"unsigned", "tampered", "wrong-key", "duplicate-key", "oversized", "error-response"}) {
        once(shape, "query");
        EXPECT_EQ(queryError(), ErrorCode::BadReply) << shape;
    }
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Waiting);
}

TEST_F(AlipayAnswers, ATamperedCodeIsNeverShown) {
    once("tampered", "precreate");
    const auto code = create();
    ASSERT_FALSE(code.ok());
    EXPECT_EQ(code.error().code, ErrorCode::BadReply);
}

TEST_F(AlipayAnswers, SignatureFirstAndPlainSlashesAreGenuine) {
    const std::string code = created();
    EXPECT_EQ(code.rfind("https://qr.alipay.com/", 0), 0U);
    for (const char* shape : {"sign-first", "plain-slash"}) {
        once(shape, "precreate");
        EXPECT_EQ(created(), code) << shape;
    }
}

TEST_F(AlipayAnswers, AServiceThatIsDownIsUnknownForEveryMethod) {
    for (const char* action : {"busy", "busy-after", "system-error"}) {
        once(action, "precreate");
        const auto code = create();
        ASSERT_FALSE(code.ok());
        EXPECT_EQ(code.error().code, ErrorCode::Unavailable) << action;
        once(action, "query");
        EXPECT_EQ(queryError(), ErrorCode::Unavailable) << action;
        for (const char* method : {"close", "cancel"}) {
            once(action, method);
            const auto cancelled = rig.gateway().cancel(refTo(order));
            ASSERT_FALSE(cancelled.ok());
            EXPECT_EQ(cancelled.error().code, ErrorCode::Unavailable) << action << " " << method;
        }
    }
}

TEST_F(AlipayAnswers, RetryFlagAsksForTheSameCancelAgain) {
    created();
    once("retry-flag", "cancel");
    const auto first = rig.gateway().cancel(refTo(order));
    ASSERT_FALSE(first.ok());
    EXPECT_EQ(first.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(first.error().retry, Retry::Now);
    EXPECT_EQ(rig.gateway().cancel(refTo(order))->outcome, CancelOutcome::NothingThere);
}

TEST_F(AlipayAnswers, APaymentThatWinsTheRaceWithACloseStands) {
    const std::string code = created();
    rig.scan(code);
    once("pay-before-cancel", "close");
    const auto cancelled = rig.gateway().cancel(refTo(order));
    ASSERT_FALSE(cancelled.ok());
    EXPECT_EQ(cancelled.error().code, ErrorCode::Refused);
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Paid);
}

TEST_F(AlipayAnswers, APaymentBetweenCloseAndCancelGoesBackAndThatIsSaid) {
    created();
    once("close-keeps-code", "close");
    once("pay-before-cancel", "cancel");
    EXPECT_EQ(rig.gateway().cancel(refTo(order))->outcome, CancelOutcome::Returned);
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Returned);
}

TEST_F(AlipayAnswers, FinishedIsPaidAndItsCancelIsRefused) {
    rig.pay(created());
    ASSERT_TRUE(rig.server().act(order.text(), "finish"));
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Paid);
    const auto cancelled = rig.gateway().cancel(refTo(order));
    ASSERT_FALSE(cancelled.ok());
    EXPECT_EQ(cancelled.error().code, ErrorCode::Refused);
}

TEST_F(AlipayAnswers, CreatingWhatIsAlreadyPaidIsAskedForInsteadOfRefused) {
    rig.pay(created());
    const auto again = create();
    ASSERT_FALSE(again.ok());
    EXPECT_TRUE(again.error().outcomeUnknown());
}

TEST_F(AlipayAnswers, ACancelledCodeMayStillBePaidAndThatIsSeen) {
    const std::string code = created();
    once("close-keeps-code", "close");
    once("cancel-keeps-code", "cancel");
    EXPECT_EQ(rig.gateway().cancel(refTo(order))->outcome, CancelOutcome::NothingThere);
    EXPECT_TRUE(rig.pay(code));
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Paid);
}

TEST_F(AlipayAnswers, PaidTwiceIsTwoTradesWithTwoEvents) {
    const std::string code = created();
    rig.server().script(R"({"do":"pay-twice"})");
    rig.pay(code);
    const auto sent = rig.notifications();
    ASSERT_EQ(sent.size(), 2U);
    const auto first = rig.gateway().checkNotification(sent[0]);
    const auto second = rig.gateway().checkNotification(sent[1]);
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_NE(first->fact.trade, second->fact.trade);
    EXPECT_NE(first->eventId, second->eventId);
    EXPECT_EQ(rig.gateway().query(refTo(order))->trade, first->fact.trade);
}

TEST_F(AlipayAnswers, PaidLateIsPaidAfterTheCodeExpired) {
    const std::string code = created();
    rig.server().script(R"({"do":"pay-late","ms":600000})");
    EXPECT_EQ(rig.server().pay(code).status, "confirmed");
    rig.clock().advance(6min);
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Waiting);
    rig.clock().advance(5min);
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Paid);
}

TEST_F(AlipayAnswers, ANotificationForAnotherApplicationShowsInTheMerchant) {
    rig.server().script(R"({"do":"notify-wrong-app"})");
    rig.pay(created());
    const auto notified = rig.gateway().checkNotification(rig.notifications().back());
    ASSERT_TRUE(notified.ok());
    EXPECT_NE(notified->fact.merchant, rig.gateway().merchant());
}

TEST_F(AlipayAnswers, AnotherCurrencyShowsInAnswerAndNotification) {
    rig.server().script(R"({"do":"wrong-currency","channel":"alipay"})");
    rig.pay(created());
    const auto fact = rig.gateway().query(refTo(order));
    ASSERT_TRUE(fact.ok());
    EXPECT_EQ(fact->status, PaymentStatus::Paid);
    EXPECT_EQ(fact->currency, "USD");
    const auto notified = rig.gateway().checkNotification(rig.notifications().back());
    ASSERT_TRUE(notified.ok());
    EXPECT_EQ(notified->fact.currency, "USD");
}

TEST_F(AlipayAnswers, ANotificationByAStrangerIsUnauthorised) {
    rig.server().script(R"({"do":"notify-bad-signature"})");
    rig.pay(created());
    const auto notified = rig.gateway().checkNotification(rig.notifications().back());
    ASSERT_FALSE(notified.ok());
    EXPECT_EQ(notified.error().code, ErrorCode::Unauthorised);
}

TEST_F(AlipayAnswers, AWrongApplicationKeyIsRefusedWithItsRemedy) {
    auto config = rig.config();
    config.appPrivateKey = Secret([] {
        AlipayRig other;
        return other.config().appPrivateKey.expose();
    }());
    config.appId = "2021000000000002";
    auto stranger = payment::alipay::AlipayGateway::make(config, rig.clock());
    ASSERT_TRUE(stranger.ok());
    const auto fact = (*stranger)->query(refTo(order));
    ASSERT_FALSE(fact.ok());
    EXPECT_EQ(fact.error().code, ErrorCode::Refused);
    EXPECT_NE(fact.error().message.find("app_id"), std::string::npos);
}

TEST_F(AlipayAnswers, WhatTheChannelKnowsOutlivesItsRestart) {
    const std::string code = created();
    rig.pay(code);
    rig.restartServer();
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Paid);
    EXPECT_EQ(rig.notifications().size(), 1U);
}

TEST_F(AlipayAnswers, NothingWasSentWhenNobodyListens) {
    auto config = rig.config();
    std::string freed;
    {
        AlipayRig gone;
        freed = gone.config().gatewayUrl;
    }
    config.gatewayUrl = freed;
    auto lonely = payment::alipay::AlipayGateway::make(config, rig.clock());
    ASSERT_TRUE(lonely.ok());
    const auto fact = (*lonely)->query(refTo(order));
    ASSERT_FALSE(fact.ok());
    EXPECT_EQ(fact.error().code, ErrorCode::Unreachable);
    EXPECT_FALSE(fact.error().outcomeUnknown());
}

TEST_F(AlipayAnswers, SilenceBeyondTheTimeLimitIsATimeout) {
    created();
    auto config = rig.config();
    config.connectWithin = Duration(200);
    config.answerWithin = Duration(200);
    auto impatient = payment::alipay::AlipayGateway::make(config, rig.clock());
    ASSERT_TRUE(impatient.ok());
    rig.server().script(R"({"do":"delay","method":"query","ms":3000})");
    const auto fact = (*impatient)->query(refTo(order));
    ASSERT_FALSE(fact.ok());
    EXPECT_EQ(fact.error().code, ErrorCode::Timeout);
}

}  // namespace
}  // namespace wattill::contract
