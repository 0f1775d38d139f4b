#include "payment/alipay/alipay_gateway.hpp"

#include "unit/payment/alipay_words.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::alipay {
namespace {

using namespace std::chrono_literals;
using testing::FixedClock;
using testing::ScriptedTransport;
using testing::Sent;
using testing::TestKey;
using namespace wire;

AlipayConfig goodConfig() {
    return testing::goodAlipay();
}

/// A genuine answer of the channel, whose key in these tests is the same as ours.
std::string genuine(const std::string& method, const std::string& node) {
    return testing::genuineAnswer("alipay.trade." + method, node);
}

class AlipayGatewayTest : public ::testing::Test {
  protected:
    std::unique_ptr<AlipayGateway> answering(const std::string& answer) {
        return answering(std::vector{answer});
    }
    std::unique_ptr<AlipayGateway> answering(std::vector<std::string> answers) {
        m_sent.clear();
        auto gateway = AlipayGateway::make(
            goodConfig(), m_clock, std::make_unique<ScriptedTransport>(m_sent, std::move(answers)));
        EXPECT_TRUE(gateway.ok());
        return std::move(*gateway);
    }
    [[nodiscard]] std::vector<std::string> methodsSent() const {
        std::vector<std::string> methods;
        for (const Sent& sent : m_sent) {
            methods.push_back(decodeForm(sent.url.substr(sent.url.find('?') + 1))->at("method"));
        }
        return methods;
    }
    FixedClock m_clock;
    std::vector<Sent> m_sent;
    const OrderId m_order{"K1"};
    const PaymentRef m_ref{m_order, m_clock.now(), Money::fromFen(100)};
};

TEST_F(AlipayGatewayTest, SignsWhatItSendsWithCommonParametersInTheAddress) {
    const auto gateway = answering("{}");
    const CreateRequest request{m_order, Money::fromFen(8640), "电费", "K001", m_clock.now(), 5min};
    EXPECT_FALSE(gateway->create(request).ok());
    EXPECT_FALSE(gateway->create(request).ok());
    ASSERT_EQ(m_sent.size(), 2U);
    EXPECT_EQ(m_sent[0].body, m_sent[1].body) << "a repetition is identical";
    const std::size_t query = m_sent[0].url.find('?');
    EXPECT_EQ(m_sent[0].url.substr(0, query), "https://openapi.alipay.com/gateway.do");
    auto all = *decodeForm(m_sent[0].url.substr(query + 1));
    EXPECT_EQ(all.count("biz_content"), 0U);
    EXPECT_EQ(all["timestamp"], "2026-11-23 02:30:00");
    EXPECT_EQ(all["notify_url"], "https://site.example/notify/alipay");
    all.merge(*decodeForm(m_sent[0].body));
    EXPECT_EQ(all["biz_content"], R"({"out_trade_no":"K1","total_amount":"86.40","subject":"电费",)"
                                  R"("timeout_express":"5m","terminal_id":"K001"})");
    const std::string signature = all["sign"];
    all.erase("sign");
    EXPECT_TRUE(PublicKey::load(TestKey::shared().publicPem)->verifies(signText(all), signature));
}

TEST_F(AlipayGatewayTest, WhatAlipayWouldNotTakeIsNotSent) {
    const CreateRequest good{m_order, Money::fromFen(1), "a", "K001", m_clock.now(), 5min};
    std::vector<CreateRequest> bad(7, good);
    bad[0].order = OrderId("K-1");
    bad[1].amount = Money::fromMicroYuan(1);
    bad[2].amount = Money();
    bad[3].subject = "";
    bad[4].subject = "\xff";
    bad[5].terminal = std::string(33, 'x');
    bad[6].validFor = 90s;
    const auto gateway = answering("{}");
    for (const CreateRequest& request : bad) {
        const auto code = gateway->create(request);
        ASSERT_FALSE(code.ok());
        EXPECT_EQ(code.error().code, ErrorCode::InvalidInput);
    }
    EXPECT_TRUE(m_sent.empty());
}

TEST_F(AlipayGatewayTest, AGenuineAnswerAboutAnotherOrderIsNotBelieved) {
    const auto gateway =
        answering(genuine("query", R"({"code":"10000","out_trade_no":"K2","trade_no":"1",)"
                                   R"("trade_status":"TRADE_SUCCESS","total_amount":"1.00"})"));
    const auto fact = gateway->query(m_ref);
    ASSERT_FALSE(fact.ok());
    EXPECT_EQ(fact.error().code, ErrorCode::BadReply);
}

TEST_F(AlipayGatewayTest, AGenuineAnswerToAnotherMethodIsNotBelieved) {
    const auto gateway = answering(genuine("cancel", R"({"code":"10000","out_trade_no":"K1"})"));
    EXPECT_EQ(gateway->query(m_ref).error().code, ErrorCode::BadReply);
}

// What is signed are the bytes of the node, unlike at UnionPay.
TEST_F(AlipayGatewayTest, InAnotherOrderUnderItsOldSignatureAnAnswerIsNotBelieved) {
    const std::string node = R"({"code":"10000","out_trade_no":"K1","trade_no":"1",)"
                             R"("trade_status":"TRADE_SUCCESS","total_amount":"1.00"})";
    const std::string turned = R"({"total_amount":"1.00","code":"10000","trade_no":"1",)"
                               R"("out_trade_no":"K1","trade_status":"TRADE_SUCCESS"})";
    const std::string answer = genuine("query", node);
    const auto wanted = answering(answer)->query(m_ref);
    ASSERT_TRUE(wanted.ok()) << wanted.error().message;
    std::string old = answer;
    old.replace(old.find(node), node.size(), turned);
    const auto unknown = answering(old)->query(m_ref);
    ASSERT_FALSE(unknown.ok());
    EXPECT_EQ(unknown.error().code, ErrorCode::BadReply);
    const auto anew = answering(genuine("query", turned))->query(m_ref);
    ASSERT_TRUE(anew.ok()) << anew.error().message;
    EXPECT_EQ(*anew, *wanted);
}

TEST_F(AlipayGatewayTest, FieldsThatMakeNoSenseAreNotBelieved) {
    for (const char* rest :
         {R"("trade_no":"1","trade_status":"TRADE_SUCCES","total_amount":"1.00")",
          R"("trade_no":"1","trade_status":"TRADE_SUCCESS","total_amount":"1.001")",
          R"("trade_no":"1","trade_status":"TRADE_SUCCESS","total_amount":"-1.00")",
          R"("trade_no":"1","trade_status":"TRADE_SUCCESS","total_amount":1.00)",
          R"("trade_no":"","trade_status":"TRADE_SUCCESS","total_amount":"1.00")",
          R"("trade_no":"1","trade_no":"2","trade_status":"TRADE_SUCCESS","total_amount":"1")"}) {
        const auto gateway = answering(
            genuine("query", std::string(R"({"code":"10000","out_trade_no":"K1",)") + rest + "}"));
        const auto fact = gateway->query(m_ref);
        ASSERT_FALSE(fact.ok()) << rest;
        EXPECT_EQ(fact.error().code, ErrorCode::BadReply) << rest;
    }
}

TEST_F(AlipayGatewayTest, ATradeThatWaitsIsClosedAndNeverCancelled) {
    const auto reply =
        answering(genuine("close", R"({"code":"10000","out_trade_no":"K1","trade_no":"1"})"))
            ->cancel(m_ref);
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply->outcome, CancelOutcome::Closed);
    EXPECT_EQ(reply->trade, "1");
    EXPECT_EQ(methodsSent(), std::vector<std::string>{"alipay.trade.close"});
}

// A cancel of a trade that was paid sends the money back, also after the meter had it.
TEST_F(AlipayGatewayTest, ATradeThatWasPaidIsLeftAlone) {
    for (const char* code :
         {"TRADE_STATUS_ERROR", "REASON_TRADE_STATUS_INVALID", "REASON_ILLEGAL_STATUS"}) {
        const auto reply =
            answering(genuine("close",
                              std::string(R"({"code":"40004","sub_code":"ACQ.)") + code + R"("})"))
                ->cancel(m_ref);
        ASSERT_FALSE(reply.ok()) << code;
        EXPECT_EQ(reply.error().code, ErrorCode::Refused) << code;
        EXPECT_EQ(methodsSent(), std::vector<std::string>{"alipay.trade.close"}) << code;
    }
}

TEST_F(AlipayGatewayTest, WithoutATradeTheCancelFollows) {
    const std::string none = genuine(
        "close", R"({"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST","out_trade_no":"K1"})");
    const auto reply =
        answering({none, genuine("cancel", R"({"code":"10000","out_trade_no":"K1"})")})
            ->cancel(m_ref);
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply->outcome, CancelOutcome::NothingThere);
    EXPECT_EQ(methodsSent(),
              (std::vector<std::string>{"alipay.trade.close", "alipay.trade.cancel"}));
}

TEST_F(AlipayGatewayTest, ACloseThatNobodyUnderstandsIsUnknownAndNothingFollows) {
    for (const char* node : {R"({"code":"20000","sub_code":"isp.unknow-error"})",
                             R"({"code":"40004","sub_code":"ACQ.SYSTEM_ERROR"})",
                             R"({"code":"10000","out_trade_no":"K2","trade_no":"1"})"}) {
        const auto reply = answering(genuine("close", node))->cancel(m_ref);
        ASSERT_FALSE(reply.ok()) << node;
        EXPECT_TRUE(reply.error().outcomeUnknown()) << node;
        EXPECT_EQ(m_sent.size(), 1U) << node;
    }
}

TEST_F(AlipayGatewayTest, ClosedWithATimeOfPaymentWentBack) {
    const std::string closed = R"({"code":"10000","out_trade_no":"K1","trade_no":"1",)"
                               R"("trade_status":"TRADE_CLOSED","total_amount":"1.00")";
    EXPECT_EQ(answering(genuine("query", closed + "}"))->query(m_ref)->status,
              PaymentStatus::Closed);
    EXPECT_EQ(answering(genuine("query", closed + R"(,"send_pay_date":"2026-11-22 10:00:00"})"))
                  ->query(m_ref)
                  ->status,
              PaymentStatus::Returned);
}

TEST_F(AlipayGatewayTest, AnotherCurrencyIsReported) {
    for (const std::string field : {"trans_currency", "settle_currency"}) {
        const auto fact =
            answering(genuine("query", R"({"code":"10000","out_trade_no":"K1","trade_no":"1",)"
                                       R"("trade_status":"TRADE_SUCCESS","total_amount":"1.00",)"
                                       R"(")" +
                                           field + R"(":"USD"})"))
                ->query(m_ref);
        ASSERT_TRUE(fact.ok()) << field;
        EXPECT_EQ(fact->currency, "USD") << field;
    }
}

struct Mistake {
    const char* field;
    void (*make)(AlipayConfig&);
};

class AlipayConfigMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(AlipayConfigMistake, IsNamed) {
    AlipayConfig config = goodConfig();
    GetParam().make(config);
    const FixedClock clock;
    const auto gateway = AlipayGateway::make(config, clock);
    ASSERT_FALSE(gateway.ok());
    EXPECT_EQ(gateway.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(gateway.error().message.find(GetParam().field), std::string::npos)
        << gateway.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Field, AlipayConfigMistake,
    ::testing::Values(
        Mistake{"gateway:", [](AlipayConfig& c) { c.gatewayUrl = "openapi"; }},
        Mistake{"gateway:", [](AlipayConfig& c) { c.gatewayUrl = "http://10.0.0.1/gateway.do"; }},
        Mistake{"gateway:", [](AlipayConfig& c) { c.gatewayUrl = "http://localhost.evil.com/"; }},
        Mistake{"gateway:", [](AlipayConfig& c) { c.gatewayUrl = "https://a/b?c=1"; }},
        Mistake{"gateway:", [](AlipayConfig& c) { c.gatewayUrl = "file:///etc/passwd"; }},
        Mistake{"app_id:", [](AlipayConfig& c) { c.appId = "abc"; }},
        Mistake{"seller_id:", [](AlipayConfig& c) { c.sellerId = "1"; }},
        Mistake{"private_key_file:", [](AlipayConfig& c) { c.appPrivateKey = Secret("x"); }},
        Mistake{"alipay_public_key_file:", [](AlipayConfig& c) { c.alipayPublicKey = ""; }},
        Mistake{"notify_url:", [](AlipayConfig& c) { c.notifyUrl = "ftp://a"; }},
        Mistake{"time-outs:", [](AlipayConfig& c) { c.connectWithin = Duration(0); }},
        Mistake{"time-outs:", [](AlipayConfig& c) { c.answerWithin = Duration(1); }}));

TEST(AlipayConfigTest, ThisMachineMayBeAskedWithoutTls) {
    const FixedClock clock;
    for (const char* url : {"http://127.0.0.1:9001/gateway.do", "http://localhost:1/gateway.do",
                            "http://[::1]:1/gateway.do"}) {
        AlipayConfig config = goodConfig();
        config.gatewayUrl = url;
        EXPECT_TRUE(AlipayGateway::make(config, clock).ok()) << url;
    }
}

}  // namespace
}  // namespace wattill::payment::alipay
