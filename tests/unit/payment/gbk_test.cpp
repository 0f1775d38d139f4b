#include "payment/wire/gbk.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::wire {
namespace {

TEST(Gbk, IsReadAsUtf8) {
    EXPECT_EQ(*utf8FromGbk(""), "");
    EXPECT_EQ(*utf8FromGbk("plain, text\n"), "plain, text\n");
    EXPECT_EQ(*utf8FromGbk("\xd2\xb5\xce\xf1\xc3\xf7\xcf\xb8"), "业务明细");
    EXPECT_EQ(*utf8FromGbk("\x95\x32\x82\x36"), "\xf0\xa0\x80\x80") << "four bytes: GB18030";
}

TEST(Gbk, LongTextsComeWhole) {
    std::string gbk;
    std::string utf8;
    for (int i = 0; i < 20'000; ++i) {
        gbk += i % 3 == 0 ? "a" : "\xb5\xe7";
        utf8 += i % 3 == 0 ? "a" : "电";
    }
    EXPECT_EQ(*utf8FromGbk(gbk), utf8);
}

TEST(Gbk, BrokenBytesAreCorruptWithTheirPosition) {
    for (const char* text : {"ab\xff", "ab\xb5", "ab\xb5\x20", "ab\x80"}) {
        const auto read = utf8FromGbk(text);
        ASSERT_FALSE(read.ok()) << text;
        EXPECT_EQ(read.error().code, ErrorCode::Corrupt);
        EXPECT_NE(read.error().message.find("byte 3"), std::string::npos) << read.error().message;
    }
}

}  // namespace
}  // namespace wattill::payment::wire
