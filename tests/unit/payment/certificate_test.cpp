#include "payment/wire/certificate.hpp"

#include "unit/payment/test_certificates.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::wire {
namespace {

using namespace std::chrono_literals;
using testing::CertificateWish;
using testing::TestCertificate;

const Instant kNow = fromMillis(1'795'314'600'000);  // 2026-11-22

struct Chain {
    TestCertificate root = TestCertificate::selfSigned(
        {.organisation = "Test", .commonName = "Root", .authority = true, .key = 0});
    TestCertificate middle = root.issue({.organisation = "Test",
                                         .commonName = "Middle",
                                         .serial = "2",
                                         .authority = true,
                                         .key = 1});
    TestCertificate leaf = middle.issue({.organisation = "支付宝",
                                         .commonName = "支付宝-2088",
                                         .serial = "340282366920938463463374607431768211455",
                                         .key = 2});
};

const Chain& chain() {
    static const Chain made;
    return made;
}

Certificate loaded(const TestCertificate& made) {
    return *Certificate::load(made.pem());
}

TEST(Certificates, SayWhatIsInThem) {
    for (const std::string& text :
         {chain().leaf.pem(), chain().leaf.der(), "some words\n" + chain().leaf.pem() + "more\n"}) {
        const auto leaf = Certificate::load(text);
        ASSERT_TRUE(leaf.ok()) << leaf.error().message;
        EXPECT_EQ(leaf->issuer(), "CN=Middle,OU=Certification Authority,O=Test,C=CN");
        EXPECT_EQ(leaf->subject(), "CN=支付宝-2088,OU=Certification Authority,O=支付宝,C=CN");
        EXPECT_EQ(leaf->subjectCommonName(), "支付宝-2088");
        EXPECT_EQ(leaf->subjectOrganisation(), "支付宝");
        EXPECT_EQ(leaf->serial(), "340282366920938463463374607431768211455");
        EXPECT_EQ(leaf->signatureAlgorithm(), "1.2.840.113549.1.1.11");
        EXPECT_EQ(isoText(leaf->notBefore()), "2025-01-01T00:00:00.000Z");
        EXPECT_EQ(isoText(leaf->notAfter()), "2030-01-01T00:00:00.000Z");
        EXPECT_EQ(leaf->pem(), chain().leaf.pem());
    }
}

// md5("CN=Middle,OU=Certification Authority,O=Test,C=CN340282366920938463463374607431768211455")
TEST(Certificates, HaveTheSerialThatAlipayCounts) {
    EXPECT_EQ(loaded(chain().leaf).alipaySerial(), "84093616f3599510adf2ae125f26391b");
}

TEST(Certificates, TheirKeyVerifies) {
    const auto own = PrivateKey::load(Secret(chain().leaf.privateKeyPem()));
    const auto key = loaded(chain().leaf).publicKey();
    ASSERT_TRUE(own.ok() && key.ok());
    EXPECT_TRUE(key->verifies("hello", *own->sign("hello")));
    EXPECT_FALSE(loaded(chain().root).publicKey()->verifies("hello", *own->sign("hello")));
    const auto curve = TestCertificate::selfSigned({.commonName = "EC", .rsa = false});
    EXPECT_FALSE(loaded(curve).publicKey().ok());
    EXPECT_EQ(loaded(curve).signatureAlgorithm(), "1.2.840.10045.4.3.2");
}

TEST(Certificates, ABundleIsReadWholeOrNotAtAll) {
    const std::string bundle = chain().leaf.pem() + chain().middle.pem() + chain().root.pem();
    const auto all = Certificate::loadAll(bundle);
    ASSERT_TRUE(all.ok());
    ASSERT_EQ(all->size(), 3U);
    EXPECT_EQ((*all)[2].subjectCommonName(), "Root");
    std::string broken = bundle;
    broken[chain().leaf.pem().size() + 200] = '!';
    EXPECT_FALSE(Certificate::loadAll(broken).ok());
    EXPECT_FALSE(Certificate::loadAll(bundle.substr(0, bundle.size() - 100)).ok());
}

TEST(Certificates, WhatIsNoneIsRefused) {
    const std::string many = [] {
        std::string text;
        for (int i = 0; i < 33; ++i)
            text += chain().root.pem();
        return text;
    }();
    for (const std::string& text :
         {std::string(), std::string("rubbish"), chain().leaf.publicKeyPem(),
          chain().leaf.privateKeyPem(), chain().leaf.pem().substr(0, 400),
          chain().leaf.der().substr(0, 300), std::string(300'000, 'A'), many}) {
        const auto none = Certificate::loadAll(text);
        ASSERT_FALSE(none.ok());
        EXPECT_EQ(none.error().code, ErrorCode::InvalidInput);
    }
}

class Chains : public ::testing::Test {
  protected:
    Result<std::vector<Certificate>> check(const TestCertificate& leaf, Instant at = kNow) {
        const Certificate first = loaded(leaf);
        return checkChain({first, m_between, m_roots}, at);
    }
    std::vector<Certificate> m_between{loaded(chain().middle)};
    std::vector<Certificate> m_roots{loaded(chain().root)};
};

TEST_F(Chains, ReachTheRootThatIsTrusted) {
    const auto found = check(chain().leaf);
    ASSERT_TRUE(found.ok()) << found.error().message;
    ASSERT_EQ(found->size(), 3U);
    EXPECT_EQ(found->back().subjectCommonName(), "Root");
}

TEST_F(Chains, AStrangersRootOfTheSameNameIsNoRoot) {
    const auto stranger = TestCertificate::selfSigned(
        {.organisation = "Test", .commonName = "Root", .authority = true, .key = 3});
    const auto leaf = stranger.issue({.commonName = "Leaf", .key = 4});
    m_between.push_back(loaded(stranger));
    const auto found = check(leaf);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, ErrorCode::Unauthorised);
}

TEST_F(Chains, OneThatIsNoAuthorityVouchesForNobody) {
    m_between.push_back(loaded(chain().leaf));
    EXPECT_FALSE(check(chain().leaf.issue({.commonName = "Forged", .key = 4})).ok());
}

TEST_F(Chains, TheTimeIsTheOneThatIsGiven) {
    EXPECT_TRUE(check(chain().leaf, fromMillis(1'735'689'600'000)).ok());
    EXPECT_FALSE(check(chain().leaf, fromMillis(1'735'689'599'000)).ok());
    EXPECT_TRUE(check(chain().leaf, fromMillis(1'893'456'000'000) - 1s).ok());
    const auto late = check(chain().leaf, fromMillis(1'893'456'000'000) + 1s);
    ASSERT_FALSE(late.ok());
    EXPECT_NE(late.error().message.find("expired"), std::string::npos) << late.error().message;
    const Certificate leaf = loaded(chain().leaf);
    EXPECT_TRUE(checkChainAtAnyTime({leaf, m_between, m_roots}).ok());
    EXPECT_FALSE(leaf.validAt(fromMillis(1'893'456'000'000) + 1s));
    EXPECT_TRUE(leaf.validAt(kNow));
}

TEST_F(Chains, WithoutWhatLiesBetweenThereIsNone) {
    m_between.clear();
    EXPECT_FALSE(check(chain().leaf).ok());
}

}  // namespace
}  // namespace wattill::payment::wire
