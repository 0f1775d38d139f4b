#include "meters/config_node.hpp"

#include <charconv>

#include <fmt/format.h>

namespace wattill::sim {
namespace {

constexpr std::size_t kDecimals = 4;
const nlohmann::json kNothing;

}  // namespace

const nlohmann::json& ConfigNode::member(const char* key) {
    m_known.insert(key);
    if (!m_node.is_object()) return kNothing;
    const auto found = m_node.find(key);
    return found == m_node.end() ? kNothing : *found;
}

void ConfigNode::complain(const std::string& what) {
    if (m_complaint.empty()) m_complaint = what;
}

void ConfigNode::flag(const char* key, bool& into) {
    const auto& node = member(key);
    if (node.is_null()) return;
    if (node.is_boolean()) {
        into = node.get<bool>();
    } else {
        complain(fmt::format("{} must be true or false", key));
    }
}

void ConfigNode::text(const char* key, std::string& into) {
    const auto& node = member(key);
    if (node.is_null()) return;
    if (node.is_string()) {
        into = node.get<std::string>();
    } else {
        complain(fmt::format("{} must be a text", key));
    }
}

std::optional<std::int64_t> ConfigNode::wholeNumber(const char* key, std::int64_t least,
                                                    std::int64_t most) {
    const auto& node = member(key);
    if (node.is_null()) return std::nullopt;
    if (node.is_number_integer()) {
        const auto value = node.get<std::int64_t>();
        if (value >= least && value <= most) return value;
    }
    complain(fmt::format("{} must be a whole number, {} … {}", key, least, most));
    return std::nullopt;
}

void ConfigNode::yuan(const char* key, Money& into) {
    const auto& node = member(key);
    if (node.is_null()) return;
    const auto money = node.is_string() ? Money::parseYuan(node.get<std::string>())
                                        : invalidInput("must be a text: \"0.90\"");
    if (money) {
        into = *money;
    } else {
        complain(fmt::format("{}: {}", key, money.error().message));
    }
}

void ConfigNode::price(const char* key, Money& into) {
    const auto& node = member(key);
    if (node.is_null()) return;
    const auto price = node.is_string() ? parsePrice(node.get<std::string>()) : std::nullopt;
    if (price) {
        into = *price;
    } else {
        complain(fmt::format("{} must be a text with four decimals at most: \"0.9123\"", key));
    }
}

Result<void> ConfigNode::done() const {
    if (!m_node.is_object()) return invalidInput("must be an object");
    if (!m_complaint.empty()) return invalidInput(m_complaint);
    for (const auto& [key, value] : m_node.items()) {
        if (!m_known.contains(key)) return invalidInput("unknown key \"" + key + "\"; remove it");
    }
    return {};
}

std::optional<Money> parsePrice(const std::string& text) {
    const std::size_t point = text.find('.');
    std::string digits = text.substr(0, point);
    std::string rest = point == std::string::npos ? "" : text.substr(point + 1);
    if (digits.empty() || digits.size() > 4 || rest.size() > kDecimals) return std::nullopt;
    rest.resize(kDecimals, '0');
    digits += rest;
    std::int64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value < 0) return std::nullopt;
    return Money::fromMicroYuan(value * 100);
}

}  // namespace wattill::sim
