#include "payment/unionpay/unionpay_config.hpp"
#include "payment/wire/letters.hpp"
#include "payment/wire/settings.hpp"

namespace wattill::payment::unionpay {

namespace {

constexpr std::size_t kMerchantDigits = 15;

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
    const auto notify = wire::checkNotifyUrl(config.notifyUrl);
    if (!notify.ok()) return aboutField("notify_url", notify.error().message);
    return {};
}

}  // namespace

Error aboutField(const char* field, const std::string& why) {
    return invalidInput(std::string("payment.unionpay ") + field + ": " + why + ".");
}

Result<void> checkConfig(const UnionPayConfig& config) {
    if (const auto urls = checkUrls(config); !urls.ok()) return urls.error();
    if (config.merchantId.size() != kMerchantDigits || !wire::allDigits(config.merchantId)) {
        return aboutField("merchant_id",
                          "UnionPay's merchant numbers have 15 digits (777… in the test "
                          "environment)");
    }
    const auto times = wire::checkTimeouts({config.connectWithin, config.answerWithin});
    if (!times.ok()) return aboutField("time-outs", times.error().message);
    if (config.longestValidity < std::chrono::minutes(1) ||
        config.longestValidity > std::chrono::hours(24)) {
        return aboutField("longest_validity", "it must lie between one minute and one day");
    }
    return {};
}

}  // namespace wattill::payment::unionpay
