#include "payment/unionpay/payment_fields.hpp"

#include "payment/wire/letters.hpp"

#include <algorithm>

namespace wattill::payment::unionpay {

namespace {

constexpr std::size_t kAmountDigits = 12;
constexpr std::int64_t kMaxFen = 999'999'999'999;
constexpr std::size_t kMaxTrade = 32;

using wire::allDigits;
using wire::isLetterOrDigit;

}  // namespace

bool isOrderNumber(std::string_view text) {
    return text.size() >= 8 && text.size() <= 32 &&
           std::all_of(text.begin(), text.end(), isLetterOrDigit);
}

bool isPayable(Money amount) {
    return amount.isWholeFen() && amount > Money() && amount <= Money::fromFen(kMaxFen);
}

std::optional<Money> parseFen(std::string_view text) {
    if (text.empty() || text.size() > kAmountDigits || !allDigits(text)) return std::nullopt;
    std::int64_t fen = 0;
    for (const char c : text) {
        fen = fen * 10 + (c - '0');
    }
    return Money::fromFen(fen);
}

std::string currencyOf(const std::string& code) {
    return code == "156" ? "CNY" : code;
}

Result<PaymentFact> readMoney(const Fields& fields) {
    PaymentFact fact;
    fact.trade = field(fields, "queryId");
    const bool tradeFits = !fact.trade.empty() && fact.trade.size() <= kMaxTrade &&
                           std::all_of(fact.trade.begin(), fact.trade.end(), isLetterOrDigit);
    if (!tradeFits) return invalidInput("queryId is missing or makes no sense");
    fact.merchant = field(fields, "merId");
    if (fact.merchant.empty()) return invalidInput("merId is missing");
    const std::string& currency = field(fields, "currencyCode");
    if (currency.size() != 3 || !allDigits(currency)) {
        return invalidInput("currencyCode is no currency");
    }
    fact.currency = currencyOf(currency);
    const auto amount = parseFen(field(fields, "txnAmt"));
    if (!amount || amount->isZero()) return invalidInput("txnAmt is no amount");
    fact.amount = *amount;
    return fact;
}

}  // namespace wattill::payment::unionpay
