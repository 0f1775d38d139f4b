#include "simulator/gateway/alipay/checks.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace wattill::sim::alipay {

namespace {

const std::vector<std::string> kKnown{
    "method",      "app_id",        "format",        "charset",
    "sign_type",   "sign",          "timestamp",     "version",
    "notify_url",  "return_url",    "auth_token",    "app_auth_token",
    "app_cert_sn", "biz_content",   "alipay_sdk",    "alipay_root_cert_sn",
    "prod_code",   "terminal_type", "terminal_info", "target_app_id"};

Node refused(const std::string& subCode, const std::string& subMessage) {
    return problem("40002", subCode, subMessage);
}

Node objectionToNames(const Fields& fields) {
    for (const char* name : {"method", "app_id", "charset", "sign_type", "sign", "timestamp",
                             "version", "biz_content"}) {
        if (!valueOf(fields, name).empty()) continue;
        std::string word = std::string(name) == "sign" ? "signature" : name;
        std::replace(word.begin(), word.end(), '_', '-');
        return problem("40001", "isv.missing-" + word, std::string("缺少参数 ") + name);
    }
    for (const auto& [name, value] : fields) {
        if (std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end()) {
            return refused("isv.invalid-parameter", "未知参数 " + name);
        }
    }
    return {};
}

Node objectionToValues(const Fields& fields, const Identity& identity) {
    if (valueOf(fields, "app_id") != identity.appId) {
        return refused("isv.invalid-app-id", "无效的AppID参数");
    }
    if (valueOf(fields, "version") != "1.0") return refused("isv.invalid-version", "无效的版本");
    if (valueOf(fields, "charset") != "utf-8") {
        return refused("isv.invalid-charset", "字符集错误");
    }
    if (valueOf(fields, "sign_type") != "RSA2") {
        return refused("isv.invalid-signature-type", "无效的签名类型");
    }
    const std::string format = valueOf(fields, "format");
    if (!format.empty() && format != "JSON") {
        return refused("isv.invalid-format", "无效的数据格式");
    }
    if (!isBeijingText(valueOf(fields, "timestamp"))) {
        return refused("isv.invalid-timestamp", "非法的时间戳参数");
    }
    if (valueOf(fields, "notify_url").size() > 256) {
        return refused("isv.invalid-notify-url", "无效的通知地址");
    }
    return {};
}

Node objectionToSerials(const Fields& fields, const Credentials& credentials) {
    if (!inCertificateMode(fields)) return {};
    for (const char* name : {"app_cert_sn", "alipay_root_cert_sn"}) {
        if (!valueOf(fields, name).empty()) continue;
        std::string word = name;
        std::replace(word.begin(), word.end(), '_', '-');
        return problem("40001", "isv.missing-" + word, std::string("缺少参数 ") + name);
    }
    if (valueOf(fields, "app_cert_sn") != credentials.appCertificate.alipaySerial()) {
        return refused("isv.invalid-app-cert-sn", "应用公钥证书序列号不匹配");
    }
    if (valueOf(fields, "alipay_root_cert_sn") != credentials.rootSerial) {
        return refused("isv.invalid-alipay-root-cert-sn", "支付宝根证书序列号不匹配");
    }
    return {};
}

}  // namespace

bool inCertificateMode(const Fields& fields) {
    return !valueOf(fields, "app_cert_sn").empty() ||
           !valueOf(fields, "alipay_root_cert_sn").empty();
}

Node problem(const std::string& code, const std::string& subCode, const std::string& subMessage) {
    return {{"code", code},
            {"msg", code == "40001" ? "Missing Required Arguments" : "Invalid Arguments"},
            {"sub_code", subCode},
            {"sub_msg", subMessage}};
}

Node refusalOf(const Fields& fields, const Identity& identity, const Credentials& credentials,
               std::int64_t now) {
    for (Node node : {objectionToNames(fields), objectionToValues(fields, identity),
                      objectionToSerials(fields, credentials)}) {
        if (!node.empty()) return node;
    }
    const std::string text = textToSign(fields, {"sign"});
    if (!credentials.merchant.verify(text, valueOf(fields, "sign"))) {
        return refused("isv.invalid-signature",
                       "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，"
                       "网关生成的验签字符串为：" +
                           text);
    }
    const std::int64_t off = *millisOf(valueOf(fields, "timestamp")) - now;
    if (std::llabs(off) > kTimeTolerance) {
        return refused("isv.invalid-timestamp", "非法的时间戳参数，网关时间为 " + beijingText(now));
    }
    return {};
}

}  // namespace wattill::sim::alipay
