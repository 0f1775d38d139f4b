#include "payment/alipay/answer.hpp"

#include "base/json.hpp"
#include "payment/alipay/envelope.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace wattill::payment::alipay {

namespace {

constexpr std::size_t kMaxContext = 300;

Error unbelievable(std::string why) {
    return {ErrorCode::BadReply,
            Retry::Later,
            "The payment channel's answer cannot be believed: " + why + ".",
            {}};
}

/// Alipay escapes '/' as "\/" in what it sends, and some of its gateways sign the plain form.
std::string withPlainSlashes(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            if (text[i + 1] != '/') plain += text[i];
            ++i;
        }
        plain += text[i];
    }
    return plain;
}

std::string nodeName(std::string_view method) {
    std::string name(method);
    std::replace(name.begin(), name.end(), '.', '_');
    return name + "_response";
}

bool endsWith(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// Sub-codes of code 40004 after which the channel itself does not know.
bool mayHaveHappened(std::string_view subCode) {
    // "AQC." is the spelling that occurs in cancel answers.
    return endsWith(subCode, "SYSTEM_ERROR") || subCode == "ACQ.TRADE_HAS_SUCCESS" ||
           subCode.substr(0, 4) == "isp." || subCode.substr(0, 4) == "aop.";
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
    return "see the channel's code";
}

}  // namespace

std::string textField(const nlohmann::json& node, const char* name) {
    const auto found = node.find(name);
    if (found == node.end() || !found->is_string()) return {};
    return found->get_ref<const std::string&>();
}

Result<nlohmann::json> verifiedAnswer(std::string_view text, std::string_view method,
                                      const wire::PublicKey& alipayKey) {
    const auto members = splitObject(text);
    if (!members.ok()) return unbelievable(members.error().message);
    const std::string wanted = nodeName(method);
    std::optional<std::string_view> node;
    std::optional<std::string_view> sign;
    for (const RawMember& member : *members) {
        if (member.name == wanted) node = member.value;
        if (member.name == "sign") sign = member.value;
    }
    if (!node) return unbelievable("it does not hold " + wanted);
    if (!sign) return unbelievable("it is not signed");
    const auto signText = parseStrict(*sign);
    if (!signText.ok() || !signText->is_string())
        return unbelievable("its signature is not a text");
    const auto& signature = signText->get_ref<const std::string&>();
    if (!alipayKey.verifies(*node, signature) &&
        !alipayKey.verifies(withPlainSlashes(*node), signature)) {
        return unbelievable("its signature does not fit Alipay's public key");
    }
    auto parsed = parseStrict(*node);
    if (!parsed.ok()) return unbelievable(parsed.error().message);
    if (!parsed->is_object()) return unbelievable("its node is not an object");
    return parsed;
}

Error failureOf(const nlohmann::json& node) {
    const std::string code = textField(node, "code");
    const std::string subCode = textField(node, "sub_code");
    std::string context =
        "code=" + code + " sub_code=" + subCode + " sub_msg=" + textField(node, "sub_msg");
    context.resize(std::min(context.size(), kMaxContext));
    if (code.empty()) return unbelievable("it has no code");
    const bool busy = code == "20000" || code == "40005" || code == "10003";
    if (busy || (code == "40004" && mayHaveHappened(subCode))) {
        return {ErrorCode::Unavailable, Retry::Later,
                "The payment channel is busy (" + code + " " + subCode + "); it is asked again.",
                std::move(context)};
    }
    return {ErrorCode::Refused, Retry::Never,
            "The payment channel refused (" + code + " " + subCode +
                "): " + remedyFor(code, subCode) + ".",
            std::move(context)};
}

}  // namespace wattill::payment::alipay
