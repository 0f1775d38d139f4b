#include "payment/unionpay/channel_trust.hpp"
#include "payment/unionpay/merchant_key.hpp"
#include "payment/wire/base64.hpp"
#include "unit/payment/unionpay_world.hpp"

#include <gtest/gtest.h>
#include <openssl/objects.h>
#include <openssl/provider.h>

namespace wattill::payment::unionpay {
namespace {

using namespace std::chrono_literals;
using testing::CertificateWish;
using testing::TestCertificate;
using testing::UnionPayWorld;

class ChannelTrustTest : public ::testing::Test {
  protected:
    std::unique_ptr<ChannelTrust> trust(bool testEnvironment = false) {
        auto config = world.config();
        config.testEnvironment = testEnvironment;
        auto made = ChannelTrust::make(config);
        EXPECT_TRUE(made.ok()) << made.error().message;
        return std::move(*made);
    }
    bool believes(const TestCertificate& signer, bool testEnvironment = false) {
        const Fields message = UnionPayWorld::signedBy(signer, {{"respCode", "00"}});
        return trust(testEnvironment)->check(message, now).ok();
    }
    /// As UnionPay's own, but for what the test changes.
    CertificateWish wish() {
        return {.organisation = "CFCA OCA1", .commonName = testing::kUnionPayName, .key = 2};
    }
    UnionPayWorld world;
    Instant now = testing::SettableClock().now();
};

TEST_F(ChannelTrustTest, BelievesUnionPay) {
    EXPECT_TRUE(believes(world.channel));
    EXPECT_TRUE(believes(world.channel, true));
}

TEST_F(ChannelTrustTest, BelievesNobodyElse) {
    EXPECT_FALSE(believes(TestCertificate::selfSigned(wish()))) << "self-signed";
    EXPECT_FALSE(believes(world.root.issue(wish()))) << "not by the middle certificate";
    EXPECT_FALSE(believes(world.root));
    EXPECT_FALSE(believes(world.middle));
    EXPECT_FALSE(believes(world.merchant)) << "ours";
    const auto stranger = TestCertificate::selfSigned(
        {.organisation = "CFCA", .commonName = "CS CA", .authority = true, .key = 4});
    const auto between =
        stranger.issue({.organisation = "CFCA", .commonName = "OCA1", .authority = true, .key = 5});
    EXPECT_FALSE(believes(between.issue(wish()))) << "the same names, other keys";
    EXPECT_FALSE(believes(world.channel.issue(wish()))) << "by one who is no authority";
    auto ellipticCurve = wish();
    ellipticCurve.rsa = false;
    EXPECT_FALSE(trust()
                     ->check({{"signMethod", "01"},
                              {"signature", "AAAA"},
                              {"signPubKeyCert", world.middle.issue(ellipticCurve).pem()}},
                             now)
                     .ok());
}

TEST_F(ChannelTrustTest, OnlyAsLongAsTheWholeChainIsValid) {
    auto early = wish();
    early.until = now - 1s;
    EXPECT_FALSE(believes(world.middle.issue(early)));
    auto late = wish();
    late.from = now + 1s;
    EXPECT_FALSE(believes(world.middle.issue(late)));
    const auto trusting = trust();
    const Fields message = UnionPayWorld::signedBy(world.channel, {{"respCode", "00"}});
    EXPECT_TRUE(trusting->check(message, now).ok());
    EXPECT_FALSE(trusting->check(message, fromMillis(1'893'456'001'000)).ok())
        << "what was found good is not good for ever";
    EXPECT_FALSE(trusting->check(message, fromMillis(1'735'689'599'000)).ok());
    EXPECT_TRUE(trusting->check(message, now).ok());
}

TEST_F(ChannelTrustTest, TheNameIsTheThirdPart) {
    for (const char* name :
         {"中国银联股份有限公司", "041@中国银联股份有限公司", "中国银联股份有限公司@1@2",
          "041@1@银联商务股份有限公司@2", "041@1@中国银联股份有限公司 @2", "041@1@@2", "@@", "@",
          "041@1@x@中国银联股份有限公司", "041@1@00040000:SIGN@2"}) {
        auto other = wish();
        other.commonName = name;
        EXPECT_FALSE(believes(world.middle.issue(other))) << name;
    }
    auto shortest = wish();
    shortest.commonName = "@@中国银联股份有限公司";
    EXPECT_TRUE(believes(world.middle.issue(shortest)));
}

TEST_F(ChannelTrustTest, TheTestEnvironmentHasItsOwnNameAndHash) {
    auto name = wish();
    name.commonName = "041@Z12@00040000:SIGN@00000001";
    EXPECT_FALSE(believes(world.middle.issue(name), false));
    EXPECT_TRUE(believes(world.middle.issue(name), true));
    auto sha1 = wish();
    sha1.sha1 = true;
    EXPECT_FALSE(believes(world.middle.issue(sha1), false));
    EXPECT_TRUE(believes(world.middle.issue(sha1), true));
}

TEST_F(ChannelTrustTest, AChainWithSha1AboveIsTakenBecauseItIsConfigured) {
    const auto root = TestCertificate::selfSigned({.organisation = "CFCA",
                                                   .commonName = "CFCA TEST CS CA",
                                                   .authority = true,
                                                   .key = 0,
                                                   .sha1 = true});
    const auto middle = root.issue({.organisation = "CFCA",
                                    .commonName = "CFCA TEST OCA1",
                                    .authority = true,
                                    .key = 1,
                                    .sha1 = true});
    auto config = world.config();
    config.rootCertificate = root.pem();
    config.middleCertificate = middle.pem();
    const auto made = ChannelTrust::make(config);
    ASSERT_TRUE(made.ok()) << made.error().message;
    const Fields message = UnionPayWorld::signedBy(middle.issue(wish()), {{"respCode", "00"}});
    EXPECT_TRUE((*made)->check(message, now).ok());
}

TEST_F(ChannelTrustTest, EveryByteIsSigned) {
    const auto trusting = trust();
    const Fields good = UnionPayWorld::signedBy(
        world.channel, {{"respCode", "00"}, {"empty", ""}, {"txnAmt", "10000"}});
    ASSERT_TRUE(trusting->check(good, now).ok());
    auto changed = good;
    changed["txnAmt"] = "10001";
    EXPECT_FALSE(trusting->check(changed, now).ok());
    changed = good;
    changed.erase("empty");
    EXPECT_FALSE(trusting->check(changed, now).ok()) << "a field without a value counts";
    changed = good;
    changed["more"] = "1";
    EXPECT_FALSE(trusting->check(changed, now).ok());
    changed = good;
    changed["signPubKeyCert"] += "\n";
    EXPECT_FALSE(trusting->check(changed, now).ok());
    changed = good;
    changed["signMethod"] = "11";
    EXPECT_FALSE(trusting->check(changed, now).ok());
    changed = good;
    changed["signPubKeyCert"] += world.channel.pem();
    EXPECT_FALSE(trusting->check(changed, now).ok());
    for (const char* name : {"signature", "signPubKeyCert", "signMethod"}) {
        changed = good;
        changed.erase(name);
        EXPECT_FALSE(trusting->check(changed, now).ok()) << name;
    }
    changed = good;
    changed["signature"] += "\r\n";
    EXPECT_TRUE(trusting->check(changed, now).ok()) << "the end of an answer's last line";
}

TEST_F(ChannelTrustTest, AnotherGenuineCertificateIsTakenAtOnce) {
    const auto trusting = trust();
    for (int serial = 10; serial < 30; ++serial) {
        auto next = wish();
        next.serial = std::to_string(serial);
        const Fields message =
            UnionPayWorld::signedBy(world.middle.issue(next), {{"respCode", "00"}});
        EXPECT_TRUE(trusting->check(message, now).ok());
    }
}

TEST_F(ChannelTrustTest, WrongIssuersAreNamedWithTheirRemedy) {
    const auto why = [&](auto change) {
        auto config = world.config();
        change(config);
        const auto made = ChannelTrust::make(config);
        return made.ok() ? std::string("taken") : made.error().message;
    };
    using Config = UnionPayConfig;
    EXPECT_NE(why([](Config& c) { c.rootCertificate = ""; }).find("root_certificate_file"),
              std::string::npos);
    EXPECT_NE(why([&](Config& c) { c.rootCertificate = world.middle.pem(); }).find("not a root"),
              std::string::npos);
    EXPECT_NE(
        why([](Config& c) { c.middleCertificate = "rubbish"; }).find("middle_certificate_file"),
        std::string::npos);
    EXPECT_NE(why([&](Config& c) {
                  c.middleCertificate = world.channel.pem();
              }).find("middle_certificate_file"),
              std::string::npos);
    EXPECT_NE(why([&](Config& c) {
                  c.middleCertificate = world.root.pem();
              }).find("middle_certificate_file"),
              std::string::npos);
}

TEST(MerchantKeyTest, CertIdIsTheSerialInDecimalOfAnySize) {
    const UnionPayWorld world;
    const auto key = loadMerchantKey(world.config());
    ASSERT_TRUE(key.ok()) << key.error().message;
    EXPECT_EQ(key->certId, testing::kLongSerial);
}

/// While it lives, this process knows the ciphers that OpenSSL 3 has put aside.
class OldCiphers {
  public:
    OldCiphers()
        : m_ordinary(OSSL_PROVIDER_load(nullptr, "default")),
          m_legacy(OSSL_PROVIDER_load(nullptr, "legacy")) {}
    ~OldCiphers() {
        OSSL_PROVIDER_unload(m_legacy);
        OSSL_PROVIDER_unload(m_ordinary);
    }
    OldCiphers(const OldCiphers&) = delete;
    OldCiphers& operator=(const OldCiphers&) = delete;
    [[nodiscard]] bool there() const { return m_legacy != nullptr; }

  private:
    OSSL_PROVIDER* m_ordinary;
    OSSL_PROVIDER* m_legacy;
};

void expectReadable(const std::string& pfx) {
    for (const std::string& given : {pfx, wire::encodeBase64(pfx) + "\n"}) {
        auto config = UnionPayWorld().config();
        config.privateKey = Secret();
        config.certificate.clear();
        config.pfx = Secret(given);
        config.pfxPassword = Secret("000000");
        const auto key = loadMerchantKey(config);
        ASSERT_TRUE(key.ok()) << key.error().message;
        EXPECT_EQ(key->certId, testing::kLongSerial);
    }
}

TEST(MerchantKeyTest, TakesAPfxOfToday) {
    expectReadable(UnionPayWorld().merchant.pfx("000000"));
}

TEST(MerchantKeyTest, TakesThePortalsPfxWithItsOldCiphers) {
    const UnionPayWorld world;
    expectReadable(world.merchant.pfx("000000", NID_pbe_WithSHA1And3_Key_TripleDES_CBC));
    std::string pfx;
    {
        const OldCiphers old;
        if (!old.there()) GTEST_SKIP() << "this system has no legacy module of OpenSSL";
        pfx = world.merchant.pfx("000000", NID_pbe_WithSHA1And40BitRC2_CBC);
    }
    expectReadable(pfx);
}

TEST(MerchantKeyTest, WhatIsWrongIsNamedAndNeverQuoted) {
    const UnionPayWorld world;
    const auto why = [&](auto change) {
        auto config = world.config();
        change(config);
        const auto key = loadMerchantKey(config);
        return key.ok() ? std::string("taken") : key.error().message;
    };
    using Config = UnionPayConfig;
    const auto onlyPfx = [&](Config& c, const std::string& pfx, const std::string& password) {
        c.privateKey = Secret();
        c.certificate.clear();
        c.pfx = Secret(pfx);
        c.pfxPassword = Secret(password);
    };
    EXPECT_NE(why([&](Config& c) { onlyPfx(c, "", ""); }).find("missing"), std::string::npos);
    EXPECT_NE(why([&](Config& c) { onlyPfx(c, "0rubbish", "x"); }).find("pfx_file:"),
              std::string::npos);
    const std::string wrong =
        why([&](Config& c) { onlyPfx(c, world.merchant.pfx("secret-word"), "other-word"); });
    EXPECT_NE(wrong.find("pfx_password_file"), std::string::npos) << wrong;
    EXPECT_EQ(wrong.find("word\""), std::string::npos);
    EXPECT_NE(why([&](Config& c) { c.pfx = Secret(world.merchant.pfx("x")); }).find("not both"),
              std::string::npos);
    EXPECT_NE(why([&](Config& c) { c.certificate = ""; }).find("certificate_file:"),
              std::string::npos);
    EXPECT_NE(why([&](Config& c) { c.certificate = world.channel.pem(); }).find("private key"),
              std::string::npos);
    EXPECT_NE(why([&](Config& c) { c.privateKey = Secret("x"); }).find("private_key_file"),
              std::string::npos);
}

}  // namespace
}  // namespace wattill::payment::unionpay
