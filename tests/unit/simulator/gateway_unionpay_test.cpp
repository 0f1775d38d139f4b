#include "simulator/gateway/certificates.hpp"
#include "simulator/gateway/unionpay/message.hpp"
#include "unit/simulator/gateway_desk.hpp"

#include <gtest/gtest.h>

/// The stand-in's UnionPay: what it refuses, and what money does.
namespace wattill::sim {
namespace {

using namespace std::chrono_literals;

const char* const kBack = "backTransReq.do";
const char* const kOrder = "K00120261122000001";

Fields applyFields(const GatewayDesk& desk) {
    return desk.unionPayRequest("01", "07",
                                {{"channelType", "08"},
                                 {"orderId", kOrder},
                                 {"txnAmt", "10000"},
                                 {"currencyCode", "156"},
                                 {"backUrl", "http://127.0.0.1:9/unionpay"}});
}

/// Asks for a refund of the order that was made at `madeAt`.
Fields refund(GatewayDesk& desk, const std::string& number, const std::string& fen,
              std::int64_t madeAt, const std::string& type = "04") {
    return desk.unionPay(kBack, desk.unionPayRequest(type, "00",
                                                     {{"channelType", "08"},
                                                      {"orderId", number},
                                                      {"txnAmt", fen},
                                                      {"origOrderId", kOrder},
                                                      {"origTxnTime", compactText(madeAt)},
                                                      {"backUrl", "http://127.0.0.1:9/refund"}}));
}

TEST(SimUnionPay, SignsTheTextOfTheDocumentedVector) {
    const Fields fields{{"accessType", "0"},
                        {"backUrl", "http://127.0.0.1:9001/unionpay/notify"},
                        {"bizType", "000000"},
                        {"certId", "1234567890"},
                        {"channelType", "08"},
                        {"currencyCode", "156"},
                        {"encoding", "UTF-8"},
                        {"merId", "777290058110048"},
                        {"orderId", "K00120261122000001"},
                        {"payTimeout", "20261122103500"},
                        {"signMethod", "01"},
                        {"txnAmt", "10000"},
                        {"txnSubType", "07"},
                        {"txnTime", "20261122103000"},
                        {"txnType", "01"},
                        {"version", "5.1.0"},
                        {"signature", "takes no part"}};
    EXPECT_EQ(sha256Hex(unionpay::textOf(fields)),
              "39c55f3f6117d7b08cc54b4617e44e3024cadae6d763d286c5eb60ce4dc44c44");
}

TEST(SimUnionPay, RefusesWhatIsNotWellFormed) {
    GatewayDesk desk;
    const auto codeWith = [&](const std::string& name, const std::string& value) {
        Fields fields = applyFields(desk);
        fields[name] = value;
        return desk.unionPay(kBack, fields)["respCode"];
    };
    EXPECT_EQ(codeWith("surprise", "1"), "10");
    EXPECT_EQ(codeWith("termId", ""), "10") << "what is sent empty is sent wrongly";
    EXPECT_EQ(codeWith("termId", "K0000001"), "10");
    EXPECT_EQ(codeWith("orderId", "K-1"), "10");
    EXPECT_EQ(codeWith("orderId", ""), "13");
    EXPECT_EQ(codeWith("txnAmt", "100.00"), "10");
    EXPECT_EQ(codeWith("currencyCode", "840"), "10");
    EXPECT_EQ(codeWith("version", "5.0.0"), "10");
    EXPECT_EQ(codeWith("txnType", "02"), "10");
    EXPECT_EQ(codeWith("merId", "777290058110000"), "31");
    EXPECT_EQ(codeWith("txnTime", "20261122100000"), "39");
    EXPECT_EQ(codeWith("payTimeout", "20261122102959"), "39");
    EXPECT_EQ(codeWith("certId", "1234567890"), "11");
    EXPECT_EQ(desk.unionPay("queryTrans.do", applyFields(desk))["respCode"], "10");
}

TEST(SimUnionPay, RefusesTheUnsignedAndTheTamperedAndQuotesWhatItVerified) {
    GatewayDesk desk;
    Fields fields = applyFields(desk);
    EXPECT_EQ(unionPayFields(desk.rawUnionPay(kBack, fields))["respCode"], "13");
    desk.signUnionPay(fields);
    fields["txnAmt"] = "1";
    const Fields refused = unionPayFields(desk.rawUnionPay(kBack, fields));
    EXPECT_EQ(refused.at("respCode"), "11");
    EXPECT_NE(refused.at("respMsg").find("txnAmt=1&"), std::string::npos);
}

TEST(SimUnionPay, AnOrderIsAcceptedPaidAndToldOnce) {
    GatewayDesk desk;
    const std::string code = desk.unionPayCode(kOrder);
    EXPECT_EQ(code.rfind("https://qr.95516.com/", 0), 0U);
    EXPECT_EQ(desk.unionPayCode(kOrder), "") << "12: the number is taken";
    const std::int64_t made = desk.now();
    EXPECT_EQ(desk.unionPayQuery(kOrder, made)["origRespCode"], "05");
    EXPECT_EQ(desk.unionPayQuery(kOrder, made + 1000)["respCode"], "34");
    EXPECT_EQ(desk.server().pay(code).status, "paid");
    Fields paid = desk.unionPayQuery(kOrder, made);
    EXPECT_EQ(paid["origRespCode"], "00");
    EXPECT_EQ(paid["txnAmt"], "10000");
    EXPECT_EQ(paid["settleDate"], "1122");
    const auto notices = desk.notices();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].at("queryId"), paid["queryId"]);
    const Certificate signer = Certificate::read(desk.dir() / "unionpay-sign.cer");
    EXPECT_TRUE(unionpay::isSignedBy(notices[0], signer.publicKey()));
}

TEST(SimUnionPay, WhatIsNotPaidInTimeExpiresAndWhatIsPaidLateSaysSo) {
    GatewayDesk desk;
    const std::int64_t made = desk.now();
    const std::string code = desk.unionPayCode(kOrder);
    desk.pass(301s);
    EXPECT_EQ(desk.unionPayQuery(kOrder, made)["origRespCode"], "39");
    EXPECT_FALSE(desk.server().pay(code).refusal.empty());
    desk.server().script(R"({"do":"pay-late"})");
    EXPECT_EQ(desk.server().pay(code).status, "paid");
    EXPECT_EQ(desk.unionPayQuery(kOrder, made)["origRespCode"], "42");
    EXPECT_TRUE(desk.notices().empty()) << "only what succeeded is told";
}

TEST(SimUnionPay, RefundsHaveNumbersAndStatesOfTheirOwn) {
    GatewayDesk desk;
    const std::int64_t made = desk.now();
    const std::string code = desk.unionPayCode(kOrder);
    EXPECT_EQ(refund(desk, "R0000001", "3000", made)["respCode"], "35") << "not paid yet";
    static_cast<void>(desk.server().pay(code));
    EXPECT_EQ(refund(desk, "R0000001", "3000", made)["respCode"], "00");
    EXPECT_EQ(refund(desk, "R0000001", "3000", made)["respCode"], "12");
    EXPECT_EQ(refund(desk, "R0000002", "7001", made)["respCode"], "36");
    desk.server().script(R"({"do":"refund-pending","order":"R0000002","queries":1})");
    EXPECT_EQ(refund(desk, "R0000002", "7000", made)["respCode"], "00");
    EXPECT_EQ(desk.unionPayQuery("R0000002", made)["origRespCode"], "05");
    EXPECT_EQ(desk.unionPayQuery("R0000002", made)["origRespCode"], "00");
    EXPECT_EQ(refund(desk, "R0000003", "1", made)["respCode"], "45");
    EXPECT_EQ(desk.unionPayQuery(kOrder, made)["origRespCode"], "00") << "stays what it was";
    const auto notices = desk.notices();
    ASSERT_EQ(notices.size(), 3U);
    EXPECT_EQ(notices[1].at("txnType"), "04");
    EXPECT_EQ(notices[1].at("orderId"), "R0000001");
}

TEST(SimUnionPay, AFailedRefundIsAcceptedFirst) {
    GatewayDesk desk;
    const std::int64_t made = desk.now();
    static_cast<void>(desk.server().pay(desk.unionPayCode(kOrder)));
    desk.server().script(R"({"do":"refund-no-funds"})");
    desk.server().script(R"({"do":"refund-fails"})");
    EXPECT_EQ(refund(desk, "R0000001", "3000", made)["respCode"], "64");
    EXPECT_EQ(desk.unionPayQuery("R0000001", made)["respCode"], "34");
    EXPECT_EQ(refund(desk, "R0000001", "3000", made)["respCode"], "00");
    EXPECT_EQ(desk.unionPayQuery("R0000001", made)["origRespCode"], "01");
}

TEST(SimUnionPay, AnUndoIsOfEverythingAndOfTheSameClearingDay) {
    GatewayDesk desk;
    const std::int64_t made = desk.now();
    static_cast<void>(desk.server().pay(desk.unionPayCode(kOrder)));
    EXPECT_EQ(refund(desk, "R0000001", "9999", made, "31")["respCode"], "36");
    desk.pass(12h + 29min);
    EXPECT_EQ(refund(desk, "R0000002", "10000", made, "31")["respCode"], "00");
    desk.pass(1min);
    static_cast<void>(desk.server().pay(desk.unionPayCode("K00120261122000002")));
    EXPECT_EQ(desk.unionPayQuery("K00120261122000002", desk.now())["settleDate"], "1123");
}

TEST(SimUnionPay, AReversalKillsTheCodeOrSendsTheMoneyBack) {
    GatewayDesk desk;
    const std::int64_t made = desk.now();
    const std::string code = desk.unionPayCode(kOrder);
    const Fields reversal =
        desk.unionPayRequest("99", "01", {{"channelType", "08"}, {"orderId", kOrder}});
    desk.server().script(R"({"do":"pay-before-cancel","method":"reversal"})");
    EXPECT_EQ(desk.unionPay(kBack, reversal)["respCode"], "00");
    EXPECT_EQ(desk.unionPayQuery(kOrder, made)["origRespCode"], "01");
    EXPECT_FALSE(desk.server().pay(code).refusal.empty());
    static_cast<void>(desk.unionPayCode("K00120261122000002"));
    EXPECT_EQ(
        desk.unionPay(kBack, desk.unionPayRequest("99", "01",
                                                  {{"channelType", "08"},
                                                   {"orderId", "K00120261122000002"}}))["respCode"],
        "00");
    EXPECT_EQ(desk.unionPayQuery("K00120261122000002", made)["origRespCode"], "86");
}

TEST(SimUnionPay, AnswersAsTheScriptWants) {
    GatewayDesk desk;
    const std::int64_t made = desk.now();
    desk.server().script(R"({"do":"respond-after","code":"03","method":"apply"})");
    EXPECT_EQ(desk.unionPay(kBack, applyFields(desk))["respCode"], "03");
    EXPECT_EQ(desk.unionPayQuery(kOrder, made)["origRespCode"], "05") << "it took effect";
    desk.server().script(R"({"do":"orig-code","code":"86","method":"query"})");
    EXPECT_EQ(desk.unionPayQuery(kOrder, made)["origRespCode"], "86");
    desk.server().script(R"({"do":"respond","code":"34","method":"query"})");
    EXPECT_EQ(desk.unionPayQuery(kOrder, made)["respCode"], "34");
    desk.server().script(R"({"do":"tampered"})");
    Fields fields =
        desk.unionPayRequest("00", "00", {{"orderId", kOrder}, {"txnTime", compactText(made)}});
    desk.signUnionPay(fields);
    const Fields lie = unionPayFields(desk.rawUnionPay("queryTrans.do", fields));
    EXPECT_EQ(lie.at("origRespCode"), "00");
    const Certificate signer = Certificate::read(desk.dir() / "unionpay-sign.cer");
    EXPECT_FALSE(unionpay::isSignedBy(lie, signer.publicKey()));
}

TEST(SimUnionPay, ForgetsNothingWhenItIsStartedAnew) {
    GatewayDesk desk;
    const std::int64_t made = desk.now();
    static_cast<void>(desk.server().pay(desk.unionPayCode(kOrder)));
    desk.server().script(R"({"do":"refund-pending","queries":1})");
    EXPECT_EQ(refund(desk, "R0000001", "3000", made)["respCode"], "00");
    desk.restart();
    EXPECT_EQ(desk.unionPayQuery(kOrder, made)["origRespCode"], "00");
    EXPECT_EQ(desk.unionPayQuery("R0000001", made)["origRespCode"], "05");
    EXPECT_EQ(desk.unionPayQuery("R0000001", made)["origRespCode"], "00");
}

}  // namespace
}  // namespace wattill::sim
