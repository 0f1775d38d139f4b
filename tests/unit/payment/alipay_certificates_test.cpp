#include "payment/alipay/alipay_gateway.hpp"
#include "payment/wire/base64.hpp"
#include "unit/payment/alipay_words.hpp"
#include "unit/payment/test_certificates.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::alipay {
namespace {

using namespace std::chrono_literals;
using namespace testing;

const std::string kAlipay = "支付宝(中国)网络技术有限公司";
const Instant k2027 = fromMillis(1'798'761'600'000);

/// Alipay's authorities, its two certificates, and the merchants' ones.
struct World {
    TestCertificate root = TestCertificate::selfSigned(
        {.organisation = "Ant", .commonName = "R1", .serial = "11", .authority = true, .key = 0});
    TestCertificate curve = TestCertificate::selfSigned(
        {.organisation = "Ant", .commonName = "EC", .authority = true, .rsa = false});
    TestCertificate other = TestCertificate::selfSigned(
        {.organisation = "Old", .commonName = "R0", .serial = "12", .authority = true, .key = 1});
    TestCertificate middle = root.issue({.organisation = "Ant",
                                         .commonName = "Class 2 R1",
                                         .serial = "13",
                                         .authority = true,
                                         .key = 2});
    TestCertificate app = middle.issue(
        {.organisation = "Property Ltd", .commonName = "Property", .serial = "20", .key = 3});
    TestCertificate first = middle.issue({.organisation = kAlipay,
                                          .commonName = kAlipay + "-2088",
                                          .until = k2027,
                                          .serial = "21",
                                          .key = 4});
    TestCertificate second = middle.issue(
        {.organisation = kAlipay, .commonName = kAlipay + "-2088", .serial = "22", .key = 5});
    TestCertificate stranger = middle.issue(
        {.organisation = "Another Merchant", .commonName = "x", .serial = "23", .key = 6});
};

const World& world() {
    static const World made;
    return made;
}

std::string serialOf(const TestCertificate& certificate) {
    return wire::Certificate::load(certificate.pem())->alipaySerial();
}

AlipayConfig certificateMode() {
    AlipayConfig config = goodAlipay();
    config.alipayPublicKey.clear();
    config.appPrivateKey = Secret(world().app.privateKeyPem());
    config.appCertificate = world().app.pem();
    config.alipayCertificate = world().first.pem() + world().middle.pem();
    config.alipayRootCertificate = world().other.pem() + world().curve.pem() + world().root.pem();
    return config;
}

std::string paidAnswer(const TestCertificate& signer) {
    return signedAnswer("alipay.trade.query",
                        R"({"code":"10000","out_trade_no":"K1","trade_no":"1",)"
                        R"("trade_status":"TRADE_SUCCESS","total_amount":"1.00"})",
                        signer.privateKeyPem(), ",\"alipay_cert_sn\":\"" + serialOf(signer) + "\"");
}

/// As the channel gives a certificate out: unsigned.
std::string downloadAnswer(const std::string& pem) {
    return R"({"alipay_open_app_alipaycert_download_response":{"code":"10000","msg":"Success",)"
           R"("alipay_cert_content":")" +
           wire::encodeBase64(pem) + R"("},"sign":""})";
}

class AlipayCertificates : public ::testing::Test {
  protected:
    std::unique_ptr<AlipayGateway> answering(std::vector<std::string> answers) {
        m_sent.clear();
        auto gateway =
            AlipayGateway::make(certificateMode(), m_clock,
                                std::make_unique<ScriptedTransport>(m_sent, std::move(answers)));
        EXPECT_TRUE(gateway.ok()) << gateway.error().message;
        return std::move(*gateway);
    }
    wire::Parameters sentWith(std::size_t call) {
        const std::string& url = m_sent.at(call).url;
        return *wire::decodeForm(url.substr(url.find('?') + 1));
    }
    ErrorCode queryError(AlipayGateway& gateway) {
        const auto fact = gateway.query(m_ref);
        return fact.ok() ? ErrorCode::Internal : fact.error().code;
    }
    Notification notice(const TestCertificate& signer, bool named, bool serialIsSigned) {
        wire::Parameters fields{{"notify_type", "trade_status_sync"},
                                {"notify_id", "N1"},
                                {"app_id", "2021000000000001"},
                                {"seller_id", "2088000000000001"},
                                {"out_trade_no", "K1"},
                                {"trade_no", "1"},
                                {"trade_status", "TRADE_SUCCESS"},
                                {"total_amount", "1.00"}};
        if (named && serialIsSigned) fields["alipay_cert_sn"] = serialOf(signer);
        const auto key = wire::PrivateKey::load(Secret(signer.privateKeyPem()));
        const std::string signature = *key->sign(wire::signText(fields));
        fields["sign"] = signature;
        fields["sign_type"] = "RSA2";
        if (named) fields["alipay_cert_sn"] = serialOf(signer);
        return {"application/x-www-form-urlencoded", wire::encodeForm(fields)};
    }

    FixedClock m_clock;
    std::vector<Sent> m_sent;
    const PaymentRef m_ref{OrderId("K1"), m_clock.now(), Money::fromFen(100)};
};

TEST_F(AlipayCertificates, RequestsNameThem) {
    const auto gateway = answering({paidAnswer(world().first)});
    ASSERT_TRUE(gateway->query(m_ref).ok());
    auto sent = sentWith(0);
    EXPECT_EQ(sent["app_cert_sn"], serialOf(world().app));
    EXPECT_EQ(sent["alipay_root_cert_sn"], serialOf(world().other) + "_" + serialOf(world().root))
        << "the one on an elliptic curve is not counted";
    sent.merge(*wire::decodeForm(m_sent[0].body));
    const std::string signature = sent["sign"];
    sent.erase("sign");
    const auto own = wire::Certificate::load(world().app.pem());
    EXPECT_TRUE(own->publicKey()->verifies(wire::signText(sent), signature));
}

TEST_F(AlipayCertificates, ANewOneIsFetchedOnceAndThenBelieved) {
    const auto gateway =
        answering({paidAnswer(world().second), downloadAnswer(world().second.pem()),
                   paidAnswer(world().second)});
    const auto fact = gateway->query(m_ref);
    ASSERT_TRUE(fact.ok()) << fact.error().message;
    EXPECT_EQ(fact->status, PaymentStatus::Paid);
    EXPECT_EQ(m_sent.size(), 2U);
    EXPECT_EQ(sentWith(1)["method"], "alipay.open.app.alipaycert.download");
    EXPECT_EQ(wire::decodeForm(m_sent[1].body)->at("biz_content"),
              "{\"alipay_cert_sn\":\"" + serialOf(world().second) + "\"}");
    EXPECT_TRUE(gateway->query(m_ref).ok());
    EXPECT_EQ(m_sent.size(), 3U);
}

TEST_F(AlipayCertificates, TheNewOneMustBeAlipaysAndInDateAndTheOneThatWasNamed) {
    const auto forgedRoot = TestCertificate::selfSigned(
        {.organisation = "Ant", .commonName = "R1", .serial = "11", .authority = true, .key = 7});
    const auto forged = forgedRoot.issue(
        {.organisation = kAlipay, .commonName = kAlipay + "-2088", .serial = "22", .key = 6});
    const auto expired = world().middle.issue({.organisation = kAlipay,
                                               .commonName = kAlipay + "-2088",
                                               .until = fromMillis(1'767'225'600'000),
                                               .serial = "24",
                                               .key = 6});
    const struct {
        const char* why;
        const TestCertificate& signer;
        std::string given;
    } cases[] = {
        {"the same root vouches for merchants, too", world().stranger, world().stranger.pem()},
        {"a root of the same name", forged, forged.pem() + forgedRoot.pem()},
        {"out of date", expired, expired.pem()},
        {"another one than was named", world().second, world().first.pem()},
        {"no certificate", world().second, "rubbish"},
        {"nothing", world().second, ""},
    };
    for (const auto& one : cases) {
        const auto gateway = answering({paidAnswer(one.signer), downloadAnswer(one.given)});
        const auto fact = gateway->query(m_ref);
        ASSERT_FALSE(fact.ok()) << one.why;
        EXPECT_EQ(fact.error().code, ErrorCode::BadReply) << one.why;
        EXPECT_TRUE(fact.error().outcomeUnknown()) << one.why;
    }
}

TEST_F(AlipayCertificates, ASignatureByAnotherKeyThanTheNamedOnesIsNotBelieved) {
    std::string swapped = paidAnswer(world().second);
    const std::string named = serialOf(world().second);
    swapped.replace(swapped.find(named), named.size(), serialOf(world().first));
    EXPECT_EQ(queryError(*answering({swapped})), ErrorCode::BadReply);
}

TEST_F(AlipayCertificates, AnExpiredOneIsNotBelievedAnyMore) {
    m_clock.millis = toMillis(k2027 + 1s);
    EXPECT_EQ(
        queryError(*answering({paidAnswer(world().first), downloadAnswer(world().first.pem())})),
        ErrorCode::BadReply);
    const auto gateway =
        answering({paidAnswer(world().second), downloadAnswer(world().second.pem())});
    EXPECT_TRUE(gateway->query(m_ref).ok()) << "its successor is fetched";
}

TEST_F(AlipayCertificates, NotificationsAreBelievedByCertificate) {
    const auto gateway =
        answering({paidAnswer(world().second), downloadAnswer(world().second.pem())});
    for (const bool named : {false, true}) {
        for (const bool serialIsSigned : {false, true}) {
            const auto notified =
                gateway->checkNotification(notice(world().first, named, serialIsSigned));
            EXPECT_TRUE(notified.ok()) << named << serialIsSigned;
        }
    }
    EXPECT_TRUE(m_sent.empty()) << "nothing is fetched for a notification";
    const Notification fromNew = notice(world().second, true, false);
    const auto early = gateway->checkNotification(fromNew);
    ASSERT_FALSE(early.ok());
    EXPECT_EQ(early.error().code, ErrorCode::Unauthorised);
    EXPECT_EQ(early.error().retry, Retry::Later);
    ASSERT_TRUE(gateway->query(m_ref).ok());
    EXPECT_TRUE(gateway->checkNotification(fromNew).ok()) << "after an answer named it";
    EXPECT_FALSE(gateway->checkNotification(notice(world().stranger, true, false)).ok());
    EXPECT_FALSE(gateway->checkNotification(notice(world().stranger, false, false)).ok());
}

TEST_F(AlipayCertificates, HealthTellsWhenEachOfThemEnds) {
    const auto gateway =
        answering({paidAnswer(world().second), downloadAnswer(world().second.pem())});
    const Instant end = fromMillis(1'893'456'000'000);
    const std::vector<Expiry> before{{"application certificate", end},
                                     {"Alipay's certificate", k2027},
                                     {"Alipay's issuing certificate", end},
                                     {"Alipay's root certificate", end}};
    EXPECT_EQ(gateway->health().expiries, before);
    ASSERT_TRUE(gateway->query(m_ref).ok());
    EXPECT_EQ(gateway->health().expiries.at(1).at, end) << "of the one in use";
}

struct Mistake {
    const char* field;
    void (*make)(AlipayConfig&);
};

class AlipayCertificateMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(AlipayCertificateMistake, IsNamed) {
    AlipayConfig config = certificateMode();
    GetParam().make(config);
    const FixedClock clock;
    const auto gateway = AlipayGateway::make(config, clock);
    ASSERT_FALSE(gateway.ok());
    EXPECT_EQ(gateway.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(gateway.error().message.find(GetParam().field), std::string::npos)
        << gateway.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Field, AlipayCertificateMistake,
    ::testing::Values(
        Mistake{"alipay_public_key_file: there are certificates",
                [](AlipayConfig& c) { c.alipayPublicKey = TestKey::shared().publicPem; }},
        Mistake{"app_cert_public_key_file: it is missing",
                [](AlipayConfig& c) { c.appCertificate = ""; }},
        Mistake{"alipay_cert_public_key_file: it is missing",
                [](AlipayConfig& c) { c.alipayCertificate = ""; }},
        Mistake{"alipay_root_cert_file: it is missing",
                [](AlipayConfig& c) { c.alipayRootCertificate = ""; }},
        Mistake{"app_cert_public_key_file: it does not belong to private_key_file",
                [](AlipayConfig& c) { c.appCertificate = world().stranger.pem(); }},
        Mistake{"app_cert_public_key_file: it cannot be read",
                [](AlipayConfig& c) { c.appCertificate = TestKey::shared().publicPem; }},
        Mistake{"alipay_cert_public_key_file: alipay_root_cert_file does not vouch",
                [](AlipayConfig& c) { c.alipayRootCertificate = world().other.pem(); }},
        Mistake{"alipay_cert_public_key_file: alipay_root_cert_file does not vouch",
                [](AlipayConfig& c) { c.alipayCertificate = world().first.pem(); }},
        Mistake{"alipay_cert_public_key_file: it is the application's own",
                [](AlipayConfig& c) {
                    c.alipayCertificate = world().app.pem() + world().middle.pem();
                }},
        Mistake{"alipay_root_cert_file: none of its certificates is signed with RSA",
                [](AlipayConfig& c) { c.alipayRootCertificate = world().curve.pem(); }}));

}  // namespace
}  // namespace wattill::payment::alipay
