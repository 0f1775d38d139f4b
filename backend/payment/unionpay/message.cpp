#include "payment/unionpay/message.hpp"

#include "payment/wire/digest.hpp"

#include <optional>

namespace wattill::payment::unionpay {

namespace {

constexpr std::size_t kMaxFields = 200;

char closerOf(char c) {
    if (c == '{') return '}';
    if (c == '[') return ']';
    return '\0';
}

/// The end of the first `k=v` part; empty when a bracket stays open.
std::optional<std::size_t> endOfPart(std::string_view text) {
    char opener = '\0';
    int depth = 0;
    for (std::size_t i = text.find('='); i < text.size(); ++i) {
        const char c = text[i];
        if (depth == 0 && c == '&') return i;
        if (depth == 0 && closerOf(c) != '\0') opener = c;
        if (opener == '\0') continue;
        if (c == opener) ++depth;
        if (c == closerOf(opener) && --depth == 0) opener = '\0';
    }
    if (depth != 0) return std::nullopt;
    return text.size();
}

}  // namespace

Result<Fields> splitAnswer(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
        const std::size_t equals = text.find('=');
        const std::string_view name = text.substr(0, equals);
        if (equals == std::string_view::npos || equals == 0 ||
            name.find('&') != std::string_view::npos) {
            return invalidInput("it holds something that is not name=value");
        }
        const auto end = endOfPart(text);
        if (!end) return invalidInput("it holds a bracket that is not closed");
        if (fields.size() >= kMaxFields) return invalidInput("it holds more than 200 fields");
        const std::string_view value = text.substr(equals + 1, *end - equals - 1);
        if (!fields.emplace(std::string(name), std::string(value)).second) {
            return invalidInput("it holds the same name twice");
        }
        if (*end + 1 == text.size()) return invalidInput("it ends with a separator");
        text = *end == text.size() ? std::string_view{} : text.substr(*end + 1);
    }
    return fields;
}

std::string digestOf(const Fields& fields) {
    std::string text;
    for (const auto& [name, value] : fields) {
        if (name == "signature") continue;
        if (!text.empty()) text += '&';
        text += name;
        text += '=';
        text += value;
    }
    return wire::sha256Of(text);
}

}  // namespace wattill::payment::unionpay
