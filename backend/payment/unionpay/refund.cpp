#include "payment/unionpay/answer_code.hpp"
#include "payment/unionpay/beijing_time.hpp"
#include "payment/unionpay/exchange.hpp"
#include "payment/unionpay/payment_fields.hpp"
#include "payment/unionpay/unionpay_gateway.hpp"

namespace wattill::payment::unionpay {

namespace {

constexpr const char* kNoFunds = "64";

Result<void> check(const RefundRequest& request) {
    if (!isOrderNumber(request.refund.text())) {
        return invalidInput("refund: UnionPay takes numbers of 8 to 32 letters and digits.");
    }
    if (!isPayable(request.amount)) {
        return invalidInput("refund: UnionPay takes whole fen above zero, 12 digits at most.");
    }
    if (request.trade.empty()) {
        return invalidInput("refund: the payment's queryId is missing; query the payment first.");
    }
    return {};
}

/// 00 means accepted. After the others, the refund's own number has to be asked for, too: it may
/// have been accepted by the call whose repetition this is.
bool mayBeUnderWay(const std::string& code) {
    if (classOf(code) == CodeClass::UnderWay || classOf(code) == CodeClass::MoneyTaken) return true;
    return code == "03" || code == "04" || code == "12" || code == "35" || code == "36" ||
           code == "45";
}

/// What a genuine answer says of the refund itself.
Result<RefundStatus> statusOf(const Fields& answer) {
    const CodeClass call = classOf(field(answer, "respCode"));
    if (call == CodeClass::NotFound) return RefundStatus::NotKnown;
    if (call != CodeClass::Worked) return failureOf(answer);
    const std::string& code = field(answer, "origRespCode");
    if (code.empty()) return unbelievable("it has no origRespCode");
    switch (classOf(code)) {
        case CodeClass::Worked:
            return RefundStatus::Returned;
        case CodeClass::NotFound:
            return RefundStatus::NotKnown;
        case CodeClass::Failed:
        case CodeClass::Expired:
            return RefundStatus::Failed;
        case CodeClass::MoneyTaken:
        case CodeClass::UnderWay:
            return RefundStatus::Pending;
        case CodeClass::Unclear:
            // Said of a refund by its own number, these are reasons why it came to nothing.
            if (code == "35" || code == "36" || code == "45") return RefundStatus::Failed;
            return RefundStatus::Pending;
    }
    assertionFailed("code", "a class without a meaning", __FILE__, __LINE__);
}

}  // namespace

Result<RefundFact> UnionPayGateway::refund(const RefundRequest& request) {
    if (const auto valid = check(request); !valid.ok()) return valid.error();
    const auto answer = m_exchange->ask(m_gatewayUrl + "/backTransReq.do",
                                        {{"txnType", "04"},
                                         {"txnSubType", "00"},
                                         {"channelType", "08"},
                                         {"orderId", request.refund.text()},
                                         {"txnTime", beijingText(request.at)},
                                         {"txnAmt", std::to_string(request.amount.fen())},
                                         {"currencyCode", "156"},
                                         {"origQryId", request.trade},
                                         {"backUrl", m_notifyUrl}});
    if (!answer.ok()) return answer.error();
    const std::string& code = field(*answer, "respCode");
    if (classOf(code) == CodeClass::Worked || mayBeUnderWay(code)) {
        return RefundFact{request.refund, RefundStatus::Pending, codeText(*answer)};
    }
    if (code == kNoFunds) {
        return RefundFact{request.refund, RefundStatus::ShortOfFunds, codeText(*answer)};
    }
    return failureOf(*answer);
}

Result<RefundFact> UnionPayGateway::queryRefund(const RefundRequest& request) {
    if (const auto valid = check(request); !valid.ok()) return valid.error();
    const auto answer =
        m_exchange->ask(m_gatewayUrl + "/queryTrans.do", {{"txnType", "00"},
                                                          {"txnSubType", "00"},
                                                          {"orderId", request.refund.text()},
                                                          {"txnTime", beijingText(request.at)}});
    if (!answer.ok()) return answer.error();
    const auto status = statusOf(*answer);
    if (!status.ok()) return status.error();
    if (*status == RefundStatus::Returned) {
        const auto money = readMoney(*answer);
        if (!money.ok()) return unbelievable(money.error().message);
        const bool ours = money->merchant == m_merchantId && money->amount == request.amount &&
                          money->currency == "CNY";
        if (!ours) return unbelievable("merchant, amount or currency of the refund are not ours");
    }
    return RefundFact{request.refund, *status, codeText(*answer)};
}

}  // namespace wattill::payment::unionpay
