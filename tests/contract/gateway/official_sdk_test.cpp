// Alipay's own SDK for Node, installed from the lock file beside speak.cjs, against our adapter:
// what both of our sides of the wire misread alike shows here.

#include "payment/alipay/alipay_gateway.hpp"
#include "payment/alipay/answer.hpp"
#include "support/process.hpp"
#include "unit/payment/alipay_words.hpp"
#include "unit/payment/test_certificates.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace wattill::contract {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace payment;
using nlohmann::json;
using testing::TestKey;

const fs::path kSource = fs::path(WATTILL_SOURCE_DIR) / "tests/contract/gateway/official-sdk";
const fs::path kInstalled = fs::path(WATTILL_BINARY_DIR) / "official-sdk";

std::string textOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Once for each lock file: "npm ci" in the build folder. Empty when the SDK is there.
std::string install() {
    constexpr const char* kLock = "package-lock.json";
    const fs::path mark = kInstalled / "installed";
    if (fs::exists(mark) && textOf(mark) == textOf(kSource / kLock)) return {};
    fs::create_directories(kInstalled);
    for (const char* file : {"package.json", kLock, ".npmrc"}) {
        fs::copy_file(kSource / file, kInstalled / file, fs::copy_options::overwrite_existing);
    }
    if (test::runToEnd({"npm", "--version"}).status != 0) {
        return "npm is missing. Install it (Debian: nodejs and npm) and start again.";
    }
    const auto run = test::runToEnd({"npm", "ci", "--prefix", kInstalled.string()}, 4min);
    if (run.status != 0) return "npm ci failed:\n" + run.output + run.errors;
    fs::copy_file(kSource / kLock, mark, fs::copy_options::overwrite_existing);
    return {};
}

class OfficialSdk : public ::testing::Test {
  protected:
    void SetUp() override {
        static const std::string fault = install();
        ASSERT_TRUE(fault.empty()) << fault;
    }
    static json says(const std::string& what, json words) {
        const test::TemporaryFolder folder;
        const fs::path task = folder.path() / "task.json";
        words["do"] = what;
        std::ofstream(task) << words.dump();
        const auto run = test::runToEnd(
            {"node", (kSource / "speak.cjs").string(), kInstalled.string(), task.string()});
        EXPECT_EQ(run.status, 0) << run.errors;
        return run.status == 0 ? json::parse(run.output) : json::object();
    }
    static json keys() {
        return {{"privateKey", TestKey::bare(TestKey::shared().pkcs8Pem)},
                {"publicKey", TestKey::bare(TestKey::shared().publicPem)}};
    }
    std::unique_ptr<alipay::AlipayGateway> gateway(const alipay::AlipayConfig& config) {
        auto made = alipay::AlipayGateway::make(
            config, m_clock,
            std::make_unique<testing::ScriptedTransport>(m_sent, std::vector<std::string>{"{}"}));
        EXPECT_TRUE(made.ok()) << made.error().message;
        return std::move(*made);
    }
    /// Everything that the last call sent, and what the SDK sends for the same words.
    void expectTheSdkSignsTheSame(const json& config) {
        const testing::Sent& sent = m_sent.back();
        auto ours = *wire::decodeForm(sent.url.substr(sent.url.find('?') + 1));
        ours.merge(*wire::decodeForm(sent.body));
        json common = json::object();
        for (const char* name : {"timestamp", "format", "notify_url"}) {
            if (ours.count(name) != 0) common[name] = ours[name];
        }
        const json theirs = says("request", {{"method", ours["method"]},
                                             {"common", common},
                                             {"bizContent", ours["biz_content"]},
                                             {"config", config}});
        EXPECT_EQ(theirs, json(ours));
    }
    static json configFor(const alipay::AlipayConfig& config) {
        return {{"appId", config.appId},
                {"charset", "utf-8"},
                {"version", "1.0"},
                {"signType", "RSA2"},
                {"privateKey", config.appPrivateKey.expose()}};
    }

    testing::FixedClock m_clock;
    std::vector<testing::Sent> m_sent;
    const PaymentRef m_ref{OrderId("K00120261122000001"), m_clock.now(), Money::fromFen(10000)};
};

TEST_F(OfficialSdk, SignsOurRequestsAsWeDo) {
    const auto config = testing::goodAlipay();
    const auto alipay = gateway(config);
    const RefundRequest refund{RefundId("R0000001"), m_ref,         "2026112222001",
                               Money::fromFen(2550), m_clock.now(), "重复支付 & \"more\""};
    EXPECT_FALSE(alipay
                     ->create({m_ref.order, m_ref.amount, "电费/充值 \"12\" a=b&c+d%", "K001",
                               m_ref.at, 5min})
                     .ok());
    expectTheSdkSignsTheSame(configFor(config));
    EXPECT_FALSE(alipay->query(m_ref).ok());
    expectTheSdkSignsTheSame(configFor(config));
    EXPECT_FALSE(alipay->cancel(m_ref).ok());
    expectTheSdkSignsTheSame(configFor(config));
    EXPECT_FALSE(alipay->refund(refund).ok());
    expectTheSdkSignsTheSame(configFor(config));
    EXPECT_FALSE(alipay->queryRefund(refund).ok());
    expectTheSdkSignsTheSame(configFor(config));
}

TEST_F(OfficialSdk, AcceptsTheNotificationsThatWeAccept) {
    const json fields{
        {"notify_type", "trade_status_sync"},   {"notify_id", "2026112200222103000001"},
        {"app_id", "2021000000000001"},         {"seller_id", "2088000000000001"},
        {"out_trade_no", m_ref.order.text()},   {"trade_no", "2026112222001"},
        {"trade_status", "TRADE_SUCCESS"},      {"total_amount", "100.00"},
        {"gmt_payment", "2026-11-22 10:30:00"}, {"subject", "电费 100% +&=/ \"12\""}};
    const json made =
        says("notification",
             {{"fields", fields}, {"privateKeyPem", TestKey::shared().pkcs8Pem}, {"keys", keys()}});
    EXPECT_EQ(made["accepted"], true);
    const auto alipay = gateway(testing::goodAlipay());
    const Notification sent{"application/x-www-form-urlencoded; charset=utf-8", made["body"]};
    const auto notified = alipay->checkNotification(sent);
    ASSERT_TRUE(notified.ok()) << notified.error().message;
    EXPECT_EQ(notified->fact.amount, Money::fromFen(10000));
    auto changed = *wire::decodeForm(sent.body);
    EXPECT_EQ(says("accepts", {{"fields", changed}, {"keys", keys()}})["accepted"], true);
    changed["total_amount"] = "100.01";
    EXPECT_EQ(says("accepts", {{"fields", changed}, {"keys", keys()}})["accepted"], false);
    EXPECT_FALSE(alipay->checkNotification({sent.contentType, wire::encodeForm(changed)}).ok());
}

TEST_F(OfficialSdk, ANotificationThatNamesNoSellerIsAboutThatOfItsApplication) {
    auto config = testing::goodAlipay();
    config.sellerId = "2088000000000001";
    const auto alipay = gateway(config);
    for (const bool ours : {true, false}) {
        const json fields{
            {"notify_type", "trade_status_sync"},   {"notify_id", "2026112200222103000001"},
            {"out_trade_no", m_ref.order.text()},   {"trade_no", "2026112222001"},
            {"trade_status", "TRADE_SUCCESS"},      {"total_amount", "100.00"},
            {"gmt_payment", "2026-11-22 10:30:00"}, {"app_id", ours ? config.appId : "2021999"}};
        const json made = says(
            "notification",
            {{"fields", fields}, {"privateKeyPem", TestKey::shared().pkcs8Pem}, {"keys", keys()}});
        const auto notified = alipay->checkNotification(
            {"application/x-www-form-urlencoded; charset=utf-8", made["body"]});
        ASSERT_TRUE(notified.ok()) << notified.error().message;
        EXPECT_EQ(notified->fact.merchant == alipay->merchant(), ours) << notified->fact.merchant;
    }
}

TEST_F(OfficialSdk, BelievesTheAnswersThatWeBelieve) {
    const std::string node =
        R"({"code":"10000","msg":"Success","qr_code":"https:\/\/qr.alipay.com\/bax","x":"}{"})";
    const auto key = wire::PrivateKey::load(Secret(TestKey::shared().pkcs8Pem));
    const auto publicKey = wire::PublicKey::load(TestKey::shared().publicPem);
    const std::string sign = *key->sign(node);
    for (const bool genuine : {true, false}) {
        const std::string shown = genuine ? node : node.substr(0, node.size() - 1) + " }";
        const std::string text =
            "{\"alipay_trade_precreate_response\":" + shown + ",\"sign\":\"" + sign + "\"}";
        const json answer = says("response", {{"text", text},
                                              {"node", "alipay_trade_precreate_response"},
                                              {"sign", sign},
                                              {"keys", keys()}});
        EXPECT_EQ(answer["accepted"], genuine);
        EXPECT_EQ(alipay::verifiedAnswer(text, "alipay.trade.precreate", *publicKey).ok(), genuine);
    }
}

TEST_F(OfficialSdk, CountsTheSameSerialsOfCertificates) {
    using testing::TestCertificate;
    const auto root = TestCertificate::selfSigned({.organisation = "Ant Financial",
                                                   .commonName = "R1",
                                                   .serial = "1234567890123456789012345",
                                                   .authority = true,
                                                   .key = 0});
    const auto curve = TestCertificate::selfSigned({.commonName = "EC", .rsa = false});
    const auto own = root.issue({.organisation = "物业",
                                 .commonName = "物业-2088",
                                 .serial = "340282366920938463463374607431768211455",
                                 .key = 1});
    alipay::AlipayConfig config = testing::goodAlipay();
    config.alipayPublicKey.clear();
    config.appPrivateKey = Secret(own.privateKeyPem());
    config.appCertificate = own.pem();
    config.alipayCertificate = root.issue({.organisation = "Alipay", .key = 2}).pem();
    config.alipayRootCertificate = curve.pem() + root.pem();
    const json serials = says("serials", {{"certificate", config.appCertificate},
                                          {"root", config.alipayRootCertificate}});
    EXPECT_FALSE(gateway(config)->query(m_ref).ok());
    json theirs = configFor(config);
    theirs["appCertSn"] = serials["certificate"];
    theirs["alipayRootCertSn"] = serials["root"];
    expectTheSdkSignsTheSame(theirs);
}

}  // namespace
}  // namespace wattill::contract
