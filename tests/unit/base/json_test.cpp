#include "base/json.hpp"

#include <string>

#include <gtest/gtest.h>

namespace wattill {
namespace {

TEST(ParseStrict, ReadsNestedValues) {
    const auto parsed = parseStrict(R"({"a":[1,-2,"电表",true,null,1.5],"b":{"c":{}}})");
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    EXPECT_EQ((*parsed)["a"][0], 1);
    EXPECT_EQ((*parsed)["a"][1], -2);
    EXPECT_EQ((*parsed)["a"][2], "电表");
    EXPECT_TRUE((*parsed)["a"][4].is_null());
    EXPECT_TRUE((*parsed)["b"]["c"].is_object());
    EXPECT_EQ(parsed->dump(), R"({"a":[1,-2,"电表",true,null,1.5],"b":{"c":{}}})");
}

TEST(ParseStrict, ASecondEqualKeyIsRefusedWithItsPlace) {
    const auto parsed = parseStrict("{\"amount\":1,\n \"amount\":2}");
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(parsed.error().message.find("line 2"), std::string::npos) << parsed.error().message;
}

TEST(ParseStrict, TheSameKeyInTwoObjectsIsFine) {
    EXPECT_TRUE(parseStrict(R"([{"a":1},{"a":{"a":2}}])").ok());
}

TEST(ParseStrict, DepthIsBounded) {
    EXPECT_TRUE(parseStrict(std::string(32, '[') + std::string(32, ']')).ok());
    EXPECT_FALSE(parseStrict(std::string(33, '[') + std::string(33, ']')).ok());
    EXPECT_FALSE(parseStrict(std::string(100000, '[')).ok());
}

TEST(ParseStrict, AnIntegerThatWouldBeRoundedIsRefused) {
    EXPECT_EQ(*parseStrict("18446744073709551615"), 18446744073709551615ULL);
    EXPECT_EQ(*parseStrict("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
    EXPECT_FALSE(parseStrict("18446744073709551616").ok());
    EXPECT_FALSE(parseStrict("-9223372036854775809").ok());
    EXPECT_FALSE(parseStrict("1e999").ok());
}

TEST(ParseStrict, WhatIsNotJsonIsRefused) {
    for (const char* text :
         {"", " ", "{", "[1,]", "{\"a\":}", "nul", "{} {}", "\"\xff\"", "01", "'a'"}) {
        EXPECT_FALSE(parseStrict(text).ok()) << text;
    }
}

TEST(ParseStrict, AZeroByteDoesNotHideWhatFollows) {
    using namespace std::string_view_literals;
    EXPECT_FALSE(parseStrict("{}\0"sv).ok());
    EXPECT_FALSE(parseStrict("{}\0{\"a\":1}"sv).ok());
}

TEST(ParseStrict, TheMessageDoesNotQuoteTheText) {
    const auto parsed = parseStrict("{\"token\":\"hunter2\" oops}");
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().message.find("hunter2"), std::string::npos);
    EXPECT_EQ(parsed.error().message.find("oops"), std::string::npos);
}

}  // namespace
}  // namespace wattill
