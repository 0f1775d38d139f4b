#include "payment/alipay/envelope.hpp"

#include <string>

#include <gtest/gtest.h>

namespace wattill::payment::alipay {
namespace {

TEST(Envelope, KeepsEveryByteOfAValue) {
    const std::string text =
        R"( {"alipay_x_response" : {"a":"\u4e2d \"}{\" sign", "b":[1, -2.5e+3, true, null]} ,)"
        R"("sign":"AB\/C="} )";
    const auto members = splitObject(text);
    ASSERT_TRUE(members.ok()) << members.error().message;
    ASSERT_EQ(members->size(), 2U);
    EXPECT_EQ((*members)[0].name, "alipay_x_response");
    EXPECT_EQ((*members)[0].value, R"({"a":"\u4e2d \"}{\" sign", "b":[1, -2.5e+3, true, null]})");
    EXPECT_EQ((*members)[1].value, R"("AB\/C=")");
}

TEST(Envelope, AnEncryptedValueKeepsItsQuotes) {
    const auto members = splitObject(R"({"x_response":"c2VjcmV0","sign":"s"})");
    ASSERT_TRUE(members.ok());
    EXPECT_EQ((*members)[0].value, R"("c2VjcmV0")");
}

TEST(Envelope, AnEmptyObjectHasNoMembers) {
    const auto members = splitObject("{}");
    ASSERT_TRUE(members.ok());
    EXPECT_TRUE(members->empty());
}

class NoEnvelope : public ::testing::TestWithParam<const char*> {};

TEST_P(NoEnvelope, IsRefused) {
    const auto members = splitObject(GetParam());
    ASSERT_FALSE(members.ok());
    EXPECT_EQ(members.error().code, ErrorCode::InvalidInput);
}

INSTANTIATE_TEST_SUITE_P(Text, NoEnvelope,
                         ::testing::Values("", " ", "[]", "\"a\"", "{", "{\"a\"}", "{\"a\":}",
                                           "{\"a\":1", "{\"a\":1,}", "{\"a\":1}x", "{\"a\":1}{}",
                                           "{\"a\":01}", "{\"a\":1.}", "{\"a\":+1}", "{\"a\":tru}",
                                           "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"b}",
                                           "{a:1}", "{\"a\":\"\n\"}", "{\"a\":1,\"a\":2}",
                                           "{\"s\\u0069gn\":1}", "{\"a\":[1,]}",
                                           "{\"a\":{\"b\":1,}}", "{,}"));

TEST(Envelope, DepthIsBounded) {
    const auto nested = [](std::size_t levels) {
        return "{\"a\":" + std::string(levels, '[') + std::string(levels, ']') + "}";
    };
    EXPECT_TRUE(splitObject(nested(31)).ok());
    EXPECT_FALSE(splitObject(nested(32)).ok());
    EXPECT_FALSE(splitObject("{\"a\":" + std::string(1'000'000, '[')).ok());
}

}  // namespace
}  // namespace wattill::payment::alipay
