#include "contract/gateway/alipay_rig.hpp"

#include "payment/wire/form.hpp"

#include <stdexcept>

namespace wattill::contract {

AlipayRig::AlipayRig(const std::string& notifyUrl) : m_notifyUrl(notifyUrl) {
    auto gateway = payment::alipay::AlipayGateway::make(config(), m_clock);
    if (!gateway.ok()) throw std::runtime_error(gateway.error().message);
    m_gateway = std::move(*gateway);
}

payment::alipay::AlipayConfig AlipayRig::config() const {
    payment::alipay::AlipayConfig config;
    config.gatewayUrl = server().gatewayUrl();
    config.appId = "2021000000000001";
    config.sellerId = "2088000000000001";
    config.appPrivateKey = Secret(fileText("app-private-key.pem"));
    config.alipayPublicKey = fileText("alipay-public-key.pem");
    config.notifyUrl = m_notifyUrl;
    return config;
}

payment::alipay::AlipayConfig AlipayRig::certificateConfig() const {
    payment::alipay::AlipayConfig config = this->config();
    config.alipayPublicKey.clear();
    config.appCertificate = fileText("appCertPublicKey_" + config.appId + ".crt");
    config.alipayCertificate = fileText("alipayCertPublicKey_RSA2.crt");
    config.alipayRootCertificate = fileText("alipayRootCert.crt");
    return config;
}

payment::Notification AlipayRig::forged(const payment::Notification& genuine) {
    auto fields = *payment::wire::decodeForm(genuine.body);
    fields.erase("sign");
    fields.erase("sign_type");
    // The merchant's own key is the one an attacker on this machine might hold.
    const auto key = payment::wire::PrivateKey::load(config().appPrivateKey);
    fields["sign"] = *key->sign(payment::wire::signText(fields));
    fields["sign_type"] = "RSA2";
    return {genuine.contentType, payment::wire::encodeForm(fields)};
}

std::unique_ptr<GatewayRig> makeAlipayRig() {
    return std::make_unique<AlipayRig>();
}

}  // namespace wattill::contract
