#include "payment/wire/form.hpp"

#include "payment/wire/letters.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace wattill::payment::wire {

namespace {

constexpr std::size_t kMaxParameters = 200;
constexpr std::size_t kMaxPosted = 65536;
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

bool isUnreserved(char c) {
    return isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

void appendEncoded(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : text) {
        if (isUnreserved(c)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        }
    }
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
            continue;
        }
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hexDigit(text[i + 1]);
        const int low = hexDigit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

bool isForm(std::string_view contentType) {
    std::string type(contentType.substr(0, contentType.find(';')));
    type.erase(type.find_last_not_of(" \t") + 1);
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return type == kFormType;
}

}  // namespace

const std::string& field(const Parameters& parameters, const std::string& name) {
    static const std::string none;
    const auto found = parameters.find(name);
    return found == parameters.end() ? none : found->second;
}

std::string signText(const Parameters& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        if (!text.empty()) text += '&';
        text += name;
        text += '=';
        text += value;
    }
    return text;
}

std::string encodeForm(const Parameters& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        if (!text.empty()) text += '&';
        appendEncoded(text, name);
        text += '=';
        appendEncoded(text, value);
    }
    return text;
}

Result<Parameters> decodeForm(std::string_view body) {
    Parameters parameters;
    while (!body.empty()) {
        const std::size_t end = body.find('&');
        const std::string_view pair = body.substr(0, end);
        body = end == std::string_view::npos ? std::string_view{} : body.substr(end + 1);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            return invalidInput("The form holds something that is not name=value.");
        }
        auto name = decoded(pair.substr(0, equals));
        auto value = decoded(pair.substr(equals + 1));
        if (!name || !value) return invalidInput("The form holds a broken %-escape.");
        if (parameters.size() >= kMaxParameters) {
            return invalidInput("The form holds more than 200 parameters.");
        }
        if (!parameters.emplace(std::move(*name), std::move(*value)).second) {
            return invalidInput("The form holds the same name twice.");
        }
    }
    return parameters;
}

Result<Parameters> readPosted(const PostedForm& posted) {
    if (!isForm(posted.contentType)) {
        return invalidInput("A notification is a form; this has another content type.");
    }
    if (posted.body.size() > kMaxPosted) {
        return invalidInput("The notification is longer than 64 KiB.");
    }
    return decodeForm(posted.body);
}

}  // namespace wattill::payment::wire
