#include "payment/alipay/failure.hpp"

#include "payment/alipay/answer.hpp"
#include "payment/alipay/methods.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace wattill::payment::alipay {

namespace {

constexpr std::size_t kMaxContext = 300;

/// A business code after which it is sure that the call did nothing, by method. A name that ends in
/// '*' stands for all that begin so. What is not here is unknown: SYSTEM_ERROR everywhere;
/// TRADE_HAS_SUCCESS when creating (there may be money); TRADE_HAS_CLOSE when refunding (an earlier
/// call of the same number may have closed it); ENTERPRISE_PAY_BIZ_ERROR when asking.
struct Refusal {
    std::string_view method;
    std::string_view name;
    Retry retry = Retry::Never;
};
constexpr std::array kRefusals = {
    Refusal{kPrecreate, "INVALID_PARAMETER"},
    Refusal{kPrecreate, "ACCESS_FORBIDDEN"},
    Refusal{kPrecreate, "EXIST_FORBIDDEN_WORD"},
    Refusal{kPrecreate, "PARTNER_ERROR"},
    Refusal{kPrecreate, "TOTAL_FEE_EXCEED"},
    Refusal{kPrecreate, "CONTEXT_INCONSISTENT"},
    Refusal{kPrecreate, "TRADE_HAS_CLOSE"},
    Refusal{kPrecreate, "BUYER_*"},
    Refusal{kPrecreate, "TRADE_BUYER_NOT_MATCH"},
    Refusal{kPrecreate, "SELLER_BEEN_BLOCKED"},
    Refusal{kPrecreate, "INVALID_STORE_ID"},
    Refusal{kPrecreate, "NOW_TIME_AFTER_EXPIRE_TIME_ERROR"},
    Refusal{kPrecreate, "MERCHANT_STATUS_NOT_NORMAL"},
    Refusal{kPrecreate, "MERCHANT_PERM_RECEIPT_*"},
    Refusal{kQuery, "INVALID_PARAMETER"},
    Refusal{kCancel, "INVALID_PARAMETER"},
    Refusal{kCancel, "SELLER_BALANCE_NOT_ENOUGH", Retry::Later},
    Refusal{kCancel, "REASON_TRADE_BEEN_FREEZEN", Retry::Later},
    Refusal{kCancel, "TRADE_HAS_FINISHED"},
    Refusal{kCancel, "TRADE_CANCEL_TIME_OUT"},
    Refusal{kCancel, "REASON_TRADE_REFUND_FEE_ERR"},
    Refusal{kCancel, "CANCEL_NOT_ALLOWED"},
    Refusal{kClose, "INVALID_PARAMETER"},
    Refusal{kClose, "TRADE_STATUS_ERROR"},
    Refusal{kClose, "REASON_TRADE_STATUS_INVALID"},
    Refusal{kClose, "REASON_ILLEGAL_STATUS"},
    Refusal{kRefund, "INVALID_PARAMETER"},
    Refusal{kRefund, "REFUND_AMT_NOT_EQUAL_TOTAL"},
    Refusal{kRefund, "DISCORDANT_REPEAT_REQUEST"},
    Refusal{kRefund, "TRADE_NOT_EXIST"},
    Refusal{kRefund, "TRADE_HAS_FINISHED"},
    Refusal{kRefund, "TRADE_STATUS_ERROR"},
    Refusal{kRefund, "NOT_ALLOW_PARTIAL_REFUND"},
    Refusal{kRefund, "TRADE_NOT_ALLOW_REFUND"},
    Refusal{kRefund, "REFUND_FEE_ERROR"},
    Refusal{kRefund, "REASON_TRADE_REFUND_FEE_ERR"},
    Refusal{kRefund, "REASON_TRADE_BEEN_FREEZEN", Retry::Later},
    Refusal{kRefund, "BUYER_*"},
    Refusal{kRefundQuery, "INVALID_PARAMETER"},
    Refusal{kBillUrl, "INVAILID_ARGUMENTS"},  // Alipay's own spelling
    Refusal{kBillUrl, "INVALID_ARGUMENTS"},
    Refusal{kBillUrl, "TYPE_NOT_SUPPORTED"},
    Refusal{kBillUrl, "BILL_DATE_BEFORE_REGISTRATION"},
};

bool fits(std::string_view pattern, std::string_view name) {
    if (pattern.back() != '*') return pattern == name;
    pattern.remove_suffix(1);
    return name.substr(0, pattern.size()) == pattern;
}

const Refusal* refusalOf(std::string_view method, std::string_view name) {
    const auto* found =
        std::find_if(kRefusals.begin(), kRefusals.end(), [&](const Refusal& refusal) {
            return refusal.method == method && fits(refusal.name, name);
        });
    return found == kRefusals.end() ? nullptr : found;
}

/// Codes with which the gateway itself turns a call away before any business (facts 1.14).
bool turnedAway(std::string_view code) {
    constexpr std::array<std::string_view, 5> kCodes = {"20001", "40001", "40002", "40003",
                                                        "40006"};
    return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

std::string remedyFor(std::string_view code, std::string_view subCode) {
    if (subCode == "isv.invalid-signature") {
        return "check that the application key fits the application number";
    }
    if (subCode == "isv.invalid-timestamp" || subCode == "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR") {
        return "check this machine's clock";
    }
    if (code == "40001" || code == "40002" || code == "20001") {
        return "check app_id and keys in the configuration";
    }
    if (code == "40003" || code == "40006") return "check the contract with Alipay";
    if (subCode == "ACQ.SELLER_BALANCE_NOT_ENOUGH") {
        return "put money into the merchant's Alipay account";
    }
    return "see the channel's code";
}

}  // namespace

std::string businessCode(const nlohmann::json& node) {
    const std::string subCode = textField(node, "sub_code");
    const std::string prefix = subCode.substr(0, 4);
    return prefix == "ACQ." || prefix == "AQC." ? subCode.substr(4) : subCode;
}

bool failedWith(const nlohmann::json& node, std::string_view name) {
    return textField(node, "code") == "40004" && businessCode(node) == name;
}

Error failureOf(const nlohmann::json& node, std::string_view method) {
    const std::string code = textField(node, "code");
    const std::string subCode = textField(node, "sub_code");
    std::string context =
        "code=" + code + " sub_code=" + subCode + " sub_msg=" + textField(node, "sub_msg");
    context.resize(std::min(context.size(), kMaxContext));
    if (code.empty()) return unbelievable("it has no code");
    const Refusal* refusal = code == "40004" ? refusalOf(method, businessCode(node)) : nullptr;
    if (refusal == nullptr && !turnedAway(code)) {
        return {ErrorCode::Unavailable, Retry::Later,
                "The payment channel is busy (" + code + " " + subCode + "); it is asked again.",
                std::move(context)};
    }
    return {ErrorCode::Refused, refusal == nullptr ? Retry::Never : refusal->retry,
            "The payment channel refused (" + code + " " + subCode +
                "): " + remedyFor(code, subCode) + ".",
            std::move(context)};
}

}  // namespace wattill::payment::alipay
