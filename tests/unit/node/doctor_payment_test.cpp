#include "unit/node/doctor_site.hpp"
#include "unit/payment/test_keys.hpp"

#include <optional>

namespace wattill::node {
namespace {

/// The doctor's site with Alipay in public-key mode, at an address where nobody listens.
class PaymentDoctor : public Doctor {
  protected:
    PaymentDoctor() {
        write("app.pem", wattill::testing::TestKey::shared().pkcs8Pem);
        ::chmod((m_folder / "app.pem").c_str(), 0600);
        write("alipay.pem", wattill::testing::TestKey::shared().publicPem);
        ::chmod((m_folder / "alipay.pem").c_str(), 0644);
        writeSite(kAlipay);
    }
    [[nodiscard]] std::optional<Check> found(const std::string& name) const {
        for (const Check& check : look()) {
            if (check.name == name) return check;
        }
        return std::nullopt;
    }
    static constexpr const char* kAlipay =
        "[payment.alipay]\ngateway = \"http://127.0.0.1:1/gateway.do\"\n"
        "app_id = \"2021000000000001\"\nprivate_key_file = \"app.pem\"\n"
        "alipay_public_key_file = \"alipay.pem\"\n";
    static constexpr const char* kUnionPay =
        "[payment.unionpay]\ngateway = \"http://127.0.0.1:1/gateway/api\"\n"
        "merchant_id = \"777290058110048\"\npfx_file = \"own.pfx\"\n"
        "pfx_password_file = \"password\"\nmiddle_certificate_file = \"middle.cer\"\n"
        "root_certificate_file = \"root.cer\"\n";
};

TEST_F(PaymentDoctor, TellsKeysFromTheWayToTheGateway) {
    const auto keys = found("alipay keys");
    ASSERT_TRUE(keys);
    EXPECT_TRUE(keys->ok) << keys->finding;
    const auto gateway = found("alipay gateway");
    ASSERT_TRUE(gateway);
    EXPECT_FALSE(gateway->ok);
    EXPECT_NE(gateway->finding.find("127.0.0.1:1"), std::string::npos);
    EXPECT_FALSE(found("alipay answer")) << "nobody can be asked";
}

TEST_F(PaymentDoctor, NamesAKeyThatOthersMayReadAndNeverItsContent) {
    ::chmod((m_folder / "app.pem").c_str(), 0644);
    const auto keys = found("alipay keys");
    ASSERT_TRUE(keys);
    EXPECT_FALSE(keys->ok);
    EXPECT_NE(keys->finding.find("app.pem"), std::string::npos);
    EXPECT_NE(keys->remedy.find("chmod 0600"), std::string::npos);
    EXPECT_EQ(keys->finding.find("PRIVATE"), std::string::npos);
}

TEST_F(PaymentDoctor, LooksAtEachChannelWhateverIsWrongWithTheOther) {
    std::string both = kAlipay;
    both += kUnionPay;
    writeSite(both);
    const auto unionpay = found("unionpay keys");
    ASSERT_TRUE(unionpay);
    EXPECT_FALSE(unionpay->ok);
    EXPECT_NE(unionpay->finding.find("own.pfx"), std::string::npos);
    ASSERT_TRUE(found("alipay keys"));
    EXPECT_TRUE(found("alipay keys")->ok);
}

TEST_F(PaymentDoctor, NamesACertificateThatOthersMayWrite) {
    write("own.pfx", "not a pfx");
    ::chmod((m_folder / "own.pfx").c_str(), 0600);
    write("password", "secret-word");
    ::chmod((m_folder / "password").c_str(), 0600);
    for (const char* name : {"middle.cer", "root.cer"}) {
        write(name, "x");
        ::chmod((m_folder / name).c_str(), 0666);
    }
    writeSite(kUnionPay);
    const auto keys = found("unionpay keys");
    ASSERT_TRUE(keys);
    EXPECT_FALSE(keys->ok);
    EXPECT_NE(keys->finding.find("middle.cer"), std::string::npos) << keys->finding;
    EXPECT_EQ((keys->finding + keys->remedy).find("secret-word"), std::string::npos);
    ::chmod((m_folder / "middle.cer").c_str(), 0644);
    ::chmod((m_folder / "root.cer").c_str(), 0644);
    const auto broken = found("unionpay keys");
    ASSERT_TRUE(broken);
    EXPECT_FALSE(broken->ok) << "that is no .pfx";
    EXPECT_EQ((broken->finding + broken->remedy).find("secret-word"), std::string::npos);
}

}  // namespace
}  // namespace wattill::node
