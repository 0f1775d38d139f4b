#include "payment/alipay/failure.hpp"
#include "payment/alipay/methods.hpp"

#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace wattill::payment::alipay {
namespace {

ErrorCode meaningOf(std::string_view method, const std::string& code, const std::string& subCode) {
    const nlohmann::json node{{"code", code}, {"sub_code", subCode}};
    return failureOf(node, method).code;
}

const std::vector<std::string_view> kMethods = {kPrecreate, kQuery,       kCancel, kClose,
                                                kRefund,    kRefundQuery, kBillUrl};

TEST(AlipayFailure, WhatTheGatewayTurnsAwayNeverHappened) {
    for (const std::string_view method : kMethods) {
        for (const char* code : {"20001", "40001", "40002", "40003", "40006"}) {
            EXPECT_EQ(meaningOf(method, code, "isv.some"), ErrorCode::Refused) << code;
        }
    }
}

TEST(AlipayFailure, WhatIsNotKnownMayHaveHappened) {
    for (const std::string_view method : kMethods) {
        for (const auto& [code, subCode] :
             std::multimap<std::string, std::string>{{"20000", "isp.unknow-error"},
                                                     {"20000", "aop.unknow-error"},
                                                     {"40005", ""},
                                                     {"10003", ""},
                                                     {"40004", "ACQ.SYSTEM_ERROR"},
                                                     {"40004", "AQC.SYSTEM_ERROR"},
                                                     {"40004", "ACQ.NEW_CODE"},
                                                     {"40004", ""},
                                                     {"40004", "isp.unknow-error"},
                                                     {"49999", "ACQ.INVALID_PARAMETER"}}) {
            EXPECT_EQ(meaningOf(method, code, subCode), ErrorCode::Unavailable)
                << method << " " << code << " " << subCode;
        }
        EXPECT_EQ(meaningOf(method, "", ""), ErrorCode::BadReply);
    }
}

struct Listed {
    std::string_view method;
    std::vector<std::string> refused;
    std::vector<std::string> unknown;
};

// The codes of facts 1.9 to 1.13, with what each of them proves.
const std::vector<Listed>& listed() {
    static const std::vector<Listed> all = {
        {kPrecreate,
         {"INVALID_PARAMETER", "ACCESS_FORBIDDEN", "EXIST_FORBIDDEN_WORD", "PARTNER_ERROR",
          "TOTAL_FEE_EXCEED", "CONTEXT_INCONSISTENT", "TRADE_HAS_CLOSE", "BUYER_SELLER_EQUAL",
          "TRADE_BUYER_NOT_MATCH", "BUYER_ENABLE_STATUS_FORBID",
          "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", "BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
          "SELLER_BEEN_BLOCKED", "INVALID_STORE_ID", "NOW_TIME_AFTER_EXPIRE_TIME_ERROR",
          "MERCHANT_STATUS_NOT_NORMAL", "MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT",
          "MERCHANT_PERM_RECEIPT_DAY_LIMIT"},
         {"SYSTEM_ERROR", "TRADE_HAS_SUCCESS"}},
        {kQuery, {"INVALID_PARAMETER"}, {"SYSTEM_ERROR", "ENTERPRISE_PAY_BIZ_ERROR"}},
        {kCancel,
         {"SELLER_BALANCE_NOT_ENOUGH", "REASON_TRADE_BEEN_FREEZEN", "TRADE_HAS_FINISHED",
          "TRADE_CANCEL_TIME_OUT", "REASON_TRADE_REFUND_FEE_ERR", "CANCEL_NOT_ALLOWED",
          "INVALID_PARAMETER"},
         {"SYSTEM_ERROR"}},
        {kClose,
         {"TRADE_STATUS_ERROR", "REASON_TRADE_STATUS_INVALID", "REASON_ILLEGAL_STATUS",
          "INVALID_PARAMETER"},
         {"SYSTEM_ERROR"}},
        {kRefund,
         {"INVALID_PARAMETER", "REFUND_AMT_NOT_EQUAL_TOTAL", "DISCORDANT_REPEAT_REQUEST",
          "TRADE_NOT_EXIST", "TRADE_HAS_FINISHED", "TRADE_STATUS_ERROR", "NOT_ALLOW_PARTIAL_REFUND",
          "TRADE_NOT_ALLOW_REFUND", "REFUND_FEE_ERROR", "REASON_TRADE_BEEN_FREEZEN",
          "BUYER_NOT_EXIST", "BUYER_ERROR"},
         {"SYSTEM_ERROR", "TRADE_HAS_CLOSE"}},
        {kRefundQuery, {"INVALID_PARAMETER"}, {"SYSTEM_ERROR"}},
        {kBillUrl,
         {"INVAILID_ARGUMENTS", "TYPE_NOT_SUPPORTED", "BILL_DATE_BEFORE_REGISTRATION"},
         {"UNKNOWN_ERROR"}},
    };
    return all;
}

TEST(AlipayFailure, EveryListedCodeHasItsMeaningInBothSpellings) {
    for (const Listed& entry : listed()) {
        for (const std::string prefix : {"ACQ.", "AQC.", ""}) {
            for (const std::string& code : entry.refused) {
                EXPECT_EQ(meaningOf(entry.method, "40004", prefix + code), ErrorCode::Refused)
                    << entry.method << " " << prefix + code;
            }
            for (const std::string& code : entry.unknown) {
                EXPECT_EQ(meaningOf(entry.method, "40004", prefix + code), ErrorCode::Unavailable)
                    << entry.method << " " << prefix + code;
            }
        }
    }
}

TEST(AlipayFailure, WhatMayPassIsToBeTriedAgain) {
    const nlohmann::json node{{"code", "40004"}, {"sub_code", "ACQ.SELLER_BALANCE_NOT_ENOUGH"}};
    const Error error = failureOf(node, kCancel);
    EXPECT_EQ(error.retry, Retry::Later);
    EXPECT_NE(error.message.find("put money into"), std::string::npos) << error.message;
}

}  // namespace
}  // namespace wattill::payment::alipay
