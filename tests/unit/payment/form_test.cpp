#include "payment/wire/form.hpp"

#include <array>
#include <cstdio>

#include <gtest/gtest.h>
#include <openssl/sha.h>

namespace wattill::payment::wire {
namespace {

std::string sha256(const std::string& text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::string hex;
    for (const unsigned char byte : digest) {
        std::array<char, 3> pair{};
        std::snprintf(pair.data(), pair.size(), "%02x", static_cast<unsigned>(byte));
        hex += pair.data();
    }
    return hex;
}

TEST(SignText, IsTheKnownTextForTheKnownRequest) {
    const Parameters parameters{
        {"version", "1.0"},
        {"timestamp", "2026-11-22 10:30:00"},
        {"sign_type", "RSA2"},
        {"notify_url", "http://127.0.0.1:9001/alipay/notify"},
        {"method", "alipay.trade.precreate"},
        {"format", "JSON"},
        {"charset", "utf-8"},
        {"app_id", "2021000000000001"},
        {"app_auth_token", ""},
        {"biz_content",
         R"({"out_trade_no":"K00120261122000001","total_amount":"100.00","subject":"电费充值"})"}};
    const std::string text = signText(parameters);
    EXPECT_EQ(text.size(), 282U);
    EXPECT_EQ(sha256(text), "f03b38b35a642f7134a18a2add0a8d93ae28a062b6b6f800cf24a48722beb10d");
}

TEST(Form, ComesBackAsItWas) {
    const Parameters parameters{{"subject", "电费 100% & more=?+/"}, {"empty", ""}, {"a", "1"}};
    const auto back = decodeForm(encodeForm(parameters));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, parameters);
}

TEST(Form, DecodesOnceOnly) {
    const auto parameters = decodeForm("a=%2541&b=x+y%2Bz");
    ASSERT_TRUE(parameters.ok());
    EXPECT_EQ(parameters->at("a"), "%41");
    EXPECT_EQ(parameters->at("b"), "x y+z");
}

TEST(Form, RefusesWhatIsBrokenOrTwice) {
    std::string many;
    for (int i = 0; i < 300; ++i) {
        many += "n" + std::to_string(i) + "=1&";
    }
    for (const std::string& body :
         {std::string("a"), std::string("=1"), std::string("a=%"), std::string("a=%4"),
          std::string("a=%zz"), std::string("a=1&a=2"), std::string("a=1&%61=2"), many}) {
        const auto parameters = decodeForm(body);
        ASSERT_FALSE(parameters.ok()) << body;
        EXPECT_EQ(parameters.error().code, ErrorCode::InvalidInput);
    }
}

}  // namespace
}  // namespace wattill::payment::wire
