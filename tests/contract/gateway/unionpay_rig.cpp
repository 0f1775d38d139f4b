#include "contract/gateway/unionpay_rig.hpp"

#include "payment/unionpay/message.hpp"
#include "payment/wire/form.hpp"
#include "payment/wire/keys.hpp"

#include <stdexcept>

namespace wattill::contract {

UnionPayRig::UnionPayRig(const std::string& notifyUrl) : m_notifyUrl(notifyUrl) {
    auto gateway = payment::unionpay::UnionPayGateway::make(config(), m_clock);
    if (!gateway.ok()) throw std::runtime_error(gateway.error().message);
    m_gateway = std::move(*gateway);
}

payment::unionpay::UnionPayConfig UnionPayRig::config() const {
    payment::unionpay::UnionPayConfig config;
    config.gatewayUrl = server().unionPayUrl();
    config.fileUrl = server().fileUrl();
    config.merchantId = "777290058110048";
    config.pfx = Secret(fileText("unionpay-merchant.pfx"));
    config.pfxPassword = Secret(fileText("unionpay-merchant-password"));
    config.middleCertificate = fileText("unionpay-middle.cer");
    config.rootCertificate = fileText("unionpay-root.cer");
    config.notifyUrl = m_notifyUrl;
    return config;
}

Traits UnionPayRig::traits() const {
    return {.repeatsCode = false,
            .knowsScanning = false,
            .closesAtOnce = false,
            .refusesRefunds = false,
            .cancels = false,
            .cancelSendsBack = false,
            .knowsWhatWentBack = false};
}

payment::Notification UnionPayRig::forged(const payment::Notification& genuine) {
    auto fields = *payment::wire::decodeForm(genuine.body);
    // Our own certificate is of the same issuer, and an attacker on this machine might hold its
    // key.
    fields["signPubKeyCert"] = fileText("unionpay-merchant.cer");
    const auto key = payment::wire::PrivateKey::load(Secret(fileText("unionpay-merchant-key.pem")));
    fields["signature"] = *key->sign(payment::unionpay::digestOf(fields));
    return {genuine.contentType, payment::wire::encodeForm(fields)};
}

std::unique_ptr<GatewayRig> makeUnionPayRig() {
    return std::make_unique<UnionPayRig>();
}

}  // namespace wattill::contract
