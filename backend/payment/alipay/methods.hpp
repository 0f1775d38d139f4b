#pragma once

#include <string_view>

namespace wattill::payment::alipay {

inline constexpr std::string_view kPrecreate = "alipay.trade.precreate";
inline constexpr std::string_view kQuery = "alipay.trade.query";
inline constexpr std::string_view kCancel = "alipay.trade.cancel";
inline constexpr std::string_view kClose = "alipay.trade.close";
inline constexpr std::string_view kRefund = "alipay.trade.refund";
inline constexpr std::string_view kRefundQuery = "alipay.trade.fastpay.refund.query";
inline constexpr std::string_view kBillUrl = "alipay.data.dataservice.bill.downloadurl.query";
inline constexpr std::string_view kCertificate = "alipay.open.app.alipaycert.download";

}  // namespace wattill::payment::alipay
