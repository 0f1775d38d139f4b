#include "payment/unionpay/answer_code.hpp"
#include "payment/unionpay/beijing_time.hpp"
#include "payment/unionpay/exchange.hpp"
#include "payment/unionpay/payment_fields.hpp"
#include "payment/unionpay/unionpay_gateway.hpp"

namespace wattill::payment::unionpay {

namespace {

/// Synchronous answers are signed with the same key, and in them a respCode of 00 means no more
/// than "accepted": nobody may hand one in as a notification.
bool isAnswer(const Fields& fields) {
    return fields.count("qrCode") != 0 || fields.count("origRespCode") != 0;
}

/// Notifications tell of success only.
bool tellsOfMoney(const Fields& fields) {
    const CodeClass meaning = classOf(field(fields, "respCode"));
    return meaning == CodeClass::Worked || meaning == CodeClass::MoneyTaken;
}

/// 04 refund, 31 undo, 99 reversal.
bool goesBack(const std::string& txnType) {
    return txnType == "04" || txnType == "31" || txnType == "99";
}

}  // namespace

Result<NotifiedFact> UnionPayGateway::checkNotification(const Notification& notification) const {
    const auto fields = wire::readPosted({notification.contentType, notification.body});
    if (!fields.ok()) return fields.error();
    if (fields->empty()) return invalidInput("The notification is empty.");
    if (const auto genuine = m_exchange->checkGenuine(*fields); !genuine.ok()) {
        return Error{ErrorCode::Unauthorised,
                     Retry::Never,
                     "The notification cannot be believed: " + genuine.error().message + ".",
                     {}};
    }
    if (isAnswer(*fields)) return invalidInput("This is an answer, not a notification.");
    const std::string& txnType = field(*fields, "txnType");
    if (txnType != "01" && !goesBack(txnType)) {
        return invalidInput("The notification is neither about a payment nor about a refund.");
    }
    if (!tellsOfMoney(*fields)) {
        return invalidInput("The notification tells of no success: " + codeText(*fields) + ".");
    }
    auto fact = readMoney(*fields);
    if (!fact.ok()) return invalidInput("The notification makes no sense: " + fact.error().message);
    fact->order = OrderId(field(*fields, "orderId"));
    fact->status = PaymentStatus::Paid;
    if (!isOrderNumber(fact->order.text()) || !parseBeijing(field(*fields, "txnTime"))) {
        return invalidInput("The notification makes no sense: orderId or txnTime is missing.");
    }
    NotifiedFact notified;
    notified.eventId = fact->trade + "-" + txnType;
    notified.fact = std::move(*fact);
    notified.aboutRefund = goesBack(txnType);
    notified.acknowledgement = "ok";
    return notified;
}

}  // namespace wattill::payment::unionpay
