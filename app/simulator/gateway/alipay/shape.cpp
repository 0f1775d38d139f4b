#include "simulator/gateway/alipay/shape.hpp"

#include <array>

namespace wattill::sim::alipay {

namespace {

/// A lie that a client would like to believe.
std::string lied(const std::string& content) {
    struct Lie {
        const char* what;
        const char* with;
    };
    static constexpr std::array kLies{Lie{"WAIT_BUYER_PAY", "TRADE_SUCCESS"},
                                      Lie{"\"fund_change\":\"N", "\"fund_change\":\"Y"},
                                      Lie{"\"refund_fee\":\"", "\"refund_fee\":\"9"},
                                      Lie{"\"total_amount\":\"", "\"total_amount\":\"9"},
                                      Lie{"qr.alipay.com", "qr.a1ipay.com"},
                                      Lie{"\"msg\":\"", "\"msg\":\" "}};
    for (const Lie& lie : kLies) {
        const std::size_t at = content.find(lie.what);
        if (at == std::string::npos) continue;
        std::string text = content;
        return text.replace(at, std::string(lie.what).size(), lie.with);
    }
    return content;
}

std::string spoiled(const std::string& name, const std::string& content, const std::string& shape,
                    const Seal& seal) {
    const std::string head = "{\"" + name + "\":";
    const auto signedBy = [](const RsaKey& key, const std::string& text) {
        return ",\"sign\":\"" + key.sign(text) + "\"}";
    };
    if (shape == "tampered") return head + lied(content) + signedBy(seal.key, content);
    if (shape == "wrong-key") return head + content + signedBy(RsaKey::create(), content);
    if (shape == "duplicate-key") {
        // Which of the two is believed depends on the reader; only the last one is signed.
        return head + lied(content) + ",\"" + name + "\":" + content + signedBy(seal.key, content);
    }
    if (shape == "oversized") {
        const std::string large = content.substr(0, content.size() - 1) + ",\"padding\":\"" +
                                  std::string(100'000, 'x') + "\"}";
        return head + large + signedBy(seal.key, large);
    }
    return {};
}

}  // namespace

std::string shaped(const std::string& name, const Node& node, const std::string& shape,
                   const Seal& seal) {
    const std::string content = jsonText(node);
    const std::string head = "{\"" + name + "\":";
    if (shape == "unsigned") return head + content + "}";
    std::string bad = spoiled(name, content, shape, seal);
    if (!bad.empty()) return bad;
    const std::string signedText = shape == "plain-slash" ? jsonText(node, true) : content;
    std::string tail = "\"sign\":\"" + seal.key.sign(signedText) + "\"";
    if (!seal.certificateSerial.empty()) {
        tail = "\"alipay_cert_sn\":\"" + seal.certificateSerial + "\"," + tail;
    }
    if (shape == "sign-first") return "{" + tail + ",\"" + name + "\":" + content + "}";
    return head + content + "," + tail + "}";
}

}  // namespace wattill::sim::alipay
