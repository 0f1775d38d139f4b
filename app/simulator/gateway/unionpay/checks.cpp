#include "simulator/gateway/unionpay/checks.hpp"

#include "simulator/gateway/unionpay/message.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <vector>

namespace wattill::sim::unionpay {

namespace {

struct Kind {
    Door door;
    const char* txnType;
    const char* txnSubType;
    const char* word;
    std::vector<std::string> required;  ///< beside those of every request
    std::vector<std::string> optional;
};

const std::vector<std::string> kAlways{"version",    "encoding", "signMethod", "txnType",
                                       "txnSubType", "bizType",  "accessType", "merId",
                                       "txnTime",    "certId",   "signature"};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {Door::Back,
         "01",
         "07",
         "precreate",
         {"channelType", "orderId", "txnAmt", "currencyCode", "backUrl"},
         {"payTimeout", "termId", "reqReserved", "riskRateInfo", "orderDesc", "frontUrl",
          "customerIp", "reserved", "acqInsCode", "subMerId", "subMerName", "subMerAbbr",
          "accSplitData", "ctrlRule"}},
        {Door::Back,
         "04",
         "00",
         "refund",
         {"channelType", "orderId", "txnAmt", "backUrl"},
         {"currencyCode", "origQryId", "origOrderId", "origTxnTime", "termId", "reqReserved",
          "reserved"}},
        {Door::Back,
         "31",
         "00",
         "undo",
         {"channelType", "orderId", "txnAmt", "backUrl"},
         {"currencyCode", "origQryId", "origOrderId", "origTxnTime", "termId", "reqReserved",
          "reserved"}},
        {Door::Back,
         "99",
         "01",
         "cancel",
         {"channelType", "orderId"},
         {"txnAmt", "currencyCode", "termId", "reqReserved", "reserved"}},
        {Door::Query, "00", "00", "query", {"orderId"}, {"channelType", "queryId", "reserved"}},
        {Door::Query, "00", "02", "query", {"queryId"}, {"channelType", "orderId", "reserved"}},
        {Door::File, "76", "01", "bill", {"settleDate", "fileType"}, {"channelType", "reserved"}}};
    return all;
}

const Kind* kindOf(const Fields& fields, Door door) {
    const std::string type = valueOf(fields, "txnType");
    const std::string subType = valueOf(fields, "txnSubType");
    for (const Kind& kind : kinds()) {
        if (kind.door == door && type == kind.txnType && subType == kind.txnSubType) return &kind;
    }
    return nullptr;
}

bool among(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Values that are the same in every request, and shapes; what is not here may be anything.
const std::regex* shapeOf(const std::string& name) {
    static const std::vector<std::pair<std::string, std::regex>> shapes{
        {"version", std::regex("5\\.1\\.0")},
        {"encoding", std::regex("UTF-8")},
        {"signMethod", std::regex("01")},
        {"bizType", std::regex("000000")},
        {"accessType", std::regex("0")},
        {"channelType", std::regex("0[78]")},
        {"currencyCode", std::regex("156")},
        {"merId", std::regex("[0-9]{15}")},
        {"orderId", std::regex("[A-Za-z0-9]{8,40}")},
        {"origOrderId", std::regex("[A-Za-z0-9]{8,40}")},
        {"queryId", std::regex("[0-9]{20,21}")},
        {"origQryId", std::regex("[0-9]{20,21}")},
        {"txnAmt", std::regex("[1-9][0-9]{0,11}")},
        {"backUrl", std::regex("https?://[^ ]{1,248}")},
        {"termId", std::regex("[0-9]{8}")},
        {"reqReserved", std::regex("[^&={}\\[\\]\"']{1,1024}")},
        {"settleDate", std::regex("(0[1-9]|1[0-2])([0-2][0-9]|3[01])")},
        {"fileType", std::regex("00")}};
    for (const auto& [known, shape] : shapes) {
        if (known == name) return &shape;
    }
    return nullptr;
}

bool isWellShaped(const std::string& name, const std::string& value) {
    static const std::array kTimes{"txnTime", "origTxnTime", "payTimeout"};
    if (std::find(kTimes.begin(), kTimes.end(), name) != kTimes.end()) {
        return compactMillis(value).has_value();
    }
    const std::regex* shape = shapeOf(name);
    return shape == nullptr || std::regex_match(value, *shape);
}

Refusal objectionToSignature(const Fields& fields, const Certificate& merchant) {
    for (const char* name : {"version", "encoding", "signMethod", "certId", "signature"}) {
        if (valueOf(fields, name).empty()) return {"13", name};
    }
    if (valueOf(fields, "certId") != merchant.serial()) return {"11", "certId"};
    if (isSignedBy(fields, merchant.publicKey())) return {};
    return {"11", "text: " + textOf(fields)};
}

}  // namespace

std::string wordOf(const Fields& fields, Door door) {
    const Kind* kind = kindOf(fields, door);
    return kind == nullptr ? "" : kind->word;
}

Refusal refusalOf(const Fields& fields, Door door, const Certificate& merchant,
                  const std::string& merId) {
    const Refusal signature = objectionToSignature(fields, merchant);
    if (!signature.code.empty()) return signature;
    const Kind* kind = kindOf(fields, door);
    if (kind == nullptr) return {"10", "txnType, txnSubType: not at this address"};
    if (valueOf(fields, "merId") != merId) return {"31", "merId"};
    for (const auto& required : {kAlways, kind->required}) {
        for (const std::string& name : required) {
            if (valueOf(fields, name).empty()) return {"13", name};
        }
    }
    for (const auto& [name, value] : fields) {
        const bool known =
            among(kAlways, name) || among(kind->required, name) || among(kind->optional, name);
        if (!known) return {"10", name + ": unknown field"};
        if (!isWellShaped(name, value)) return {"10", name};
    }
    return {};
}

}  // namespace wattill::sim::unionpay
