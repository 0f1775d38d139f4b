#include "payment/alipay/trade_fact.hpp"

#include <optional>

namespace wattill::payment::alipay {

namespace {

// TRADE_CLOSED is said both of a trade that was never paid and of one that was wholly refunded;
// only the time of payment tells them apart.
std::optional<PaymentStatus> statusOf(const std::string& text, bool wasPaid) {
    if (text == "WAIT_BUYER_PAY") return PaymentStatus::Waiting;
    if (text == "TRADE_SUCCESS") return PaymentStatus::Paid;
    if (text == "TRADE_FINISHED") return PaymentStatus::Paid;
    if (text == "TRADE_CLOSED") return wasPaid ? PaymentStatus::Returned : PaymentStatus::Closed;
    return std::nullopt;
}

std::string currencyOf(const FieldReader& field) {
    for (const char* name : {"trans_currency", "settle_currency", "pay_currency"}) {
        const std::string text = field(name);
        if (!text.empty() && text != "CNY") return text;
    }
    return "CNY";
}

}  // namespace

Result<PaymentFact> readTrade(const FieldReader& field) {
    PaymentFact fact;
    fact.order = OrderId(field("out_trade_no"));
    if (fact.order.empty()) return invalidInput("out_trade_no is missing");
    const bool wasPaid = !field("send_pay_date").empty() || !field("gmt_payment").empty();
    const auto status = statusOf(field("trade_status"), wasPaid);
    if (!status) return invalidInput("trade_status is unknown");
    fact.status = *status;
    fact.trade = field("trade_no");
    if (fact.trade.empty()) return invalidInput("trade_no is missing");
    const auto amount = Money::parseYuan(field("total_amount"));
    if (!amount.ok() || amount->isNegative()) return invalidInput("total_amount is no amount");
    fact.amount = *amount;
    fact.currency = currencyOf(field);
    return fact;
}

}  // namespace wattill::payment::alipay
