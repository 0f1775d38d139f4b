#include "payment/unionpay/unionpay_config.hpp"
#include "payment/wire/transport.hpp"

#include <algorithm>

namespace wattill::payment::unionpay {

namespace {

constexpr std::size_t kMerchantDigits = 15;
constexpr std::size_t kMaxNotifyUrl = 256;

bool allDigits(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool beginsWith(const std::string& text, const char* prefix) {
    return text.rfind(prefix, 0) == 0;
}

Result<void> checkNotifyUrl(const std::string& url) {
    if (url.empty()) return {};
    if (!beginsWith(url, "http://") && !beginsWith(url, "https://")) {
        return aboutField("notify_url", "it must begin with http:// or https://");
    }
    if (url.size() > kMaxNotifyUrl) {
        return aboutField("notify_url", "UnionPay takes at most 256 bytes");
    }
    // Parameters of the address come back mixed into the notification and break its signature.
    if (url.find_first_of("?# ") != std::string::npos) {
        return aboutField("notify_url", "it may hold neither a query, a fragment nor a blank");
    }
    return {};
}

Result<void> checkUrls(const UnionPayConfig& config) {
    if (const auto url = wire::checkGatewayUrl(config.gatewayUrl); !url.ok()) {
        return aboutField("gateway", url.error().message +
                                         " (production: https://gateway.95516.com/gateway/api)");
    }
    const auto fileUrl = wire::checkGatewayUrl(config.fileUrl);
    if (!config.fileUrl.empty() && !fileUrl.ok()) {
        return aboutField(
            "file_host", fileUrl.error().message + " (production: https://filedownload.95516.com)");
    }
    return checkNotifyUrl(config.notifyUrl);
}

}  // namespace

Error aboutField(const char* field, const std::string& why) {
    return invalidInput(std::string("payment.unionpay ") + field + ": " + why + ".");
}

Result<void> checkConfig(const UnionPayConfig& config) {
    if (const auto urls = checkUrls(config); !urls.ok()) return urls.error();
    if (config.merchantId.size() != kMerchantDigits || !allDigits(config.merchantId)) {
        return aboutField("merchant_id",
                          "UnionPay's merchant numbers have 15 digits (777… in the test "
                          "environment)");
    }
    if (config.connectWithin <= Duration(0) || config.answerWithin < config.connectWithin) {
        return aboutField("time-outs",
                          "both must be above zero, and the whole call's not shorter than the one "
                          "for connecting");
    }
    if (config.longestValidity < std::chrono::minutes(1) ||
        config.longestValidity > std::chrono::hours(24)) {
        return aboutField("longest_validity", "it must lie between one minute and one day");
    }
    return {};
}

}  // namespace wattill::payment::unionpay
