#include "payment/alipay/alipay_bills.hpp"

#include "unit/payment/alipay_words.hpp"
#include "unit/payment/test_bills.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::alipay {
namespace {

using namespace testing;

const LocalDay kDay = *parseDay("2026-11-22");

class AlipayBillsTest : public ::testing::Test {
  protected:
    Result<Bill> ask(const std::string& fields, const std::string& file = {}, LocalDay day = kDay) {
        m_sent.clear();
        auto bills = AlipayBills::make(
            goodAlipay(), m_clock,
            std::make_unique<ScriptedTransport>(
                m_sent, std::vector{genuineAnswer("alipay.data.dataservice.bill.downloadurl.query",
                                                  "{" + fields + "}"),
                                    file}));
        EXPECT_TRUE(bills.ok());
        return (*bills)->bill(day);
    }
    static ErrorCode codeOf(const Result<Bill>& bill) {
        return bill.ok() ? ErrorCode::Internal : bill.error().code;
    }
    FixedClock m_clock;  // in Beijing it is 2026-11-23
    std::vector<Sent> m_sent;
    const std::string m_url =
        R"("code":"10000","bill_download_url":"https://dw.example/d?id=1&k=2")";
};

TEST_F(AlipayBillsTest, TheFileIsFetchedFromWhereTheAnswerSays) {
    const auto bill = ask(m_url, sampleBill().zip());
    ASSERT_TRUE(bill.ok()) << bill.error().message;
    EXPECT_EQ(bill->lines.size(), 4U);
    ASSERT_EQ(m_sent.size(), 2U);
    EXPECT_EQ(wire::decodeForm(m_sent[0].body)->at("biz_content"),
              R"({"bill_type":"trade","bill_date":"2026-11-22"})");
    EXPECT_EQ(m_sent[1].url, "https://dw.example/d?id=1&k=2");
}

TEST_F(AlipayBillsTest, ADayThatIsNotOverHasNoBillYet) {
    for (const char* day : {"2026-11-23", "2026-11-24"}) {
        const auto bill = ask(m_url, sampleBill().zip(), *parseDay(day));
        EXPECT_EQ(codeOf(bill), ErrorCode::NotFound);
        EXPECT_EQ(bill.error().retry, Retry::Later);
    }
    EXPECT_TRUE(m_sent.empty());
}

TEST_F(AlipayBillsTest, NotReadyIsNotFoundForNow) {
    for (const char* subCode : {"BILL_NOT_EXIST", "NO_BILL_DATA", "ACQ.BILL_NOT_EXIST",
                                "isp.bill_not_exist", "isp.bill-not-exist"}) {
        const auto bill = ask(std::string(R"("code":"40004","sub_code":")") + subCode + "\"");
        EXPECT_EQ(codeOf(bill), ErrorCode::NotFound) << subCode;
        EXPECT_EQ(bill.error().retry, Retry::Later);
    }
}

TEST_F(AlipayBillsTest, AnEmptyDayIsABillWithoutLines) {
    const auto bill = ask(m_url + R"(,"bill_file_code":"EMPTY_DATA_WITH_BILL_FILE")");
    ASSERT_TRUE(bill.ok());
    EXPECT_TRUE(bill->lines.empty());
    EXPECT_EQ(bill->day, kDay);
}

TEST_F(AlipayBillsTest, OtherFailuresKeepTheirMeaning) {
    EXPECT_EQ(codeOf(ask(R"("code":"40004","sub_code":"UNKNOWN_ERROR")")), ErrorCode::Unavailable);
    EXPECT_EQ(codeOf(ask(R"("code":"40004","sub_code":"BILL_DATE_BEFORE_REGISTRATION")")),
              ErrorCode::Refused);
    EXPECT_EQ(codeOf(ask(R"("code":"10000")")), ErrorCode::BadReply);
}

TEST_F(AlipayBillsTest, OnlySafeAddressesAreFollowed) {
    for (const char* url : {"file:///etc/passwd", "ftp://dw.example/d", "https://user@dw.example/d",
                            "http://user@dw.example/d", "https://dw.example/d#x", "dw"}) {
        EXPECT_EQ(codeOf(ask(std::string(R"("code":"10000","bill_download_url":")") + url + "\"")),
                  ErrorCode::BadReply)
            << url;
        EXPECT_EQ(m_sent.size(), 1U) << url;
    }
    EXPECT_TRUE(
        ask(R"("code":"10000","bill_download_url":"http://127.0.0.1:9/d?x=1")", sampleBill().zip())
            .ok());
}

// Alipay's answers name http://dwbillcenter.alipay.com: refusing it meant that no bill ever came.
TEST_F(AlipayBillsTest, AnAddressWithoutTlsIsAskedWithIt) {
    const std::string plain =
        R"("code":"10000","bill_download_url":"http:\/\/dwbillcenter.alipay.com\/d?id=1&k=2%2F3")";
    EXPECT_TRUE(ask(plain, sampleBill().zip()).ok());
    ASSERT_EQ(m_sent.size(), 2U);
    EXPECT_EQ(m_sent[1].url, "https://dwbillcenter.alipay.com/d?id=1&k=2%2F3");
}

TEST_F(AlipayBillsTest, WhatIsCutOffIsNoBill) {
    const std::string zip = sampleBill().zip();
    EXPECT_EQ(codeOf(ask(m_url, zip.substr(0, zip.size() / 2))), ErrorCode::Corrupt);
    EXPECT_EQ(codeOf(ask(m_url, "")), ErrorCode::Corrupt);
}

}  // namespace
}  // namespace wattill::payment::alipay
