#include "simulator/gateway/dispatch.hpp"

#include <algorithm>

namespace wattill::sim {

namespace {

constexpr std::string_view kPrefix = "alipay.trade.";

std::string valueOf(const Fields& fields, const char* name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
}

Node problem(const std::string& code, const std::string& subCode, const std::string& subMessage) {
    return {{"code", code},
            {"msg", code == "40001" ? "Missing Required Arguments" : "Invalid Arguments"},
            {"sub_code", subCode},
            {"sub_msg", subMessage}};
}

Node serviceDown() {
    return {{"code", "20000"},
            {"msg", "Service Currently Unavailable"},
            {"sub_code", "isp.unknow-error"},
            {"sub_msg", "系统繁忙"}};
}

bool knownMethod(const std::string& method) {
    return method == "precreate" || method == "query" || method == "cancel";
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    if (at != std::string::npos) text.replace(at, what.size(), with);
    return text;
}

/// A lie that a client would like to believe.
std::string lied(const std::string& content) {
    std::string lie = replaced(content, "WAIT_BUYER_PAY", "TRADE_SUCCESS");
    if (lie == content) lie = replaced(content, "\"total_amount\":\"", "\"total_amount\":\"9");
    if (lie == content) lie = replaced(content, "qr.alipay.com", "qr.a1ipay.com");
    if (lie == content) lie = replaced(content, "\"msg\":\"", "\"msg\":\" ");
    return lie;
}

}  // namespace

Dispatch::Dispatch(Channel& channel, Script& script, Identity identity, RsaKey alipay,
                   RsaKey merchant)
    : m_channel(channel),
      m_script(script),
      m_identity(std::move(identity)),
      m_alipay(std::move(alipay)),
      m_merchant(std::move(merchant)) {}

/// Empty when everything is in order.
Node Dispatch::checked(const Fields& fields) const {
    for (const char* name : {"method", "app_id", "charset", "sign_type", "sign", "timestamp",
                             "version", "biz_content"}) {
        if (!valueOf(fields, name).empty()) continue;
        std::string word = std::string(name) == "sign" ? "signature" : name;
        std::replace(word.begin(), word.end(), '_', '-');
        return problem("40001", "isv.missing-" + word, std::string("缺少参数 ") + name);
    }
    if (valueOf(fields, "app_id") != m_identity.appId) {
        return problem("40002", "isv.invalid-app-id", "无效的AppID参数");
    }
    if (valueOf(fields, "version") != "1.0") {
        return problem("40002", "isv.invalid-version", "无效的版本");
    }
    if (valueOf(fields, "charset") != "utf-8") {
        return problem("40002", "isv.invalid-charset", "字符集错误");
    }
    if (valueOf(fields, "sign_type") != "RSA2") {
        return problem("40002", "isv.invalid-signature-type", "无效的签名类型");
    }
    const std::string format = valueOf(fields, "format");
    if (!format.empty() && format != "JSON") {
        return problem("40002", "isv.invalid-format", "无效的数据格式");
    }
    if (!isBeijingText(valueOf(fields, "timestamp"))) {
        return problem("40002", "isv.invalid-timestamp", "非法的时间戳参数");
    }
    const std::string text = textToSign(fields, {"sign"});
    if (!m_merchant.verify(text, valueOf(fields, "sign"))) {
        return problem("40002", "isv.invalid-signature",
                       "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，"
                       "网关生成的验签字符串为：" +
                           text);
    }
    return {};
}

Node Dispatch::carriedOut(const Fields& fields, const std::string& method, bool keepsCode,
                          std::int64_t now) {
    const std::string biz = valueOf(fields, "biz_content");
    if (method == "precreate") {
        return m_channel.precreate(biz, valueOf(fields, "notify_url"), now);
    }
    if (method == "query") return m_channel.query(biz);
    return m_channel.cancel(biz, keepsCode, now);
}

Answer Dispatch::handle(const Fields& fields, std::int64_t now) {
    const std::string full = valueOf(fields, "method");
    const std::string method =
        full.rfind(kPrefix, 0) == 0 ? full.substr(kPrefix.size()) : std::string();
    if (!knownMethod(method)) {
        return {shaped("error_response", problem("40002", "isv.invalid-method", "不存在的方法名"),
                       "unsigned")};
    }
    std::string name = full + "_response";
    std::replace(name.begin(), name.end(), '.', '_');
    if (const Node refusal = checked(fields); !refusal.empty()) {
        return {shaped(name, refusal, "")};
    }
    const std::string order = Channel::orderOf(valueOf(fields, "biz_content"));
    const auto rule = m_script.take(Occasion::Answer, order, method);
    const std::string action = rule ? rule->action : "";
    if (action == "lose-before") return {{}, true};
    if (action == "busy") return {shaped(name, serviceDown(), "")};
    if (action == "error-response") return {shaped("error_response", serviceDown(), "unsigned")};
    if (action == "system-error") {
        return {shaped(name, failureNode("ACQ.SYSTEM_ERROR", "系统错误"), "")};
    }
    if (action == "retry-flag") {
        Node node = failureNode("AQC.SYSTEM_ERROR", "系统错误");
        node.emplace_back("retry_flag", "Y");
        return {shaped(name, node, "")};
    }
    Node node = carriedOut(fields, method, action == "cancel-keeps-code", now);
    if (action == "busy-after") node = serviceDown();
    Answer answer{shaped(name, node, action)};
    answer.drop = action == "lose-after";
    answer.delayMs = action == "delay" ? rule->ms : 0;
    if (action == "pay-before-answer") {
        const std::string code = node.back().second;
        static_cast<void>(m_channel.pay(code.substr(code.rfind('/') + 1), now));
    }
    if (action == "pay-before-answer" || action == "notify-before-answer") {
        answer.awaitNotice = order;
    }
    return answer;
}

std::string Dispatch::shaped(const std::string& name, const Node& node,
                             const std::string& shape) const {
    const std::string content = jsonText(node);
    const std::string head = "{\"" + name + "\":";
    const std::string sign = "\"sign\":\"" + m_alipay.sign(content) + "\"";
    if (shape == "unsigned") return head + content + "}";
    if (shape == "sign-first") return "{" + sign + ",\"" + name + "\":" + content + "}";
    if (shape == "plain-slash") {
        return head + content + ",\"sign\":\"" + m_alipay.sign(jsonText(node, true)) + "\"}";
    }
    const std::string bad = spoiled(name, content, shape);
    return bad.empty() ? head + content + "," + sign + "}" : bad;
}

std::string Dispatch::spoiled(const std::string& name, const std::string& content,
                              const std::string& shape) const {
    const std::string head = "{\"" + name + "\":";
    const auto signedBy = [](const RsaKey& key, const std::string& text) {
        return ",\"sign\":\"" + key.sign(text) + "\"}";
    };
    if (shape == "tampered") return head + lied(content) + signedBy(m_alipay, content);
    if (shape == "wrong-key") return head + content + signedBy(RsaKey::create(), content);
    if (shape == "duplicate-key") {
        // Which of the two is believed depends on the reader; only the last one is signed.
        return head + lied(content) + ",\"" + name + "\":" + content + signedBy(m_alipay, content);
    }
    if (shape == "oversized") {
        const std::string long_ = content.substr(0, content.size() - 1) + ",\"padding\":\"" +
                                  std::string(100'000, 'x') + "\"}";
        return head + long_ + signedBy(m_alipay, long_);
    }
    return {};
}

}  // namespace wattill::sim
