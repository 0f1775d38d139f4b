#include "payment/alipay/config.hpp"

#include "payment/wire/transport.hpp"

#include <algorithm>

namespace wattill::payment::alipay {

namespace {

constexpr std::size_t kMaxNotifyUrl = 256;
constexpr std::size_t kSellerDigits = 16;

bool allDigits(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool beginsWith(const std::string& text, const char* prefix) {
    return text.rfind(prefix, 0) == 0;
}

Result<void> checkNotifyUrl(const std::string& url) {
    if (url.empty()) return {};
    if (!beginsWith(url, "http://") && !beginsWith(url, "https://")) {
        return faultOf("notify_url", "it must begin with http:// or https://");
    }
    if (url.size() > kMaxNotifyUrl) return faultOf("notify_url", "Alipay takes at most 256 bytes");
    if (url.find_first_of("?# ") != std::string::npos) {
        return faultOf("notify_url", "it may hold neither a query, a fragment nor a blank");
    }
    return {};
}

Result<void> checkMode(const AlipayConfig& config) {
    const int certificates = (config.appCertificate.empty() ? 0 : 1) +
                             (config.alipayCertificate.empty() ? 0 : 1) +
                             (config.alipayRootCertificate.empty() ? 0 : 1);
    if (!config.alipayPublicKey.empty() && certificates > 0) {
        return faultOf("alipay_public_key",
                       "there are certificates, too; give either the public key or the three "
                       "certificates, as the application is set up at Alipay");
    }
    if (config.alipayPublicKey.empty() && certificates == 0) {
        return faultOf("alipay_public_key",
                       "it is empty; put Alipay's public key there, or give app_certificate, "
                       "alipay_certificate and alipay_root_certificate");
    }
    if (certificates > 0 && config.appCertificate.empty()) {
        return faultOf("app_certificate", "it is missing beside the other certificates");
    }
    if (certificates > 0 && config.alipayCertificate.empty()) {
        return faultOf("alipay_certificate", "it is missing beside the other certificates");
    }
    if (certificates > 0 && config.alipayRootCertificate.empty()) {
        return faultOf("alipay_root_certificate", "it is missing beside the other certificates");
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
    if (config.appId.size() < 8 || config.appId.size() > 32 || !allDigits(config.appId)) {
        return faultOf("app_id", "Alipay's application numbers have 8 to 32 digits");
    }
    const bool seller = config.sellerId.size() == kSellerDigits && allDigits(config.sellerId) &&
                        beginsWith(config.sellerId, "2088");
    if (!config.sellerId.empty() && !seller) {
        return faultOf("seller_id",
                       "Alipay's account numbers have 16 digits and begin with 2088; "
                       "leave it out if the seller is not to be compared");
    }
    if (config.connectWithin <= Duration(0) || config.answerWithin < config.connectWithin) {
        return faultOf("time-outs",
                       "both must be above zero, and the whole call's not shorter than "
                       "the one for connecting");
    }
    if (const auto mode = checkMode(config); !mode.ok()) return mode.error();
    return checkNotifyUrl(config.notifyUrl);
}

}  // namespace wattill::payment::alipay
