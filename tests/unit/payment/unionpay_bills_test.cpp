#include "payment/unionpay/unionpay_bills.hpp"

#include "payment/unionpay/beijing_time.hpp"
#include "payment/unionpay/settlement_file.hpp"
#include "payment/wire/base64.hpp"
#include "payment/wire/digest.hpp"
#include "unit/payment/settlement_line.hpp"
#include "unit/payment/test_archives.hpp"
#include "unit/payment/unionpay_world.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace wattill::payment::unionpay {
namespace {

using namespace std::chrono_literals;
using testing::errorLine;
using testing::kUnionPayMerchant;
using testing::paymentColumns;
using testing::refundColumns;
using testing::settlementLine;
using testing::TalkingTransport;
using testing::UnionPayWorld;

const LocalDay kDay = *parseDay("2026-11-22");

Result<std::vector<BillLine>> read(const std::string& bytes) {
    return readSettlement(bytes, {"INN26112288ZM", kUnionPayMerchant, kDay});
}

std::string whyNot(const std::string& bytes) {
    const auto lines = read(bytes);
    if (lines.ok()) return "taken";
    EXPECT_EQ(lines.error().code, ErrorCode::Corrupt);
    return lines.error().message;
}

std::string changed(std::size_t column, const std::string& text) {
    auto columns = paymentColumns();
    columns[column] = text;
    return settlementLine(columns);
}

TEST(SettlementFile, ReadsPaymentsAndRefunds) {
    const auto lines =
        read(settlementLine(paymentColumns()) + "\r\n" + settlementLine(refundColumns()) + "\r\n");
    ASSERT_TRUE(lines.ok()) << lines.error().message;
    ASSERT_EQ(lines->size(), 2U);
    const BillLine payment{BillKind::Payment,
                           OrderId("K00120261122000001"),
                           "442401051450467846498",
                           RefundId(),
                           Money::fromFen(10000),
                           Money::fromFen(60),
                           "K001",
                           parseBeijing("20261122103107")};
    EXPECT_EQ(lines->at(0), payment);
    const BillLine refund{BillKind::Refund,
                          OrderId("K00120261122000001"),
                          "442401051450467846498",
                          RefundId("R00120261122000001"),
                          Money::fromFen(2500),
                          Money::fromFen(-15),
                          "K001",
                          parseBeijing("20261122203000")};
    EXPECT_EQ(lines->at(1), refund);
}

TEST(SettlementFile, TakesTheShapesThatNoSourceSettles) {
    const std::string line = settlementLine(paymentColumns());
    for (const std::string& bytes :
         {line, line + "\n", line + "\r\n", line + " \n", settlementLine(paymentColumns(), '|'),
          settlementLine(paymentColumns(), '\t') + "\t\n"}) {
        EXPECT_TRUE(read(bytes).ok()) << read(bytes).error().message;
    }
    EXPECT_TRUE(read("")->empty());
    EXPECT_TRUE(read("\r\n")->empty());
}

TEST(SettlementFile, TheFeesLetterIsReadAgainstTheSettledAmounts) {
    struct Row {
        const char* txnType;
        const char* fee;
        const char* settled;
        std::int64_t kept;
    };
    const Row rows[] = {
        {"01", "D000000000060", "C000000009940", 60},
        {"01", "C000000000060", "D000000009940", 60},
        {"01", "C000000000060", "C000000010060", -60},
        {"04", "C000000000060", "D000000009940", -60},
        {"04", "D000000000060", "C000000009940", -60},
        {"04", "D000000000060", "D000000010060", 60},
        {"01", "D000000000060", "C000000000000", 60},
        {"04", "C000000000060", "D000000000000", -60},
        {"01", "0000000000000", "C000000010000", 0},
        {"01", " 000000000000", " 000000000000", 0},
    };
    for (const Row& row : rows) {
        auto columns = refundColumns();
        columns[20] = row.txnType;
        columns[16] = row.fee;
        columns[17] = row.settled;
        const auto lines = read(settlementLine(columns));
        ASSERT_TRUE(lines.ok()) << lines.error().message;
        EXPECT_EQ(lines->at(0).fee, Money::fromFen(row.kept)) << row.txnType << row.fee;
    }
}

TEST(SettlementFile, AShiftedOrTruncatedLineIsNamedWithLineAndColumn) {
    const std::string good = settlementLine(paymentColumns()) + "\n";
    std::string line = settlementLine(paymentColumns());
    EXPECT_NE(whyNot(good + line.substr(0, 300)).find("line 2, column 301"), std::string::npos);
    EXPECT_NE(whyNot(good + line + "x\n").find("line 2, column"), std::string::npos);
    std::string shifted = line;
    shifted.erase(66, 1);  // out of the amount
    shifted += ' ';
    EXPECT_NE(whyNot(good + shifted).find("line 2, column 79:"), std::string::npos)
        << whyNot(good + shifted);
    EXPECT_NE(whyNot(good + "\n" + good).find("line 2"), std::string::npos);
    // One character of GBK fewer in bytes, as a reader of characters would have written it.
    auto columns = paymentColumns();
    std::string wrong = settlementLine(columns);
    wrong.erase(329, 1);
    EXPECT_NE(whyNot(wrong).find("606 bytes instead of 607"), std::string::npos) << whyNot(wrong);
}

TEST(SettlementFile, WhatMakesNoSenseIsNamedWithItsColumn) {
    const std::pair<std::string, const char*> rows[] = {
        {changed(7, "000000000000"), "column 67"},
        {changed(7, "0000000100.0"), "column 67"},
        {changed(7, "10000"), "column 67"},
        {changed(5, "1322103107"), "column 36"},
        {changed(5, "11221031"), "column 36"},
        {changed(10, ""), "column 88"},
        {changed(12, ""), "column 113"},
        {changed(12, "K 1"), "column 113"},
        {changed(16, "X000000000060"), "column 167"},
        {changed(16, "D00000000060"), "column 167"},
        {changed(17, ""), "column 181"},
        {changed(20, "02"), "column 216"},
        {changed(20, ""), "column 216"},
        {changed(28, "777290058110097"), "column 294"},
        {changed(28, ""), "column 294"},
    };
    for (const auto& [line, place] : rows) {
        EXPECT_NE(whyNot(line).find(place), std::string::npos) << place << ": " << whyNot(line);
    }
    auto refund = refundColumns();
    refund[27] = "";
    EXPECT_NE(whyNot(settlementLine(refund)).find("column 272"), std::string::npos);
}

class UnionPayBillsTest : public ::testing::Test {
  protected:
    std::unique_ptr<UnionPayBills> answering(Fields more) {
        auto bills = UnionPayBills::make(
            m_world.config(), m_clock,
            std::make_unique<TalkingTransport>(
                m_sent, [this, more](const TalkingTransport::Sent& sent) {
                    Fields fields = more;
                    for (const char* name : {"merId", "settleDate", "txnTime", "txnType"}) {
                        fields.insert(*sent.fields.find(name));
                    }
                    return wire::HttpAnswer{m_world.answer(fields), {}};
                }));
        EXPECT_TRUE(bills.ok()) << bills.error().message;
        return std::move(*bills);
    }
    static std::string packed(const std::vector<wire::ArchiveFile>& files) {
        const std::string zip = testing::zipped(files);
        uLongf size = compressBound(zip.size());
        std::string out(size, '\0');
        compress(reinterpret_cast<Bytef*>(out.data()), &size,
                 reinterpret_cast<const Bytef*>(zip.data()), zip.size());
        out.resize(size);
        return wire::encodeBase64(out);
    }
    std::unique_ptr<UnionPayBills> holding(const std::vector<wire::ArchiveFile>& files) {
        return answering(
            {{"respCode", "00"}, {"fileName", "x.zip"}, {"fileContent", packed(files)}});
    }
    ErrorCode codeOf(const std::vector<wire::ArchiveFile>& files) {
        const auto bill = holding(files)->bill(kDay);
        return bill.ok() ? ErrorCode::Internal : bill.error().code;
    }
    void SetUp() override { m_clock.set(*parseBeijing("20261123090000")); }

    const UnionPayWorld m_world;
    testing::SettableClock m_clock;
    std::vector<TalkingTransport::Sent> m_sent;
    const std::string m_zm = std::string("INN26112288ZM_") + kUnionPayMerchant;
    const std::string m_zme = std::string("INN26112288ZME_") + kUnionPayMerchant;
    const std::string m_lines =
        settlementLine(paymentColumns()) + "\r\n" + settlementLine(refundColumns()) + "\r\n";
};

TEST_F(UnionPayBillsTest, AsksForTheDayAndReadsItWhole) {
    const auto bill = holding({{m_zm, m_lines}, {m_zme, ""}, {"README.txt", "x"}})->bill(kDay);
    ASSERT_TRUE(bill.ok()) << bill.error().message;
    EXPECT_EQ(bill->channel, "unionpay");
    EXPECT_EQ(bill->day, kDay);
    EXPECT_EQ(bill->source, m_zm);
    EXPECT_EQ(bill->lines.size(), 2U);
    ASSERT_EQ(m_sent.size(), 1U);
    EXPECT_EQ(m_sent[0].url, "https://filedownload.95516.com/");
    EXPECT_EQ(m_sent[0].fields.at("txnType"), "76");
    EXPECT_EQ(m_sent[0].fields.at("txnSubType"), "01");
    EXPECT_EQ(m_sent[0].fields.at("settleDate"), "1122");
    EXPECT_EQ(m_sent[0].fields.at("fileType"), "00");
    EXPECT_EQ(m_sent[0].fields.count("orderId"), 0U);
}

TEST_F(UnionPayBillsTest, ADayWithoutBusinessHasNoLines) {
    const auto bill = holding({{m_zm, ""}})->bill(kDay);
    ASSERT_TRUE(bill.ok());
    EXPECT_TRUE(bill->lines.empty());
}

TEST_F(UnionPayBillsTest, WhatIsNotReadyComesLater) {
    const auto bill = answering({{"respCode", "98"}})->bill(kDay);
    ASSERT_FALSE(bill.ok());
    EXPECT_EQ(bill.error().code, ErrorCode::NotFound);
    EXPECT_EQ(bill.error().retry, Retry::Later);
    EXPECT_EQ(answering({{"respCode", "11"}})->bill(kDay).error().code, ErrorCode::Refused);
    EXPECT_EQ(answering({{"respCode", "06"}})->bill(kDay).error().code, ErrorCode::Unavailable);
}

TEST_F(UnionPayBillsTest, TheDayEndsAtElevenInTheEvening) {
    const auto bills = answering({{"respCode", "98"}});
    m_clock.set(*parseBeijing("20261122225959"));
    const auto early = bills->bill(kDay);
    ASSERT_FALSE(early.ok());
    EXPECT_EQ(early.error().code, ErrorCode::NotFound);
    EXPECT_EQ(early.error().retry, Retry::Later);
    EXPECT_TRUE(m_sent.empty()) << "settleDate has no year: last year's file would come";
    m_clock.set(*parseBeijing("20261122230000"));
    EXPECT_FALSE(bills->bill(kDay).ok());
    EXPECT_EQ(m_sent.size(), 1U);
    m_clock.advance(24h * 331);
    EXPECT_EQ(bills->bill(kDay).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(m_sent.size(), 1U);
}

TEST_F(UnionPayBillsTest, CorrectionsWithoutAnOrderNumberAreListedAndTheRestIsRead) {
    const std::string known = errorLine();
    const auto bill =
        holding({{m_zm, m_lines}, {m_zme, known + "\r\n\r\nE32 something\r\n"}})->bill(kDay);
    ASSERT_TRUE(bill.ok()) << bill.error().message;
    EXPECT_EQ(bill->lines.size(), 2U);
    ASSERT_EQ(bill->unread.size(), 2U);
    EXPECT_EQ(bill->unread[0].file, m_zme);
    EXPECT_EQ(bill->unread[0].row, 1U);
    EXPECT_EQ(bill->unread[0].digest, wire::sha256Of(known));
    EXPECT_NE(bill->unread[0].text.find("E32, trace number 784649, time 1122103107, 25.00 CNY"),
              std::string::npos)
        << bill->unread[0].text;
    EXPECT_EQ(bill->unread[1].row, 3U);
    EXPECT_NE(bill->unread[1].text.find("13 bytes"), std::string::npos) << bill->unread[1].text;
    EXPECT_NE(bill->unread[1].digest, bill->unread[0].digest);
}

TEST_F(UnionPayBillsTest, ACorrectionTellsAPersonNoMoreThanIsSure) {
    const auto text = [](const std::string& row) { return readErrorRows(row, "ZME").at(0).text; };
    std::string row = errorLine();
    EXPECT_EQ(text(row).find("6216261000000000018"), std::string::npos) << "the payer's account";
    EXPECT_NE(text(row + ' ').find("25.00"), std::string::npos);
    std::string shifted = row;
    shifted.erase(66, 1);  // out of the amount
    EXPECT_EQ(text(shifted + ' ').find("CNY"), std::string::npos) << text(shifted + ' ');
    std::string glued = row;
    glued[78] = '7';  // where the amount ends
    EXPECT_EQ(text(glued).find("CNY"), std::string::npos) << text(glued);
    std::string noAmount = row;
    noAmount.replace(66, 3, "abc");
    EXPECT_EQ(text(noAmount).find("CNY"), std::string::npos) << text(noAmount);
    EXPECT_TRUE(readErrorRows("\r\n \n", "ZME").empty());
}

TEST_F(UnionPayBillsTest, MoreCorrectionsThanAPersonLooksAtStopTheDay) {
    std::string rows;
    for (int i = 0; i < 501; ++i)
        rows += "E32\n";
    const auto bill = holding({{m_zm, m_lines}, {m_zme, rows}})->bill(kDay);
    ASSERT_FALSE(bill.ok());
    EXPECT_EQ(bill.error().code, ErrorCode::Unsupported);
    EXPECT_NE(bill.error().message.find("501 corrections"), std::string::npos);
    rows.resize(rows.size() - 4);
    EXPECT_TRUE(holding({{m_zm, m_lines}, {m_zme, rows}})->bill(kDay).ok());
}

TEST_F(UnionPayBillsTest, AFileOfAnotherMerchantOrDayIsNotTaken) {
    EXPECT_EQ(codeOf({{"INN26112288ZM_777290058110097", m_lines}}), ErrorCode::Corrupt);
    EXPECT_EQ(codeOf({{std::string("INN26112188ZM_") + kUnionPayMerchant, m_lines}}),
              ErrorCode::Corrupt);
    EXPECT_EQ(codeOf({{"INNZM_", m_lines}}), ErrorCode::Corrupt);
    EXPECT_EQ(codeOf({{"INN", m_lines}}), ErrorCode::Corrupt) << "no transactions at all";
    EXPECT_EQ(codeOf({{m_zm, m_lines}, {m_zm + ".txt", m_lines}}), ErrorCode::Corrupt);
    EXPECT_EQ(codeOf({{"folder/" + m_zm, m_lines}}), ErrorCode::Internal)
        << "folders are no matter";
}

TEST_F(UnionPayBillsTest, ABillIsReadWholeOrNotAtAll) {
    const auto bill = holding({{m_zm, m_lines + "half a line"}})->bill(kDay);
    ASSERT_FALSE(bill.ok());
    EXPECT_EQ(bill.error().code, ErrorCode::Corrupt);
    EXPECT_NE(bill.error().message.find("line 3"), std::string::npos);
    const std::string good = packed({{m_zm, m_lines}});
    for (const std::string& content :
         {std::string(), std::string("rubbish!"), good.substr(0, good.size() / 8 * 4),
          wire::encodeBase64("not zlib"), wire::encodeBase64(testing::zipped({{m_zm, m_lines}}))}) {
        const auto broken = answering({{"respCode", "00"}, {"fileContent", content}})->bill(kDay);
        ASSERT_FALSE(broken.ok());
        EXPECT_EQ(broken.error().code, ErrorCode::Corrupt);
    }
}

TEST_F(UnionPayBillsTest, AnAnswerForAnotherDayIsNotBelieved) {
    const auto bill = answering({{"respCode", "00"},
                                 {"settleDate", "1121"},
                                 {"fileContent", packed({{m_zm, m_lines}})}})
                          ->bill(kDay);
    ASSERT_FALSE(bill.ok());
    EXPECT_EQ(bill.error().code, ErrorCode::BadReply);
}

TEST_F(UnionPayBillsTest, WithoutTheFileAddressThereAreNoBills) {
    auto config = m_world.config();
    config.fileUrl.clear();
    const auto bills = UnionPayBills::make(config, m_clock);
    ASSERT_FALSE(bills.ok());
    EXPECT_NE(bills.error().message.find("file_host"), std::string::npos);
}

}  // namespace
}  // namespace wattill::payment::unionpay
