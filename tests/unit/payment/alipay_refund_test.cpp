#include "payment/alipay/alipay_gateway.hpp"
#include "unit/payment/alipay_words.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::alipay {
namespace {

using namespace testing;

class AlipayRefund : public ::testing::Test {
  protected:
    std::unique_ptr<AlipayGateway> answering(const std::string& method, const std::string& node) {
        m_sent.clear();
        return std::move(*AlipayGateway::make(
            goodAlipay(), m_clock,
            std::make_unique<ScriptedTransport>(m_sent, std::vector{genuineAnswer(method, node)})));
    }
    Result<RefundFact> refund(const std::string& fields) {
        return answering("alipay.trade.refund", "{" + fields + "}")->refund(m_request);
    }
    Result<RefundFact> query(const std::string& fields) {
        return answering("alipay.trade.fastpay.refund.query", "{" + fields + "}")
            ->queryRefund(m_request);
    }
    static ErrorCode codeOf(const Result<RefundFact>& fact) {
        return fact.ok() ? ErrorCode::Internal : fact.error().code;
    }

    FixedClock m_clock;
    std::vector<Sent> m_sent;
    RefundRequest m_request{
        RefundId("R0000001"), {OrderId("K1"), m_clock.now(), Money::fromFen(10000)},
        "2026112222001",      Money::fromFen(2550),
        m_clock.now(),        "重复支付"};
};

TEST_F(AlipayRefund, ARepetitionSendsTheSameBytes) {
    const auto gateway = answering("alipay.trade.refund", "{}");
    EXPECT_FALSE(gateway->refund(m_request).ok());
    m_clock.millis += 60'000;
    EXPECT_FALSE(gateway->refund(m_request).ok());
    ASSERT_EQ(m_sent.size(), 2U);
    EXPECT_EQ(m_sent[0].body, m_sent[1].body);
    EXPECT_EQ(wire::decodeForm(m_sent[0].body)->at("biz_content"),
              R"({"out_trade_no":"K1","trade_no":"2026112222001","refund_amount":"25.50",)"
              R"("out_request_no":"R0000001","refund_reason":"重复支付"})");
}

TEST_F(AlipayRefund, MoneyThatMovedWentBack) {
    const auto fact = refund(R"("code":"10000","out_trade_no":"K1","trade_no":"2026112222001",)"
                             R"("fund_change":"Y","refund_fee":"75.50")");
    ASSERT_TRUE(fact.ok()) << fact.error().message;
    EXPECT_EQ(fact->status, RefundStatus::Returned);
    EXPECT_EQ(fact->refund, m_request.refund);
}

TEST_F(AlipayRefund, WithoutMovementOnlyTheQueryTells) {
    for (const char* change : {R"(,"fund_change":"N")", ""}) {
        const auto fact = refund(
            std::string(R"("code":"10000","out_trade_no":"K1","refund_fee":"25.50")") + change);
        ASSERT_TRUE(fact.ok());
        EXPECT_EQ(fact->status, RefundStatus::Pending) << change;
    }
}

TEST_F(AlipayRefund, ASumBelowThisRefundIsNotBelieved) {
    EXPECT_EQ(codeOf(refund(R"("code":"10000","out_trade_no":"K1","fund_change":"Y",)"
                            R"("refund_fee":"25.49")")),
              ErrorCode::BadReply);
}

TEST_F(AlipayRefund, AShortBalanceIsNoRefusal) {
    const auto fact = refund(R"("code":"40004","sub_code":"ACQ.SELLER_BALANCE_NOT_ENOUGH")");
    ASSERT_TRUE(fact.ok());
    EXPECT_EQ(fact->status, RefundStatus::ShortOfFunds);
}

TEST_F(AlipayRefund, ARefundOfAnotherOrderIsNotBelieved) {
    EXPECT_EQ(codeOf(refund(R"("code":"10000","out_trade_no":"K2","fund_change":"Y",)"
                            R"("refund_fee":"25.50")")),
              ErrorCode::BadReply);
}

TEST_F(AlipayRefund, WhatCannotBeARefundIsNotSent) {
    std::vector<RefundRequest> bad(6, m_request);
    bad[0].amount = Money();
    bad[1].amount = Money::fromMicroYuan(1);
    bad[2].refund = RefundId("R-1");
    bad[3].trade = "";
    bad[4].reason = std::string(257, 'x');
    bad[5].payment.order = OrderId("");
    const auto gateway = answering("alipay.trade.refund", "{}");
    for (const RefundRequest& request : bad) {
        EXPECT_EQ(codeOf(gateway->refund(request)), ErrorCode::InvalidInput);
        EXPECT_EQ(codeOf(gateway->queryRefund(request)), ErrorCode::InvalidInput);
    }
    EXPECT_TRUE(m_sent.empty());
}

TEST_F(AlipayRefund, TheQueryProvesIt) {
    const auto fact = query(R"("code":"10000","out_trade_no":"K1","out_request_no":"R0000001",)"
                            R"("refund_amount":"25.50","refund_status":"REFUND_SUCCESS")");
    ASSERT_TRUE(fact.ok()) << fact.error().message;
    EXPECT_EQ(fact->status, RefundStatus::Returned);
}

TEST_F(AlipayRefund, WithoutAStatusOrATradeItIsNotKnown) {
    for (const char* node :
         {R"("code":"10000","out_trade_no":"K1","out_request_no":"R0000001")", R"("code":"10000")",
          R"("code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST")",
          R"("code":"40004","sub_code":"AQC.TRADE_NOT_EXIST")"}) {
        const auto fact = query(node);
        ASSERT_TRUE(fact.ok()) << node;
        EXPECT_EQ(fact->status, RefundStatus::NotKnown) << node;
    }
}

TEST_F(AlipayRefund, AnAnswerThatDoesNotFitTheQuestionIsNotBelieved) {
    for (const char* rest :
         {R"("out_trade_no":"K2","out_request_no":"R0000001","refund_amount":"25.50",)"
          R"("refund_status":"REFUND_SUCCESS")",
          R"("out_trade_no":"K1","out_request_no":"R0000002","refund_amount":"25.50",)"
          R"("refund_status":"REFUND_SUCCESS")",
          R"("out_trade_no":"K1","out_request_no":"R0000001","refund_amount":"25.51",)"
          R"("refund_status":"REFUND_SUCCESS")",
          R"("out_trade_no":"K1","out_request_no":"R0000001","refund_status":"REFUND_SUCCESS")",
          R"("out_trade_no":"K1","out_request_no":"R0000001","refund_amount":"25.50",)"
          R"("refund_status":"REFUND_WHATEVER")",
          R"("out_trade_no":"K2","out_request_no":"R0000001")"}) {
        EXPECT_EQ(codeOf(query(std::string(R"("code":"10000",)") + rest)), ErrorCode::BadReply)
            << rest;
    }
}

}  // namespace
}  // namespace wattill::payment::alipay
