#include "payment/alipay/bill_file.hpp"

#include "payment/alipay/alipay_bills.hpp"
#include "unit/payment/test_bills.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::alipay {
namespace {

using namespace testing;

const LocalDay kDay = *parseDay("2026-11-22");

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
}

Result<BillDetails> read(const std::string& details) {
    return readDetails(gbkFromUtf8(details), kDay);
}

TEST(BillFile, EveryLineIsReadByTheNamesOfItsColumns) {
    const auto bill = readBill(sampleBill().zip(), kDay);
    ASSERT_TRUE(bill.ok()) << bill.error().message;
    EXPECT_EQ(bill->channel, "alipay");
    EXPECT_EQ(bill->day, kDay);
    EXPECT_EQ(bill->source, "2088_20261122_业务明细.csv");
    ASSERT_EQ(bill->lines.size(), 4U);
    const BillLine payment{BillKind::Payment,
                           OrderId("K00120261122000001"),
                           "2026112222001",
                           RefundId(),
                           Money::fromFen(10000),
                           Money::fromFen(60),
                           "K001",
                           parseIso("2026-11-22T02:30:00.000Z")};
    EXPECT_EQ(bill->lines[0], payment);
    const BillLine refund{BillKind::Refund,
                          OrderId("K00120261122000001"),
                          "2026112222001",
                          RefundId("R0000001"),
                          Money::fromFen(2550),
                          Money::fromFen(-15),
                          "K001",
                          parseIso("2026-11-22T04:00:00.000Z")};
    EXPECT_EQ(bill->lines[2], refund);
    EXPECT_EQ(bill->lines[3].refund.text(), "K00120261122000001")
        << "a refund without a number has the order's";
}

TEST(BillFile, RefundsMayStandWithEitherSign) {
    BillFiles files = sampleBill();
    files.details = replaced(replaced(files.details, "-25.50,-25.50", "25.50,25.50"), "-1.00,-1.00",
                             "1.00,1.00");
    const auto bill = readBill(files.zip(), kDay);
    ASSERT_TRUE(bill.ok()) << bill.error().message;
    EXPECT_EQ(bill->lines, readBill(sampleBill().zip(), kDay)->lines);
    files.summary = replaced(files.summary, "124.00", "150.50");
    EXPECT_TRUE(readBill(files.zip(), kDay).ok()) << "nor is it settled what the summary takes off";
}

TEST(BillFile, ColumnsMayChangePlacesAndNewOnesMayCome) {
    const auto details = read(
        "#业务明细列表\n"
        "终端号,服务费(元),新列,退款批次号/请求号,订单金额,完成时间,业务类型,商户订单号,"
        "支付宝交易号\n"
        "K9,,x,,\"7.00\",,交易,K1,T1\n"
        "#业务明细列表结束\n");
    ASSERT_TRUE(details.ok()) << details.error().message;
    ASSERT_EQ(details->lines.size(), 1U);
    EXPECT_EQ(details->lines[0].terminal, "K9");
    EXPECT_EQ(details->lines[0].amount, Money::fromFen(700));
    EXPECT_FALSE(details->lines[0].at);
    EXPECT_EQ(details->lines[0].fee, Money());
}

TEST(BillFile, ADayWithoutBusinessHasNoLines) {
    const auto files = BillFiles::of({}, "0,0,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00");
    const auto bill = readBill(files.zip(), kDay);
    ASSERT_TRUE(bill.ok()) << bill.error().message;
    EXPECT_TRUE(bill->lines.empty());
}

TEST(BillFile, ItIsReadWholeOrNotAtAll) {
    const std::string details = gbkFromUtf8(sampleBill().details);
    const std::string end = gbkFromUtf8("业务明细列表结束");
    const std::size_t needed = details.find(end) + end.size();
    for (std::size_t length = 0; length < needed; ++length) {
        const auto part = readDetails(std::string_view(details).substr(0, length), kDay);
        ASSERT_FALSE(part.ok()) << length;
        EXPECT_EQ(part.error().code, ErrorCode::Corrupt);
    }
}

struct Damage {
    const char* what;
    const char* with;
    const char* error;
};

class BillDamage : public ::testing::TestWithParam<Damage> {};

TEST_P(BillDamage, IsNamedWithLineAndColumn) {
    BillFiles files = sampleBill();
    files.details = replaced(files.details, GetParam().what, GetParam().with);
    const auto bill = readBill(files.zip(), kDay);
    ASSERT_FALSE(bill.ok());
    EXPECT_EQ(bill.error().code, ErrorCode::Corrupt);
    EXPECT_NE(bill.error().message.find(GetParam().error), std::string::npos)
        << bill.error().message;
    EXPECT_NE(bill.error().message.find("2026-11-22"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Of, BillDamage,
    ::testing::Values(
        Damage{"100.00,100.00", "1OO.00,100.00",
               "line 6, column 订单金额: \"1OO.00\" is no amount"},
        Damage{"100.00,100.00", "-100.00,100.00", "line 6, column 订单金额"},
        Damage{"100.00,100.00", "0.00,100.00", "line 6, column 订单金额"},
        Damage{"-0.60", "x", "line 6, column 服务费"},
        Damage{"退款,电费", "撤销,电费", "line 8, column 业务类型: \"撤销\""},
        Damage{"2026-11-22 11:00:00", "2026-13-22 11:00:00", "line 7, column 完成时间"},
        Damage{"K00120261122000002", "", "line 7, column 商户订单号: it is empty"},
        Damage{"2026112222002", "", "line 7, column 支付宝交易号: it is empty"},
        Damage{"50.50,50.50", "50.50,50.50,", "line 7: it has 26 cells; there are 25 columns"},
        Damage{"K002\t,", "", "line 7: it has 24 cells"},
        Damage{"订单金额（元）", "金额", "line 5, column 订单金额: the column is missing"},
        Damage{"创建时间", "完成时间", "line 5, column 完成时间: the column is there twice"},
        Damage{"-业务明细列表结束-", "-", "without the mark 业务明细列表结束"},
        Damage{"2026年11月22日", "2026年11月21日", "line 3: the bill is of another day"},
        Damage{"K00120261122000002", "\"K0012", "line 7: a quote is not closed"},
        Damage{"100.00,100.00", "99.00,99.00", "The summary's 订单金额 is 124.00"},
        Damage{"-0.60", "-0.61", "The summary's 服务费 is -0.75, the lines give 0.76"}));

TEST(BillFile, ALineTooFewDiffersFromTheSummary) {
    BillFiles files = sampleBill();
    files.summary = replaced(files.summary, "\t,2,2,", "\t,3,2,");
    const auto bill = readBill(files.zip(), kDay);
    ASSERT_FALSE(bill.ok());
    EXPECT_EQ(bill.error().code, ErrorCode::Corrupt);
    EXPECT_NE(bill.error().message.find("交易订单总笔数 is 3, the lines give 2"), std::string::npos)
        << bill.error().message;
}

TEST(BillFile, TheRowsOfShopsAddUpWhereThereIsNoWhole) {
    BillFiles files = sampleBill();
    files.summary = replaced(files.summary, "合计\t,\t,2,2,124.00,124.00,0.00,0.00,0.00,-0.75",
                             "S1\t,\t,1,2,73.50,73.50,0.00,0.00,0.00,-0.45,0.00,73.05\r\n"
                             "S2\t,\t,1,0,50.50,50.50,0.00,0.00,0.00,-0.30");
    const auto bill = readBill(files.zip(), kDay);
    EXPECT_TRUE(bill.ok()) << bill.error().message;
}

TEST(BillFile, BytesThatAreNotGbkAreNamedWithTheirLine) {
    std::string details = gbkFromUtf8(sampleBill().details);
    details.replace(details.find("K002"), 2, "\xff\xff");
    const auto read = readDetails(details, kDay);
    ASSERT_FALSE(read.ok());
    EXPECT_NE(read.error().message.find("line 7: The text is not GBK at byte"), std::string::npos)
        << read.error().message;
}

TEST(BillFile, WhatIsNotInTheZipIsNamed) {
    const BillFiles files = sampleBill();
    const std::string details = gbkFromUtf8(files.details);
    for (const std::string& bytes :
         {std::string("<html></html>"), zipped({{"a.csv", details}}),
          zipped({{gbkFromUtf8("x_业务明细.csv"), details}}),
          zipped({{gbkFromUtf8("1_业务明细.csv"), details},
                  {gbkFromUtf8("2_业务明细.csv"), details},
                  {gbkFromUtf8("业务明细(汇总).csv"), gbkFromUtf8(files.summary)}})}) {
        const auto bill = readBill(bytes, kDay);
        ASSERT_FALSE(bill.ok());
        EXPECT_EQ(bill.error().code, ErrorCode::Corrupt);
    }
    EXPECT_TRUE(readBill(zipped({{"2088_业务明细.csv", details},
                                 {"2088_业务明细(汇总).csv", gbkFromUtf8(files.summary)}}),
                         kDay)
                    .ok())
        << "names in UTF-8";
}

}  // namespace
}  // namespace wattill::payment::alipay
