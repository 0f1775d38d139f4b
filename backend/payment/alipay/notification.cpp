#include "payment/alipay/alipay_gateway.hpp"
#include "payment/alipay/trade_fact.hpp"

#include <algorithm>

namespace wattill::payment::alipay {

namespace {

constexpr std::size_t kMaxBody = 65536;
constexpr std::size_t kMaxEventId = 128;
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

bool isForm(std::string_view contentType) {
    std::string type(contentType.substr(0, contentType.find(';')));
    type.erase(type.find_last_not_of(" \t") + 1);
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return type == kFormType;
}

std::string fieldOf(const wire::Parameters& parameters, const char* name) {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
}

/// A refund is told with trade_status TRADE_SUCCESS, too; these fields give it away. Some payments
/// carry refund_fee=0.00.
bool tellsOfRefund(const wire::Parameters& parameters) {
    const std::string fee = fieldOf(parameters, "refund_fee");
    const auto amount = Money::parseYuan(fee);
    const bool feeCounts = !fee.empty() && (!amount.ok() || !amount->isZero());
    return feeCounts || !fieldOf(parameters, "gmt_refund").empty() ||
           !fieldOf(parameters, "out_biz_no").empty();
}

Error unauthorised(std::string why) {
    return {ErrorCode::Unauthorised, Retry::Never, std::move(why), {}};
}

Result<void> checkSignature(wire::Parameters parameters, const AlipayTrust& trust, Instant now) {
    const std::string signature = fieldOf(parameters, "sign");
    if (signature.empty()) return unauthorised("The notification is not signed.");
    if (fieldOf(parameters, "sign_type") != "RSA2") {
        return unauthorised("The notification is not signed with RSA2.");
    }
    const std::string serial = fieldOf(parameters, "alipay_cert_sn");
    // Nothing is fetched for whoever knocks at this door. The next answer to a call of ours names
    // the certificate, too, and then the channel's repetition of this is understood.
    if (!trust.knows(serial, now)) {
        Error unknown = unauthorised(
            "The notification is signed with a certificate that is not known here, or no longer "
            "valid.");
        unknown.retry = Retry::Later;
        return unknown;
    }
    // Unlike in requests, sign_type is no part of what is signed here. Whether alipay_cert_sn is,
    // Alipay's own clients do not agree on.
    parameters.erase("sign");
    parameters.erase("sign_type");
    const std::string withSerial = wire::signText(parameters);
    parameters.erase("alipay_cert_sn");
    if (!trust.verifies(wire::signText(parameters), signature, serial, now) &&
        !trust.verifies(withSerial, signature, serial, now)) {
        return unauthorised("The notification's signature does not fit Alipay's public key.");
    }
    return {};
}

}  // namespace

Result<NotifiedFact> AlipayGateway::checkNotification(const Notification& notification) const {
    if (!isForm(notification.contentType)) {
        return invalidInput("A notification is a form; this has another content type.");
    }
    if (notification.body.size() > kMaxBody) {
        return invalidInput("The notification is longer than 64 KiB.");
    }
    const auto parameters = wire::decodeForm(notification.body);
    if (!parameters.ok()) return parameters.error();
    const auto genuine = checkSignature(*parameters, m_client->trust(), m_client->now());
    if (!genuine.ok()) return genuine.error();
    const auto field = [&](const char* name) { return fieldOf(*parameters, name); };
    if (field("notify_type") != "trade_status_sync") {
        return invalidInput("The notification is not about a trade.");
    }
    NotifiedFact notified;
    notified.eventId = field("notify_id");
    if (notified.eventId.empty() || notified.eventId.size() > kMaxEventId) {
        return invalidInput("The notification's notify_id is missing or too long.");
    }
    auto fact = readTrade(field);
    if (!fact.ok()) return invalidInput("The notification makes no sense: " + fact.error().message);
    notified.fact = std::move(*fact);
    notified.fact.merchant = merchantOf(field("app_id"), field("seller_id"));
    notified.aboutRefund = tellsOfRefund(*parameters);
    notified.acknowledgement = "success";
    return notified;
}

}  // namespace wattill::payment::alipay
