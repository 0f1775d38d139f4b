#pragma once

#include "base/money.hpp"
#include "base/result.hpp"
#include "payment/gateway.hpp"
#include "payment/unionpay/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wattill::payment::unionpay {

/// orderId: 8 to 32 letters and digits (UnionPay takes 40, its settlement file keeps 32).
[[nodiscard]] bool isOrderNumber(std::string_view text);
/// Whole fen above zero, 12 digits at most.
[[nodiscard]] bool isPayable(Money amount);
/// Fen: 1 to 12 digits, nothing else.
[[nodiscard]] std::optional<Money> parseFen(std::string_view text);
/// "156" is "CNY"; another code stands for itself.
[[nodiscard]] std::string currencyOf(const std::string& code);

/// queryId, merId, currencyCode and txnAmt of a payment or refund that happened; `order` and
/// `status` are left to the caller. InvalidInput names the field that makes no sense.
[[nodiscard]] Result<PaymentFact> readMoney(const Fields& fields);

}  // namespace wattill::payment::unionpay
