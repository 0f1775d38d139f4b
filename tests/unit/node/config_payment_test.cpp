#include "node/config.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

const std::string kSite = R"(
[site]
name = "Mall"
hotline = "400"
[node]
state_dir = "state"
socket = "node.sock"
staff_token_file = "secrets/staff-token"
profiles_dir = "/profiles"
[kiosk]
terminal = "K01"
)";
const std::string kAlipay = R"([payment.alipay]
gateway = "https://openapi.alipay.com/gateway.do"
app_id = "2021000000000001"
private_key_file = "secrets/app.pem"
)";
const std::string kPublicKey = "alipay_public_key_file = \"secrets/alipay.pem\"\n";
const std::string kCertificates = R"(app_cert_public_key_file = "a/app.crt"
alipay_cert_public_key_file = "a/alipay.crt"
alipay_root_cert_file = "a/root.crt"
)";
const std::string kUnionPay = R"([payment.unionpay]
gateway = "https://gateway.95516.com/gateway/api"
file_host = "https://filedownload.95516.com"
merchant_id = "777290058110048"
middle_certificate_file = "u/middle.cer"
root_certificate_file = "u/root.cer"
notify_url = "https://pay.example.com/notify/unionpay"
)";
const std::string kPfx = "pfx_file = \"u/own.pfx\"\npfx_password_file = \"u/password\"\n";
const std::string kPem = "private_key_file = \"u/own.pem\"\ncertificate_file = \"u/own.cer\"\n";

Result<Config> parsed(const std::string& payment) {
    return parseConfig(kSite + payment, "/etc/wattill/site.toml");
}

TEST(PaymentConfig, AlipayByPublicKeyOrByCertificates) {
    const auto key = parsed(kAlipay + kPublicKey);
    ASSERT_TRUE(key.ok()) << key.error().message;
    EXPECT_FALSE(key->alipay->certificates);
    EXPECT_EQ(key->alipay->alipayPublicKeyFile, "/etc/wattill/secrets/alipay.pem");

    const auto certificates = parsed(kAlipay + kCertificates);
    ASSERT_TRUE(certificates.ok()) << certificates.error().message;
    ASSERT_TRUE(certificates->alipay->certificates);
    EXPECT_EQ(certificates->alipay->certificates->app, "/etc/wattill/a/app.crt");
    EXPECT_EQ(certificates->alipay->certificates->alipay, "/etc/wattill/a/alipay.crt");
    EXPECT_EQ(certificates->alipay->certificates->root, "/etc/wattill/a/root.crt");
    EXPECT_TRUE(certificates->alipay->alipayPublicKeyFile.empty());
}

TEST(PaymentConfig, UnionPayByPfxOrByPem) {
    const auto pfx = parsed(kUnionPay + kPfx);
    ASSERT_TRUE(pfx.ok()) << pfx.error().message;
    ASSERT_TRUE(std::holds_alternative<UnionPayPfx>(pfx->unionpay->key));
    EXPECT_EQ(std::get<UnionPayPfx>(pfx->unionpay->key).passwordFile, "/etc/wattill/u/password");
    EXPECT_EQ(pfx->unionpay->middleCertificateFile, "/etc/wattill/u/middle.cer");
    EXPECT_FALSE(pfx->unionpay->testEnvironment);

    const auto pem = parsed(kUnionPay + kPem + "test_environment = true\n");
    ASSERT_TRUE(pem.ok()) << pem.error().message;
    ASSERT_TRUE(std::holds_alternative<UnionPayPem>(pem->unionpay->key));
    EXPECT_TRUE(pem->unionpay->testEnvironment);
    EXPECT_FALSE(pem->alipay);
}

TEST(PaymentConfig, TheClocksBoundsHaveDefaults) {
    const auto plain = parsed("");
    ASSERT_TRUE(plain.ok()) << plain.error().message;
    EXPECT_EQ(plain->clock.warn, std::chrono::seconds(30));
    EXPECT_EQ(plain->clock.stop, std::chrono::seconds(120));
    const auto own = parsed("[payment]\nclock_warn_s = 5\nclock_stop_s = 7.5\n");
    ASSERT_TRUE(own.ok()) << own.error().message;
    EXPECT_EQ(own->clock.warn, std::chrono::seconds(5));
    EXPECT_EQ(own->clock.stop, Duration(7'500));
}

struct Fault {
    std::string name;
    std::string payment;
    std::string error;  ///< what the message must hold
};

class PaymentFault : public testing::TestWithParam<Fault> {};

TEST_P(PaymentFault, IsNamedWithItsPlaceAndRemedy) {
    const auto config = parsed(GetParam().payment);
    ASSERT_FALSE(config.ok());
    EXPECT_EQ(config.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(config.error().message.find(GetParam().error), std::string::npos)
        << config.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, PaymentFault,
    testing::Values(
        Fault{"AlipayNothing", kAlipay, "[payment.alipay] alipay_public_key_file is missing"},
        Fault{"AlipayBoth", kAlipay + kPublicKey + kCertificates, "stands beside certificates"},
        Fault{"AlipayPart", kAlipay + "app_cert_public_key_file = \"a\"\n",
              "alipay_root_cert_file is missing; in certificate mode all three"},
        Fault{"AlipayMisspelt", kAlipay + kPublicKey + "seler_id = \"2\"\n",
              "did you mean 'seller_id'?"},
        Fault{"UnionPayNothing", kUnionPay, "[payment.unionpay] pfx_file is missing"},
        Fault{"UnionPayBoth", kUnionPay + kPfx + kPem, "stands beside pfx_file"},
        Fault{"UnionPayNoPassword", kUnionPay + "pfx_file = \"a\"\n",
              "pfx_password_file is missing; it is needed beside pfx_file"},
        Fault{"UnionPayNoCertificate", kUnionPay + "private_key_file = \"a\"\n",
              "certificate_file is missing; it is needed beside private_key_file"},
        Fault{"UnionPayHalfOfEach", kUnionPay + "pfx_file = \"a\"\ncertificate_file = \"b\"\n",
              "certificate_file stands beside pfx_file"},
        Fault{"UnionPayNumberAsNumber",
              "[payment.unionpay]\ngateway = \"https://x\"\nmerchant_id = 777\n" + kPfx,
              "merchant_id must be a text in quotes"},
        Fault{"UnionPayFtp",
              "[payment.unionpay]\ngateway = \"https://x\"\nfile_host = \"ftp://x\"\n" + kPfx,
              "file_host must begin with https://"},
        Fault{"ClockTheOtherWayRound", "[payment]\nclock_warn_s = 200\n",
              "clock_warn_s is above clock_stop_s"},
        Fault{"ClockNever", "[payment]\nclock_stop_s = 86400\n",
              "clock_stop_s is 86400; it must lie between 2 and 3600"}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace wattill::node
