#include "payment/alipay/alipay_gateway.hpp"
#include "payment/alipay/trade_fact.hpp"

namespace wattill::payment::alipay {

namespace {

constexpr std::size_t kMaxEventId = 128;

using wire::field;

/// A refund is told with trade_status TRADE_SUCCESS, too; these fields give it away. Some payments
/// carry refund_fee=0.00.
bool tellsOfRefund(const wire::Parameters& parameters) {
    const std::string fee = field(parameters, "refund_fee");
    const auto amount = Money::parseYuan(fee);
    const bool feeCounts = !fee.empty() && (!amount.ok() || !amount->isZero());
    return feeCounts || !field(parameters, "gmt_refund").empty() ||
           !field(parameters, "out_biz_no").empty();
}

Error unauthorised(std::string why) {
    return {ErrorCode::Unauthorised, Retry::Never, std::move(why), {}};
}

Result<void> checkSignature(wire::Parameters parameters, const AlipayTrust& trust, Instant now) {
    const std::string signature = field(parameters, "sign");
    if (signature.empty()) return unauthorised("The notification is not signed.");
    if (field(parameters, "sign_type") != "RSA2") {
        return unauthorised("The notification is not signed with RSA2.");
    }
    const std::string serial = field(parameters, "alipay_cert_sn");
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
    const auto parameters = wire::readPosted({notification.contentType, notification.body});
    if (!parameters.ok()) return parameters.error();
    const auto genuine = checkSignature(*parameters, m_client->trust(), m_client->now());
    if (!genuine.ok()) return genuine.error();
    const auto told = [&](const char* name) { return field(*parameters, name); };
    if (told("notify_type") != "trade_status_sync") {
        return invalidInput("The notification is not about a trade.");
    }
    NotifiedFact notified;
    notified.eventId = told("notify_id");
    if (notified.eventId.empty() || notified.eventId.size() > kMaxEventId) {
        return invalidInput("The notification's notify_id is missing or too long.");
    }
    auto fact = readTrade(told);
    if (!fact.ok()) return invalidInput("The notification makes no sense: " + fact.error().message);
    notified.fact = std::move(*fact);
    // As in an answer: what names no seller is about that of our application.
    const std::string app = told("app_id");
    const std::string seller = told("seller_id");
    const bool ofOurs = seller.empty() && app == m_appId;
    notified.fact.merchant = merchantOf(app, ofOurs ? m_sellerId : seller);
    notified.aboutRefund = tellsOfRefund(*parameters);
    notified.acknowledgement = "success";
    return notified;
}

}  // namespace wattill::payment::alipay
