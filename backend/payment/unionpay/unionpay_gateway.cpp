#include "payment/unionpay/unionpay_gateway.hpp"

#include "payment/unionpay/answer_code.hpp"
#include "payment/unionpay/beijing_time.hpp"
#include "payment/unionpay/exchange.hpp"
#include "payment/unionpay/payment_fields.hpp"
#include "payment/unionpay/terminal_tag.hpp"

#include <algorithm>
#include <utility>

namespace wattill::payment::unionpay {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxCode = 512;

Error badOrder() {
    return invalidInput("order: UnionPay takes 8 to 32 letters and digits.");
}

Result<void> check(const CreateRequest& request, Duration longestValidity) {
    if (!isOrderNumber(request.order.text())) return badOrder();
    if (!isPayable(request.amount)) {
        return invalidInput("amount: UnionPay takes whole fen above zero, 12 digits at most.");
    }
    if (request.validFor % 1min != 0ms || request.validFor < 1min ||
        request.validFor > longestValidity) {
        return invalidInput(
            "validFor: UnionPay takes whole minutes, one at least, and no more than the configured "
            "longest_validity.");
    }
    return {};
}

/// What the answer repeats of the request must be ours. How much the code is for it need not say:
/// order number and time bind it to what was asked, and what is paid in the end says it itself.
Result<void> checkEcho(const Fields& asked, const Fields& answer) {
    for (const char* name : {"merId", "txnAmt", "txnType", "currencyCode"}) {
        const std::string& echoed = field(answer, name);
        if (!echoed.empty() && echoed != field(asked, name)) {
            return unbelievable(std::string("it is about another ") + name);
        }
    }
    if (field(answer, "merId").empty()) return unbelievable("it does not repeat merId");
    return {};
}

bool isCode(const std::string& text) {
    return !text.empty() && text.size() <= kMaxCode &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

/// Of an order without money. UnionPay answers 05 whether somebody scanned or not, so nothing here
/// is ever Waiting.
PaymentStatus unpaid(bool over) {
    return over ? PaymentStatus::Closed : PaymentStatus::NotSeen;
}

Error stillUnclear(const Fields& answer) {
    return {ErrorCode::Unavailable, Retry::Later,
            "UnionPay does not know yet how the payment ended (" + field(answer, "origRespCode") +
                "); it is asked again.",
            codeText(answer)};
}

Error askedTooOften(const Fields& answer) {
    return {ErrorCode::Busy, Retry::Later,
            "UnionPay was asked too often (37); it is asked again, less often.", codeText(answer)};
}

/// What a genuine answer says about the order. `over`: the code cannot be paid any more.
Result<PaymentStatus> statusOf(const Fields& answer, bool over) {
    const CodeClass call = classOf(field(answer, "respCode"));
    if (call == CodeClass::NotFound) return unpaid(over);
    if (field(answer, "respCode") == "37") return askedTooOften(answer);
    if (call != CodeClass::Worked) return failureOf(answer);
    const std::string& code = field(answer, "origRespCode");
    // Without it this would be the answer to another call: there, 00 means "accepted".
    if (code.empty()) return unbelievable("it has no origRespCode");
    switch (classOf(code)) {
        case CodeClass::Worked:
        case CodeClass::MoneyTaken:
            return PaymentStatus::Paid;
        case CodeClass::NotFound:
        case CodeClass::Expired:
        case CodeClass::Failed:
            // A debit that was under way when the time ran out is 42 in the end, and nobody is
            // told. Of a failed try the code may still be paid with another card.
            return unpaid(over);
        case CodeClass::UnderWay:
            if (over) return stillUnclear(answer);
            return unpaid(over);
        case CodeClass::Unclear:
            return stillUnclear(answer);
    }
    assertionFailed("code", "a class without a meaning", __FILE__, __LINE__);
}

}  // namespace

UnionPayGateway::UnionPayGateway(const UnionPayConfig& config, const Clock& clock,
                                 std::unique_ptr<Exchange> exchange)
    : m_gatewayUrl(config.gatewayUrl.substr(0, config.gatewayUrl.find_last_not_of('/') + 1)),
      m_merchantId(config.merchantId),
      // What UnionPay's own examples send when nobody is to be told.
      m_notifyUrl(config.notifyUrl.empty() ? "http://www.specialUrl.com" : config.notifyUrl),
      m_longestValidity(config.longestValidity),
      m_clock(clock),
      m_exchange(std::move(exchange)) {}

UnionPayGateway::~UnionPayGateway() = default;

Result<std::unique_ptr<UnionPayGateway>> UnionPayGateway::make(const UnionPayConfig& config,
                                                               const Clock& clock) {
    auto transport = wire::makeCurlTransport({config.connectWithin, config.answerWithin});
    if (!transport.ok()) return transport.error();
    return make(config, clock, std::move(*transport));
}

Result<std::unique_ptr<UnionPayGateway>> UnionPayGateway::make(
    const UnionPayConfig& config, const Clock& clock, std::unique_ptr<wire::Transport> transport) {
    auto exchange = Exchange::make(config, clock, std::move(transport));
    if (!exchange.ok()) return exchange.error();
    return std::unique_ptr<UnionPayGateway>(
        new UnionPayGateway(config, clock, std::move(*exchange)));
}

std::string UnionPayGateway::merchant() const {
    return m_merchantId;
}

Result<std::string> UnionPayGateway::create(const CreateRequest& request) {
    if (const auto valid = check(request, m_longestValidity); !valid.ok()) return valid.error();
    const auto tag = tagOf(request.terminal);
    if (!tag.ok()) return tag.error();
    const Fields asked{{"txnType", "01"},
                       {"txnSubType", "07"},
                       {"channelType", "08"},
                       {"merId", m_merchantId},
                       {"orderId", request.order.text()},
                       {"txnTime", beijingText(request.at)},
                       {"txnAmt", std::to_string(request.amount.fen())},
                       {"currencyCode", "156"},
                       {"payTimeout", beijingText(request.at + request.validFor)},
                       {"backUrl", m_notifyUrl},
                       {"termId", tag->termId},
                       {"reqReserved", tag->reqReserved}};
    const auto answer = m_exchange->ask(m_gatewayUrl + "/backTransReq.do", asked);
    if (!answer.ok()) return answer.error();
    if (classOf(field(*answer, "respCode")) != CodeClass::Worked) return failureOf(*answer);
    if (const auto ours = checkEcho(asked, *answer); !ours.ok()) return ours.error();
    const std::string& code = field(*answer, "qrCode");
    if (!isCode(code)) return unbelievable("it holds no qrCode");
    return code;
}

bool UnionPayGateway::isOver(const PaymentRef& payment) const {
    return m_clock.now() >= payment.at + m_longestValidity + kClosingMargin;
}

Result<PaymentFact> UnionPayGateway::query(const PaymentRef& payment) {
    if (!isOrderNumber(payment.order.text())) return badOrder();
    const auto answer =
        m_exchange->ask(m_gatewayUrl + "/queryTrans.do", {{"txnType", "00"},
                                                          {"txnSubType", "00"},
                                                          {"orderId", payment.order.text()},
                                                          {"txnTime", beijingText(payment.at)}});
    if (!answer.ok()) return answer.error();
    const auto status = statusOf(*answer, isOver(payment));
    if (!status.ok()) return status.error();
    if (*status != PaymentStatus::Paid) {
        return PaymentFact{payment.order, *status, field(*answer, "queryId"),
                           m_merchantId,  "CNY",   Money()};
    }
    auto fact = readMoney(*answer);
    if (!fact.ok()) return unbelievable(fact.error().message);
    fact->order = payment.order;
    fact->status = PaymentStatus::Paid;
    return fact;
}

Result<CancelReply> UnionPayGateway::cancel(const PaymentRef& /*payment*/) {
    return CancelReply{CancelOutcome::NoSuchCall, {}};
}

ChannelHealth UnionPayGateway::health() const {
    return m_exchange->health();
}

}  // namespace wattill::payment::unionpay
