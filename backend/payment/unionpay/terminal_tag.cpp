#include "payment/unionpay/terminal_tag.hpp"

#include "payment/wire/base64.hpp"
#include "payment/wire/letters.hpp"

#include <algorithm>
#include <optional>

namespace wattill::payment::unionpay {

namespace {

constexpr std::size_t kTermDigits = 8;
constexpr std::size_t kMaxReserved = 32;
constexpr std::string_view kPlain = "T.";
constexpr std::string_view kEncoded = "B.";

bool isPlain(char c) {
    return wire::isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
}

/// base64 without the three characters that mean something in a form or to UnionPay.
std::string encoded(std::string_view text) {
    std::string base64 = wire::encodeBase64(text);
    std::replace(base64.begin(), base64.end(), '+', '-');
    std::replace(base64.begin(), base64.end(), '/', '_');
    base64.erase(base64.find_last_not_of('=') + 1);
    return base64;
}

std::optional<std::string> decoded(std::string_view text) {
    std::string base64(text);
    std::replace(base64.begin(), base64.end(), '-', '+');
    std::replace(base64.begin(), base64.end(), '_', '/');
    base64.append((4 - base64.size() % 4) % 4, '=');
    return wire::decodeBase64(base64);
}

}  // namespace

Result<TerminalTag> tagOf(const std::string& terminal) {
    if (terminal.empty()) return TerminalTag{};
    if (wire::allDigits(terminal) && terminal.size() == kTermDigits) {
        return TerminalTag{terminal, {}};
    }
    const bool plain = std::all_of(terminal.begin(), terminal.end(), isPlain);
    std::string reserved =
        plain ? std::string(kPlain) + terminal : std::string(kEncoded) + encoded(terminal);
    if (reserved.size() > kMaxReserved) {
        return invalidInput(
            "terminal: UnionPay's settlement file keeps 30 letters and digits, or 22 bytes of "
            "other characters; give the terminal a shorter name.");
    }
    return TerminalTag{{}, std::move(reserved)};
}

std::string terminalOf(std::string_view termId, std::string_view reqReserved) {
    const std::string_view kind = reqReserved.substr(0, kPlain.size());
    const std::string_view name = reqReserved.substr(kind.size());
    if (kind == kPlain && !name.empty()) return std::string(name);
    if (kind == kEncoded) {
        const auto text = decoded(name);
        if (text) return *text;
    }
    return std::string(termId);
}

}  // namespace wattill::payment::unionpay
