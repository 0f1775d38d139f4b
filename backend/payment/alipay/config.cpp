#include "payment/alipay/alipay_gateway.hpp"

#include <algorithm>

namespace wattill::payment::alipay {

namespace {

constexpr std::size_t kMaxNotifyUrl = 256;
constexpr std::size_t kSellerDigits = 16;

Error about(const char* field, const std::string& why) {
    return invalidInput(std::string("payment.alipay ") + field + ": " + why + ".");
}

bool allDigits(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool beginsWith(const std::string& text, const char* prefix) {
    return text.rfind(prefix, 0) == 0;
}

Result<void> checkNotifyUrl(const std::string& url) {
    if (url.empty()) return {};
    if (!beginsWith(url, "http://") && !beginsWith(url, "https://")) {
        return about("notify_url", "it must begin with http:// or https://");
    }
    if (url.size() > kMaxNotifyUrl) return about("notify_url", "Alipay takes at most 256 bytes");
    if (url.find_first_of("?# ") != std::string::npos) {
        return about("notify_url", "it may hold neither a query, a fragment nor a blank");
    }
    return {};
}

Result<void> checkFields(const AlipayConfig& config) {
    if (const auto url = wire::checkGatewayUrl(config.gatewayUrl); !url.ok()) {
        return about("gateway", url.error().message);
    }
    if (config.appId.size() < 8 || config.appId.size() > 32 || !allDigits(config.appId)) {
        return about("app_id", "Alipay's application numbers have 8 to 32 digits");
    }
    const bool seller = config.sellerId.size() == kSellerDigits && allDigits(config.sellerId) &&
                        beginsWith(config.sellerId, "2088");
    if (!config.sellerId.empty() && !seller) {
        return about("seller_id",
                     "Alipay's account numbers have 16 digits and begin with 2088; "
                     "leave it out if the seller is not to be compared");
    }
    if (config.connectWithin <= Duration(0) || config.answerWithin < config.connectWithin) {
        return about("time-outs",
                     "both must be above zero, and the whole call's not shorter than "
                     "the one for connecting");
    }
    return checkNotifyUrl(config.notifyUrl);
}

}  // namespace

Result<std::unique_ptr<AlipayGateway>> AlipayGateway::make(const AlipayConfig& config,
                                                           const Clock& clock) {
    auto transport = wire::makeCurlTransport({config.connectWithin, config.answerWithin});
    if (!transport.ok()) return transport.error();
    return make(config, clock, std::move(*transport));
}

Result<std::unique_ptr<AlipayGateway>> AlipayGateway::make(
    const AlipayConfig& config, const Clock& clock, std::unique_ptr<wire::Transport> transport) {
    if (const auto valid = checkFields(config); !valid.ok()) return valid.error();
    auto appKey = wire::PrivateKey::load(config.appPrivateKey);
    if (!appKey.ok()) return about("app_private_key", appKey.error().message);
    auto alipayKey = wire::PublicKey::load(config.alipayPublicKey);
    if (!alipayKey.ok()) return about("alipay_public_key", alipayKey.error().message);
    return std::unique_ptr<AlipayGateway>(new AlipayGateway(
        config, std::move(*appKey), std::move(*alipayKey), clock, std::move(transport)));
}

}  // namespace wattill::payment::alipay
