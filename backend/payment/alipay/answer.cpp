#include "payment/alipay/answer.hpp"

#include "base/json.hpp"
#include "payment/alipay/envelope.hpp"
#include "payment/alipay/methods.hpp"
#include "payment/wire/base64.hpp"

#include <algorithm>
#include <optional>

namespace wattill::payment::alipay {

namespace {

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

std::optional<std::string_view> find(const std::vector<RawMember>& members, std::string_view name) {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const RawMember& member) { return member.name == name; });
    if (found == members.end()) return std::nullopt;
    return found->value;
}

std::optional<std::string> textOf(std::string_view value) {
    const auto text = parseStrict(value);
    if (!text.ok() || !text->is_string()) return std::nullopt;
    return text->get<std::string>();
}

}  // namespace

Error unbelievable(const std::string& why) {
    return {ErrorCode::BadReply,
            Retry::Later,
            "The payment channel's answer cannot be believed: " + why + ".",
            {}};
}

std::string textField(const nlohmann::json& node, const char* name) {
    const auto found = node.find(name);
    if (found == node.end() || !found->is_string()) return {};
    return found->get_ref<const std::string&>();
}

Result<SignedAnswer> splitAnswer(std::string_view text, std::string_view method) {
    const auto members = splitObject(text);
    if (!members.ok()) return unbelievable(members.error().message);
    const auto node = find(*members, nodeName(method));
    const auto sign = find(*members, "sign");
    if (!node) return unbelievable("it does not hold " + nodeName(method));
    if (!sign) return unbelievable("it is not signed");
    const auto signature = textOf(*sign);
    if (!signature) return unbelievable("its signature is not a text");
    SignedAnswer answer{*node, *signature, {}};
    if (const auto named = find(*members, "alipay_cert_sn")) {
        const auto certificate = textOf(*named);
        if (!certificate) return unbelievable("its alipay_cert_sn is not a text");
        answer.certificate = *certificate;
    }
    return answer;
}

Result<nlohmann::json> verified(const SignedAnswer& answer, const Verify& genuine) {
    if (!genuine(answer.node, answer.signature) &&
        !genuine(withPlainSlashes(answer.node), answer.signature)) {
        return unbelievable("its signature does not fit Alipay's public key");
    }
    auto parsed = parseStrict(answer.node);
    if (!parsed.ok()) return unbelievable(parsed.error().message);
    if (!parsed->is_object()) return unbelievable("its node is not an object");
    return parsed;
}

Result<nlohmann::json> verifiedAnswer(std::string_view text, std::string_view method,
                                      const wire::PublicKey& alipayKey) {
    const auto answer = splitAnswer(text, method);
    if (!answer.ok()) return answer.error();
    return verified(*answer, [&](std::string_view bytes, const std::string& signature) {
        return alipayKey.verifies(bytes, signature);
    });
}

Result<std::string> certificateIn(std::string_view text) {
    const auto members = splitObject(text);
    if (!members.ok()) return unbelievable(members.error().message);
    const auto node = find(*members, nodeName(kCertificate));
    if (!node) return unbelievable("it does not hold " + nodeName(kCertificate));
    const auto parsed = parseStrict(*node);
    if (!parsed.ok() || !parsed->is_object()) return unbelievable("its node is not an object");
    const std::string content = textField(*parsed, "alipay_cert_content");
    auto pem = wire::decodeBase64(wire::withoutBlanks(content));
    if (content.empty() || !pem) {
        return unbelievable("it holds no certificate (" + textField(*parsed, "code") + " " +
                            textField(*parsed, "sub_code") + ")");
    }
    return std::move(*pem);
}

}  // namespace wattill::payment::alipay
