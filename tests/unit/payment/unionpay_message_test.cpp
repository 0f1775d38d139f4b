#include "payment/unionpay/answer_code.hpp"
#include "payment/unionpay/beijing_time.hpp"
#include "payment/unionpay/message.hpp"
#include "payment/unionpay/payment_fields.hpp"
#include "payment/unionpay/terminal_tag.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::unionpay {
namespace {

using namespace std::chrono_literals;

TEST(UnionPayDigest, IsTheKnownOneForTheKnownRequest) {
    const Fields request{{"version", "5.1.0"},
                         {"encoding", "UTF-8"},
                         {"signMethod", "01"},
                         {"txnType", "01"},
                         {"txnSubType", "07"},
                         {"bizType", "000000"},
                         {"channelType", "08"},
                         {"accessType", "0"},
                         {"merId", "777290058110048"},
                         {"orderId", "K00120261122000001"},
                         {"txnTime", "20261122103000"},
                         {"txnAmt", "10000"},
                         {"currencyCode", "156"},
                         {"backUrl", "http://127.0.0.1:9001/unionpay/notify"},
                         {"payTimeout", "20261122103500"},
                         {"certId", "1234567890"},
                         {"signature", "is no part of it"}};
    EXPECT_EQ(digestOf(request),
              "39c55f3f6117d7b08cc54b4617e44e3024cadae6d763d286c5eb60ce4dc44c44");
}

TEST(UnionPayDigest, CountsFieldsWithoutAValue) {
    EXPECT_NE(digestOf({{"a", "1"}}), digestOf({{"a", "1"}, {"b", ""}}));
}

TEST(SplitAnswer, TakesValuesAsTheyAre) {
    const auto fields = splitAnswer(
        "signature=a+b/c%3D==&respMsg=成功[0000000]&signPubKeyCert=-----BEGIN\r\nMII+x==\r\n-----&"
        "reserved={a=1&b={c=2&d}&e}&list=[x&y]&empty=&odd=}]");
    ASSERT_TRUE(fields.ok()) << fields.error().message;
    EXPECT_EQ(fields->size(), 7U);
    EXPECT_EQ(field(*fields, "signature"), "a+b/c%3D==");
    EXPECT_EQ(field(*fields, "respMsg"), "成功[0000000]");
    EXPECT_EQ(field(*fields, "signPubKeyCert"), "-----BEGIN\r\nMII+x==\r\n-----");
    EXPECT_EQ(field(*fields, "reserved"), "{a=1&b={c=2&d}&e}");
    EXPECT_EQ(field(*fields, "list"), "[x&y]");
    EXPECT_EQ(field(*fields, "empty"), "");
    EXPECT_EQ(field(*fields, "odd"), "}]");
    EXPECT_EQ(field(*fields, "absent"), "");
}

TEST(SplitAnswer, OtherBracketsInsideABracketMeanNothing) {
    const auto fields = splitAnswer("a={x[y&z}&b=[{&}]&c=1");
    ASSERT_TRUE(fields.ok());
    EXPECT_EQ(field(*fields, "a"), "{x[y&z}");
    EXPECT_EQ(field(*fields, "b"), "[{&}]");
    EXPECT_EQ(field(*fields, "c"), "1");
}

TEST(SplitAnswer, RefusesWhatTwoReadersCouldReadDifferently) {
    std::string many;
    for (int i = 0; i < 201; ++i) {
        many += (i == 0 ? "" : "&") + std::to_string(i) + "=1";
    }
    for (const std::string& text :
         {std::string("a=1&a=2"), std::string("a=1&b"), std::string("=1"), std::string("a=1&&b=2"),
          std::string("a=1&"), std::string("a={1&b=2"), std::string("a=[[1]&b=2"),
          std::string("<html></html>"), many}) {
        EXPECT_FALSE(splitAnswer(text).ok()) << text.substr(0, 20);
    }
    EXPECT_TRUE(splitAnswer("")->empty());
}

TEST(UnionPayCodes, NoneThatMayMeanMoneySaysNo) {
    for (const char* code : {"42", "74", "75"}) {
        EXPECT_EQ(classOf(code), CodeClass::MoneyTaken) << code;
    }
    // Time-outs, duplicates, "ask again", and whatever nobody told us of.
    for (const char* code :
         {"02", "03", "04", "06", "12", "35", "36", "37", "45",  "97", "98", "99",
          "07", "15", "29", "46", "85", "A2", "",   "0",  "000", "6",  "6x"}) {
        EXPECT_EQ(classOf(code), CodeClass::Unclear) << code;
    }
    EXPECT_EQ(classOf("05"), CodeClass::UnderWay);
    EXPECT_EQ(classOf("83"), CodeClass::UnderWay);
}

TEST(UnionPayCodes, EveryCodeThatIsKnownHasItsClass) {
    for (const char* code : {"00", "A6", "A1"}) {
        EXPECT_EQ(classOf(code), CodeClass::Worked) << code;
    }
    for (const char* code : {"01", "10", "11", "13", "14", "30", "31", "32", "33", "38", "40",
                             "41", "43", "44", "60", "64", "73", "76", "82", "84", "90", "96"}) {
        EXPECT_EQ(classOf(code), CodeClass::Failed) << code;
    }
    EXPECT_EQ(classOf("34"), CodeClass::NotFound);
    EXPECT_EQ(classOf("39"), CodeClass::Expired);
    EXPECT_EQ(classOf("86"), CodeClass::Expired);
}

TEST(UnionPayCodes, OnlyASureNoIsARefusal) {
    for (const char* code : {"10", "11", "13", "14", "30", "31", "33", "38", "39", "64", "86"}) {
        EXPECT_EQ(failureOf({{"respCode", code}}).code, ErrorCode::Refused) << code;
    }
    for (const char* code : {"01", "02", "03", "04", "05", "06", "12", "34", "35", "37", "42", "45",
                             "60", "74", "75", "83", "98", "99", "XX"}) {
        EXPECT_EQ(failureOf({{"respCode", code}}).code, ErrorCode::Unavailable) << code;
    }
    EXPECT_EQ(failureOf({}).code, ErrorCode::BadReply);
    EXPECT_NE(failureOf({{"respCode", "39"}}).message.find("clock"), std::string::npos);
    EXPECT_NE(failureOf({{"respCode", "11"}}).message.find("certificate"), std::string::npos);
}

TEST(BeijingTime, IsEightHoursAhead) {
    const Instant at = fromMillis(1'795'372'200'000);  // 2026-11-22 18:30:00 UTC
    EXPECT_EQ(beijingText(at), "20261123023000");
    EXPECT_EQ(beijingText(at + 999ms), "20261123023000");
    EXPECT_EQ(parseBeijing("20261123023000"), at);
    for (const char* text :
         {"", "2026112302300", "202611230230000", "20261323023000", "20260229000000",
          "20261123243000", "20261123023060", "2026-1-23 0230"}) {
        EXPECT_FALSE(parseBeijing(text)) << text;
    }
}

TEST(BeijingTime, FindsTheYearOfATimeWithoutOne) {
    const LocalDay newYear = *parseDay("2027-01-01");
    EXPECT_EQ(parseBeijingNear("1231233000", newYear), parseBeijing("20261231233000"));
    EXPECT_EQ(parseBeijingNear("0101120000", newYear), parseBeijing("20270101120000"));
    const LocalDay lastDay = *parseDay("2026-12-31");
    EXPECT_EQ(parseBeijingNear("0101000500", lastDay), parseBeijing("20270101000500"));
    EXPECT_EQ(parseBeijingNear("0229120000", *parseDay("2028-03-01")),
              parseBeijing("20280229120000"));
    EXPECT_FALSE(parseBeijingNear("0229120000", *parseDay("2026-03-01")));
    EXPECT_EQ(endOfDay(lastDay), parseBeijing("20261231230000"));
    EXPECT_EQ(monthAndDay(newYear), "0101");
}

TEST(PaymentFields, AmountsAreWholeFenAndNothingElse) {
    EXPECT_EQ(parseFen("1"), Money::fromFen(1));
    EXPECT_EQ(parseFen("000000010000"), Money::fromFen(10000));
    EXPECT_EQ(parseFen("999999999999"), Money::fromFen(999'999'999'999));
    for (const char* text : {"", "-1", "+1", "1.00", " 1", "1 ", "1000000000000", "0x10", "１"}) {
        EXPECT_FALSE(parseFen(text)) << text;
    }
    EXPECT_TRUE(isOrderNumber("K0012026"));
    EXPECT_TRUE(isOrderNumber(std::string(32, 'a')));
    for (const std::string& text : {std::string("K001202"), std::string(33, 'a'),
                                    std::string("K001-2026"), std::string("K001_2026")}) {
        EXPECT_FALSE(isOrderNumber(text)) << text;
    }
}

TEST(TerminalTag, ComesBackFromTheSettlementFile) {
    for (const char* terminal : {"01080209", "K001", "lobby-2.a_b", "大堂一号", "a&b={}",
                                 "123456789012345678901234567890"}) {
        const auto tag = tagOf(terminal);
        ASSERT_TRUE(tag.ok()) << terminal;
        EXPECT_TRUE(tag->termId.empty() || tag->reqReserved.empty());
        EXPECT_LE(tag->reqReserved.size(), 32U);
        EXPECT_EQ(tag->reqReserved.find_first_of("&={}[]\"'"), std::string::npos);
        EXPECT_EQ(terminalOf(tag->termId, tag->reqReserved), terminal);
    }
    EXPECT_EQ(tagOf("01080209")->termId, "01080209");
    EXPECT_EQ(tagOf("K001")->reqReserved, "T.K001");
    EXPECT_TRUE(tagOf("")->reqReserved.empty());
    EXPECT_FALSE(tagOf(std::string(31, 'a')).ok());
    EXPECT_FALSE(tagOf("一二三四五六七八").ok());
    EXPECT_EQ(terminalOf("01080209", "somebody else's words"), "01080209");
    EXPECT_EQ(terminalOf("01080209", "T."), "01080209");
    EXPECT_EQ(terminalOf("01080209", "B.!!!"), "01080209");
}

}  // namespace
}  // namespace wattill::payment::unionpay
