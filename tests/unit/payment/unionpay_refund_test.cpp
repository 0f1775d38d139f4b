#include "unit/payment/unionpay_fixture.hpp"

namespace wattill::payment::unionpay {
namespace {

using namespace std::chrono_literals;
using testing::UnionPayGatewayTest;

std::string saidOf(const Result<RefundFact>& fact) {
    return std::string(fact.ok() ? name(fact->status) : name(fact.error().code));
}

TEST_F(UnionPayGatewayTest, ARefundHasItsOwnNumberAndTime) {
    const auto gateway = answering({{"respCode", "00"}});
    auto refund = m_refund;
    refund.at += 26h;
    for (int repetition = 0; repetition < 2; ++repetition) {
        const auto fact = gateway->refund(refund);
        ASSERT_TRUE(fact.ok()) << fact.error().message;
        EXPECT_EQ(fact->status, RefundStatus::Pending) << "accepted is not returned";
        EXPECT_EQ(fact->refund, refund.refund);
        m_clock.advance(1min);
    }
    ASSERT_EQ(m_sent.size(), 2U);
    EXPECT_EQ(m_sent[0].body, m_sent[1].body) << "a repetition is identical";
    EXPECT_EQ(m_sent[0].url, "https://gateway.95516.com/gateway/api/backTransReq.do");
    const auto& fields = m_sent[0].fields;
    EXPECT_EQ(fields.at("txnType"), "04");
    EXPECT_EQ(fields.at("txnSubType"), "00");
    EXPECT_EQ(fields.at("orderId"), "R00120261122000001");
    EXPECT_EQ(fields.at("txnTime"), "20261123123000");
    EXPECT_EQ(fields.at("origQryId"), "442401051450467846498");
    EXPECT_EQ(fields.at("txnAmt"), "2500");
}

TEST_F(UnionPayGatewayTest, EveryAnswerToARefundHasItsMeaning) {
    const std::pair<const char*, const char*> rows[] = {
        {"00", "pending"},        {"A6", "pending"},     {"03", "pending"},
        {"04", "pending"},        {"05", "pending"},     {"83", "pending"},
        {"12", "pending"},        {"35", "pending"},     {"36", "pending"},
        {"45", "pending"},        {"42", "pending"},     {"01", "unavailable"},
        {"02", "unavailable"},    {"06", "unavailable"}, {"34", "unavailable"},
        {"37", "unavailable"},    {"60", "unavailable"}, {"99", "unavailable"},
        {"ZZ", "unavailable"},    {"10", "refused"},     {"11", "refused"},
        {"32", "refused"},        {"33", "refused"},     {"39", "refused"},
        {"64", "short-of-funds"}, {"", "bad-reply"},
    };
    for (const auto& [code, meaning] : rows) {
        EXPECT_EQ(saidOf(answering({{"respCode", code}})->refund(m_refund)), meaning) << code;
    }
}

TEST_F(UnionPayGatewayTest, OnlyTheRefundsOwnNumberTellsWhatBecameOfIt) {
    struct Row {
        const char* respCode;
        const char* origRespCode;
        const char* meaning;
    };
    const Row rows[] = {
        {"00", "00", "returned"},  {"00", "A6", "returned"},    {"00", "34", "not-known"},
        {"34", "", "not-known"},   {"00", "03", "pending"},     {"00", "04", "pending"},
        {"00", "05", "pending"},   {"00", "83", "pending"},     {"00", "12", "pending"},
        {"00", "99", "pending"},   {"00", "ZZ", "pending"},     {"00", "74", "pending"},
        {"00", "01", "failed"},    {"00", "33", "failed"},      {"00", "35", "failed"},
        {"00", "36", "failed"},    {"00", "45", "failed"},      {"00", "64", "failed"},
        {"00", "39", "failed"},    {"00", "", "bad-reply"},     {"03", "", "unavailable"},
        {"37", "", "unavailable"}, {"12", "00", "unavailable"}, {"11", "", "refused"},
    };
    for (const Row& row : rows) {
        Fields fields{{"respCode", row.respCode},
                      {"queryId", "442401051450467846499"},
                      {"txnAmt", "2500"},
                      {"txnType", "04"},
                      {"currencyCode", "156"}};
        if (*row.origRespCode != '\0') fields["origRespCode"] = row.origRespCode;
        EXPECT_EQ(saidOf(answering(fields)->queryRefund(m_refund)), row.meaning)
            << row.respCode << "/" << row.origRespCode;
    }
    EXPECT_EQ(m_sent.back().fields.at("orderId"), "R00120261122000001");
    EXPECT_EQ(m_sent.back().fields.at("txnType"), "00") << "asking never sends money";
}

TEST_F(UnionPayGatewayTest, AReturnedRefundMustBeOurs) {
    const Fields good{{"respCode", "00"},
                      {"origRespCode", "00"},
                      {"queryId", "442401051450467846499"},
                      {"txnAmt", "2500"},
                      {"currencyCode", "156"}};
    EXPECT_EQ(saidOf(answering(good)->queryRefund(m_refund)), "returned");
    for (const Fields& other :
         {Fields{{"txnAmt", "2501"}}, Fields{{"txnAmt", kAbsent}}, Fields{{"currencyCode", "840"}},
          Fields{{"merId", "777290058110097"}}, Fields{{"orderId", m_order.text()}},
          Fields{{"txnTime", "20261122103001"}}}) {
        Fields fields = other;
        fields.insert(good.begin(), good.end());
        EXPECT_EQ(saidOf(answering(fields)->queryRefund(m_refund)), "bad-reply")
            << other.begin()->first;
    }
}

TEST_F(UnionPayGatewayTest, ARefundThatCannotBeAskedForIsNotSent) {
    std::vector<RefundRequest> bad(4, m_refund);
    bad[0].refund = RefundId("R1");
    bad[1].amount = Money();
    bad[2].amount = Money::fromMicroYuan(1);
    bad[3].trade.clear();
    const auto gateway = saying("");
    for (const RefundRequest& request : bad) {
        EXPECT_EQ(saidOf(gateway->refund(request)), "invalid-input");
        EXPECT_EQ(saidOf(gateway->queryRefund(request)), "invalid-input");
    }
    EXPECT_TRUE(m_sent.empty());
}

}  // namespace
}  // namespace wattill::payment::unionpay
