#pragma once

#include "base/result.hpp"
#include "payment/gateway.hpp"

#include <functional>
#include <string>

namespace wattill::payment::alipay {

/// Reads a field of an answer or a notification; empty text when it is absent.
using FieldReader = std::function<std::string(const char* name)>;

/// out_trade_no, trade_no, trade_status, total_amount, send_pay_date or gmt_payment,
/// trans_currency, settle_currency or pay_currency. `merchant` is left empty. InvalidInput names
/// the field that makes no sense.
[[nodiscard]] Result<PaymentFact> readTrade(const FieldReader& field);

}  // namespace wattill::payment::alipay
