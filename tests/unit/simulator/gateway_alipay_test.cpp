#include "simulator/gateway/certificates.hpp"
#include "simulator/gateway/files.hpp"
#include "unit/simulator/gateway_desk.hpp"

#include <gtest/gtest.h>

/// The stand-in's Alipay: what it refuses, and what money does.
namespace wattill::sim {
namespace {

using namespace std::chrono_literals;

std::string refundBiz(const std::string& request, const std::string& amount) {
    return R"({"out_trade_no":"K1","out_request_no":")" + request + R"(","refund_amount":")" +
           amount + R"("})";
}

const char* const kQuery = R"({"out_trade_no":"K1"})";

TEST(SimAlipay, SignsTheTextOfTheDocumentedVector) {
    const Fields fields{
        {"app_id", "2021000000000001"},
        {"method", "alipay.trade.precreate"},
        {"format", "JSON"},
        {"charset", "utf-8"},
        {"sign_type", "RSA2"},
        {"timestamp", "2026-11-22 10:30:00"},
        {"version", "1.0"},
        {"notify_url", "http://127.0.0.1:9001/alipay/notify"},
        {"biz_content",
         R"({"out_trade_no":"K00120261122000001","total_amount":"100.00","subject":"电费充值"})"}};
    EXPECT_EQ(sha256Hex(textToSign(fields, {"sign"})),
              "f03b38b35a642f7134a18a2add0a8d93ae28a062b6b6f800cf24a48722beb10d");
}

TEST(SimAlipay, RefusesWhatItDoesNotKnow) {
    GatewayDesk desk;
    Fields fields = desk.alipayRequest("trade.query", kQuery);
    fields["surprise"] = "1";
    EXPECT_EQ(desk.signedAlipay(fields)["sub_code"], "isv.invalid-parameter");
    EXPECT_EQ(desk.alipay("trade.query", R"({"out_trade_no":"K1","surprise":1})")["sub_code"],
              "ACQ.INVALID_PARAMETER");
    EXPECT_EQ(desk.alipay("trade.dance", kQuery)["sub_code"], "isv.invalid-method");
}

TEST(SimAlipay, RefusesTheUnsignedAndTheTampered) {
    GatewayDesk desk;
    Fields fields = desk.alipayRequest("trade.query", kQuery);
    EXPECT_NE(desk.rawAlipay(fields).find("isv.missing-signature"), std::string::npos);
    fields["sign"] = RsaKey::create().sign(textToSign(fields, {"sign"}));
    EXPECT_NE(desk.rawAlipay(fields).find("isv.invalid-signature"), std::string::npos);
}

TEST(SimAlipay, RefusesAClockThatIsFarOffAndAnExpiryInThePast) {
    GatewayDesk desk;
    desk.server().script(R"({"do":"clock","ms":1200000})");
    EXPECT_EQ(desk.alipay("trade.query", kQuery)["sub_code"], "isv.invalid-timestamp");
    desk.server().script(R"({"do":"clock","ms":540000})");
    const char* order = R"({"out_trade_no":"K1","total_amount":"1.00","subject":"s",)"
                        R"("time_expire":"2026-11-22 10:35:00"})";
    EXPECT_EQ(desk.alipay("trade.precreate", order)["sub_code"],
              "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR");
    desk.server().clearScript();
    EXPECT_EQ(desk.alipay("trade.precreate", order)["code"], "10000");
}

TEST(SimAlipay, OneRefundNumberIsOneRefund) {
    GatewayDesk desk;
    static_cast<void>(desk.server().pay(desk.alipayCode("K1")));
    const auto first = desk.alipay("trade.refund", refundBiz("R1", "30.00"));
    EXPECT_EQ(first["fund_change"], "Y");
    EXPECT_EQ(first["refund_fee"], "30.00");
    const auto again = desk.alipay("trade.refund", refundBiz("R1", "30.00"));
    EXPECT_EQ(again["fund_change"], "N");
    EXPECT_EQ(again["refund_fee"], "30.00");
    EXPECT_EQ(desk.alipay("trade.refund", refundBiz("R1", "31.00"))["sub_code"],
              "ACQ.DISCORDANT_REPEAT_REQUEST");
    EXPECT_EQ(desk.alipay("trade.refund", refundBiz("R2", "70.01"))["sub_code"],
              "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL");
    EXPECT_EQ(desk.alipay("trade.refund", refundBiz("R2", "70.00"))["refund_fee"], "100.00");
    EXPECT_EQ(desk.alipay("trade.query", kQuery)["trade_status"], "TRADE_CLOSED");
    EXPECT_EQ(desk.alipay("trade.refund", refundBiz("R3", "0.01"))["sub_code"],
              "ACQ.TRADE_HAS_CLOSE");
    const auto notices = desk.notices();
    ASSERT_EQ(notices.size(), 3U);
    EXPECT_EQ(notices[1].at("trade_status"), "TRADE_SUCCESS");
    EXPECT_EQ(notices[1].at("refund_fee"), "30.00");
    EXPECT_EQ(notices[2].at("trade_status"), "TRADE_CLOSED");
    EXPECT_EQ(notices[2].at("out_biz_no"), "R2");
}

TEST(SimAlipay, ARefundMayBeShortOfFundsPendOrFail) {
    GatewayDesk desk;
    static_cast<void>(desk.server().pay(desk.alipayCode("K1")));
    const std::string query = R"({"out_trade_no":"K1","out_request_no":"R1"})";
    desk.server().script(R"({"do":"refund-no-funds","times":2})");
    desk.server().script(R"({"do":"refund-pending","queries":2})");
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(desk.alipay("trade.refund", refundBiz("R1", "100.00"))["sub_code"],
                  "ACQ.SELLER_BALANCE_NOT_ENOUGH");
    }
    EXPECT_EQ(desk.alipay("trade.refund", refundBiz("R1", "100.00"))["fund_change"], "N");
    for (int i = 0; i < 2; ++i) {
        EXPECT_FALSE(desk.alipay("trade.fastpay.refund.query", query).contains("refund_status"));
    }
    EXPECT_EQ(desk.alipay("trade.fastpay.refund.query", query)["refund_status"], "REFUND_SUCCESS");
    static_cast<void>(desk.server().pay(desk.alipayCode("K2")));
    desk.server().script(R"({"do":"refund-fails"})");
    const std::string other =
        R"({"out_trade_no":"K2","out_request_no":"R2","refund_amount":"1.00"})";
    EXPECT_EQ(desk.alipay("trade.refund", other)["refund_fee"], "0.00");
    EXPECT_EQ(desk.alipay("trade.refund", other)["refund_fee"], "1.00") << "asked for once more";
}

TEST(SimAlipay, ClosingAnUnscannedCodeSaysThatThereIsNoTradeAndKillsItOrNot) {
    GatewayDesk desk;
    const std::string code = desk.alipayCode("K1");
    desk.server().script(R"({"do":"close-keeps-code"})");
    EXPECT_EQ(desk.alipay("trade.close", kQuery)["sub_code"], "ACQ.TRADE_NOT_EXIST");
    EXPECT_EQ(desk.server().scan(code).status, "waiting");
    EXPECT_EQ(desk.alipay("trade.close", kQuery)["code"], "10000");
    EXPECT_FALSE(desk.server().pay(code).refusal.empty());
    const std::string other = desk.alipayCode("K2");
    EXPECT_EQ(desk.alipay("trade.close", R"({"out_trade_no":"K2"})")["sub_code"],
              "ACQ.TRADE_NOT_EXIST");
    EXPECT_FALSE(desk.server().pay(other).refusal.empty());
}

TEST(SimAlipay, ThePaymentWinsOrLosesTheRaceWithTheCancel) {
    GatewayDesk desk;
    static_cast<void>(desk.alipayCode("K1"));
    desk.server().script(R"({"do":"pay-before-cancel","method":"cancel"})");
    EXPECT_EQ(desk.alipay("trade.cancel", kQuery)["action"], "refund");
    static_cast<void>(desk.server().scan(desk.alipayCode("K2")));
    desk.server().script(R"({"do":"pay-after-cancel","method":"cancel"})");
    EXPECT_EQ(desk.alipay("trade.cancel", R"({"out_trade_no":"K2"})")["action"], "close");
    desk.pass(1s);
    EXPECT_EQ(desk.alipay("trade.query", R"({"out_trade_no":"K2"})")["trade_status"],
              "TRADE_SUCCESS");
}

TEST(SimAlipay, ASecondPayerIsRefused) {
    GatewayDesk desk;
    const std::string code = desk.alipayCode("K1");
    static_cast<void>(desk.server().scan(code, "1"));
    EXPECT_FALSE(desk.server().pay(code, "2").refusal.empty());
    EXPECT_EQ(desk.server().pay(code, "1").status, "paid");
}

TEST(SimAlipay, AnswersWithTheCodeThatTheScriptWants) {
    GatewayDesk desk;
    desk.server().script(R"({"do":"respond","code":"20000"})");
    EXPECT_EQ(desk.alipay("trade.query", kQuery)["code"], "20000");
    desk.server().script(R"({"do":"respond","code":"ACQ.ACCESS_FORBIDDEN"})");
    EXPECT_EQ(desk.alipay("trade.query", kQuery)["sub_code"], "ACQ.ACCESS_FORBIDDEN");
    EXPECT_THROW(desk.server().script(R"({"do":"respond"})"), std::runtime_error);
    EXPECT_THROW(desk.server().script(R"({"do":"delay","time":1})"), std::runtime_error);
}

class CertificateMode : public testing::Test {
  protected:
    Fields request(const std::string& method, const std::string& biz) {
        Fields fields = m_desk.alipayRequest(method, biz);
        fields["app_cert_sn"] =
            Certificate::read(m_desk.dir() / "appCertPublicKey_2021000000000001.crt")
                .alipaySerial();
        fields["alipay_root_cert_sn"] =
            Certificate::read(m_desk.dir() / "alipay-rsa-root.crt").alipaySerial();
        return fields;
    }
    nlohmann::json whole(Fields fields) {
        const RsaKey key = RsaKey::readPrivate(m_desk.dir() / "app-private-key.pem");
        fields["sign"] = key.sign(textToSign(fields, {"sign"}));
        return nlohmann::json::parse(m_desk.rawAlipay(fields));
    }
    [[nodiscard]] std::string serialOf(const char* file) const {
        return Certificate::read(m_desk.dir() / file).alipaySerial();
    }
    GatewayDesk m_desk;
};

TEST_F(CertificateMode, ChecksBothSerials) {
    for (const char* name : {"app_cert_sn", "alipay_root_cert_sn"}) {
        Fields wrong = request("trade.query", kQuery);
        wrong[name] = "00000000000000000000000000000000";
        EXPECT_NE(whole(wrong).dump().find("isv.invalid-"), std::string::npos) << name;
        wrong.erase(name);
        EXPECT_NE(whole(wrong).dump().find("isv.missing-"), std::string::npos) << name;
    }
}

TEST_F(CertificateMode, AChangedCertificateCanBeFetched) {
    const std::string before = whole(request("trade.query", kQuery))["alipay_cert_sn"];
    EXPECT_EQ(before, serialOf("alipayCertPublicKey_RSA2.crt"));
    m_desk.server().script(R"({"do":"certificate-change","channel":"alipay"})");
    m_desk.restart();
    const std::string after = whole(request("trade.query", kQuery))["alipay_cert_sn"];
    EXPECT_NE(after, before);
    const auto answer =
        whole(request("open.app.alipaycert.download", R"({"alipay_cert_sn":")" + after + R"("})"));
    const std::string text = readFile(m_desk.dir() / "alipayCertPublicKey_RSA2_changed.crt");
    EXPECT_EQ(answer["alipay_open_app_alipaycert_download_response"]["alipay_cert_content"],
              base64Of(text));
}

}  // namespace
}  // namespace wattill::sim
