#include "payment/wire/keys.hpp"

#include "unit/payment/test_keys.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::wire {
namespace {

using testing::TestKey;

TEST(Keys, EveryFormOfTheSameKeySignsTheSame) {
    const TestKey& key = TestKey::shared();
    const auto alipay = PublicKey::load(key.publicPem);
    const auto bareAlipay = PublicKey::load(TestKey::bare(key.publicPem));
    ASSERT_TRUE(alipay.ok() && bareAlipay.ok());
    for (const std::string& text : {key.pkcs1Pem, key.pkcs8Pem, TestKey::bare(key.pkcs1Pem),
                                    TestKey::bare(key.pkcs8Pem), key.pkcs8Pem + "\r\n"}) {
        const auto own = PrivateKey::load(Secret(text));
        ASSERT_TRUE(own.ok()) << own.error().message;
        const auto signature = own->sign("hello");
        ASSERT_TRUE(signature.ok());
        EXPECT_EQ(signature->size(), 344U);
        EXPECT_TRUE(alipay->verifies("hello", *signature));
        EXPECT_TRUE(bareAlipay->verifies("hello", *signature));
        EXPECT_FALSE(alipay->verifies("hello ", *signature));
    }
}

TEST(Keys, ASignatureWithOtherLettersInItDoesNotFit) {
    const auto own = PrivateKey::load(Secret(TestKey::shared().pkcs8Pem));
    const auto alipay = PublicKey::load(TestKey::shared().publicPem);
    const std::string good = *own->sign("hello");
    for (const std::string& bad : {std::string(), std::string("===="), " " + good, good + "\n",
                                   good.substr(1), good + "AAAA", std::string(344, '!')}) {
        EXPECT_FALSE(alipay->verifies("hello", bad)) << bad;
    }
}

TEST(Keys, WhatIsNoKeyIsRefusedWithoutQuotingIt) {
    const TestKey& key = TestKey::shared();
    const std::string broken = "MIIEvQIBADANBgkq" + std::string("secret-looking-text");
    for (const std::string& text :
         {std::string(), broken, key.publicPem, std::string("-----BEGIN PRIVATE KEY-----\nAAAA\n"),
          std::string(20000, 'A')}) {
        const auto own = PrivateKey::load(Secret(text));
        ASSERT_FALSE(own.ok());
        EXPECT_EQ(own.error().code, ErrorCode::InvalidInput);
        EXPECT_EQ(own.error().message.find("MIIE"), std::string::npos);
        EXPECT_EQ(own.error().message.find("AAAA"), std::string::npos);
    }
    EXPECT_FALSE(PublicKey::load(key.pkcs8Pem).ok());
    EXPECT_FALSE(PublicKey::load("rubbish").ok());
}

TEST(Keys, AShortKeyIsRefused) {
    const TestKey key = TestKey::make(1024);
    const auto own = PrivateKey::load(Secret(key.pkcs8Pem));
    ASSERT_FALSE(own.ok());
    EXPECT_NE(own.error().message.find("2048"), std::string::npos);
    EXPECT_FALSE(PublicKey::load(key.publicPem).ok());
}

}  // namespace
}  // namespace wattill::payment::wire
