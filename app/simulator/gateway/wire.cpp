#include "simulator/gateway/wire.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <ctime>
#include <regex>

namespace wattill::sim {

std::string valueOf(const Fields& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
}

std::string textToSign(const Fields& fields, const std::vector<std::string>& without) {
    std::string text;
    for (const auto& [name, value] : fields) {
        const bool left = std::find(without.begin(), without.end(), name) != without.end();
        if (left || value.empty()) continue;
        text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
    }
    return text;
}

std::string urlEncoded(const Fields& fields) {
    const auto encode = [](const std::string& text) {
        std::string out;
        for (const char c : text) {
            const bool plain = (std::isalnum(static_cast<unsigned char>(c)) != 0) || c == '-' ||
                               c == '_' || c == '.' || c == '*';
            std::array<char, 4> hex{};
            std::snprintf(hex.data(), hex.size(), "%%%02X",
                          static_cast<unsigned>(static_cast<unsigned char>(c)));
            // java.net.URLEncoder, which Alipay uses, writes a blank as '+'.
            out += plain ? std::string(1, c) : (c == ' ' ? std::string("+") : hex.data());
        }
        return out;
    };
    std::string text;
    for (const auto& [name, value] : fields) {
        text.append(text.empty() ? "" : "&").append(encode(name)).append("=").append(encode(value));
    }
    return text;
}

namespace {
constexpr char kRawMark = '\x01';
}  // namespace

std::string rawJson(const std::string& json) {
    return kRawMark + json;
}

std::string jsonQuoted(std::string_view text, bool plainSlash) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || (c == '/' && !plainSlash)) {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> hex{};
            std::snprintf(hex.data(), hex.size(), "\\u%04x", static_cast<unsigned>(c));
            out += hex.data();
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string jsonText(const Node& node, bool plainSlash) {
    std::string out;
    for (const auto& [name, value] : node) {
        out += out.empty() ? "{" : ",";
        const bool raw = !value.empty() && value.front() == kRawMark;
        out += jsonQuoted(name) + ":";
        out += raw ? value.substr(1) : jsonQuoted(value, plainSlash);
    }
    return out + "}";
}

namespace {

constexpr std::int64_t kBeijing = 8 * 3600;

std::string formatted(std::int64_t millis, std::int64_t eastOfGmt, const char* format) {
    const std::time_t seconds = millis / 1000 + eastOfGmt;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    std::strftime(text.data(), text.size(), format, &parts);
    return text.data();
}

/// Nothing for what is no day or no time, or has another shape.
std::optional<std::int64_t> parsed(const std::string& text, const char* format) {
    std::tm parts{};
    const char* end = strptime(text.c_str(), format, &parts);
    if (end == nullptr || *end != '\0') return std::nullopt;
    const std::int64_t millis = (timegm(&parts) - kBeijing) * 1000;
    if (formatted(millis, kBeijing, format) != text) return std::nullopt;
    return millis;
}

}  // namespace

std::string beijingText(std::int64_t millis) {
    return formatted(millis, kBeijing, "%Y-%m-%d %H:%M:%S");
}

bool isBeijingText(const std::string& text) {
    return millisOf(text).has_value();
}

std::optional<std::int64_t> millisOf(const std::string& text) {
    return parsed(text, "%Y-%m-%d %H:%M:%S");
}

std::string compactText(std::int64_t millis) {
    return formatted(millis, kBeijing, "%Y%m%d%H%M%S");
}

std::optional<std::int64_t> compactMillis(const std::string& text) {
    return parsed(text, "%Y%m%d%H%M%S");
}

std::string httpDate(std::int64_t millis) {
    return formatted(millis, 0, "%a, %d %b %Y %H:%M:%S GMT");
}

std::optional<std::int64_t> fenOf(const std::string& yuan) {
    static const std::regex pattern("(0|[1-9][0-9]{0,8})\\.([0-9]{2})");
    std::smatch match;
    if (!std::regex_match(yuan, match, pattern)) return std::nullopt;
    return std::stoll(match[1]) * 100 + std::stoll(match[2]);
}

std::string yuanOf(std::int64_t fen) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%lld.%02lld", static_cast<long long>(fen / 100),
                  static_cast<long long>(fen % 100));
    return text.data();
}

std::optional<std::int64_t> expressMillis(const std::string& text) {
    static const std::regex pattern("([1-9][0-9]{0,4})([mhd])");
    std::smatch match;
    if (!std::regex_match(text, match, pattern)) return std::nullopt;
    const std::string unit = match[2];
    const std::int64_t minutes = unit == "m" ? 1 : (unit == "h" ? 60 : 24 * 60);
    const std::int64_t total = std::stoll(match[1]) * minutes;
    if (total > 15LL * 24 * 60) return std::nullopt;
    return total * 60'000;
}

}  // namespace wattill::sim
