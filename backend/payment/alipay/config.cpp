#include "payment/alipay/config.hpp"

#include "payment/wire/letters.hpp"
#include "payment/wire/settings.hpp"

namespace wattill::payment::alipay {

namespace {

constexpr std::size_t kSellerDigits = 16;

Result<void> checkMode(const AlipayConfig& config) {
    const int certificates = (config.appCertificate.empty() ? 0 : 1) +
                             (config.alipayCertificate.empty() ? 0 : 1) +
                             (config.alipayRootCertificate.empty() ? 0 : 1);
    if (!config.alipayPublicKey.empty() && certificates > 0) {
        return faultOf("alipay_public_key_file",
                       "there are certificates, too; give either the public key or the three "
                       "certificates, as the application is set up at Alipay");
    }
    if (config.alipayPublicKey.empty() && certificates == 0) {
        return faultOf(
            "alipay_public_key_file",
            "it is empty; put Alipay's public key there, or give app_cert_public_key_file, "
            "alipay_cert_public_key_file and alipay_root_cert_file");
    }
    if (certificates > 0 && config.appCertificate.empty()) {
        return faultOf("app_cert_public_key_file", "it is missing beside the other certificates");
    }
    if (certificates > 0 && config.alipayCertificate.empty()) {
        return faultOf("alipay_cert_public_key_file",
                       "it is missing beside the other certificates");
    }
    if (certificates > 0 && config.alipayRootCertificate.empty()) {
        return faultOf("alipay_root_cert_file", "it is missing beside the other certificates");
    }
    return {};
}

}  // namespace

Error faultOf(const char* field, const std::string& why) {
    return invalidInput(std::string("payment.alipay ") + field + ": " + why + ".");
}

Result<void> checkFields(const AlipayConfig& config) {
    if (const auto url = wire::checkGatewayUrl(config.gatewayUrl); !url.ok()) {
        return faultOf("gateway", url.error().message);
    }
    if (config.appId.size() < 8 || config.appId.size() > 32 || !wire::allDigits(config.appId)) {
        return faultOf("app_id", "Alipay's application numbers have 8 to 32 digits");
    }
    const bool seller = config.sellerId.size() == kSellerDigits &&
                        wire::allDigits(config.sellerId) && config.sellerId.rfind("2088", 0) == 0;
    if (!config.sellerId.empty() && !seller) {
        return faultOf("seller_id",
                       "Alipay's account numbers have 16 digits and begin with 2088; "
                       "leave it out if the seller is not to be compared");
    }
    const auto times = wire::checkTimeouts({config.connectWithin, config.answerWithin});
    if (!times.ok()) return faultOf("time-outs", times.error().message);
    if (const auto mode = checkMode(config); !mode.ok()) return mode.error();
    const auto notify = wire::checkNotifyUrl(config.notifyUrl);
    if (!notify.ok()) return faultOf("notify_url", notify.error().message);
    return {};
}

}  // namespace wattill::payment::alipay
