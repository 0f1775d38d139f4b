#pragma once

#include "base/money.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

namespace wattill::sim {

/// Reads the members of one JSON object by name and remembers the first that is wrong. A member
/// that is not there leaves its target as it is.
class ConfigNode {
  public:
    explicit ConfigNode(const nlohmann::json& node) : m_node(node) {}

    void flag(const char* key, bool& into);
    void text(const char* key, std::string& into);
    void integer(const char* key, std::int64_t least, std::int64_t most, auto& into) {
        const auto value = wholeNumber(key, least, most);
        if (value) into = static_cast<std::remove_cvref_t<decltype(into)>>(*value);
    }
    /// A text with at most two decimals.
    void yuan(const char* key, Money& into);
    /// A text with at most four decimals.
    void price(const char* key, Money& into);
    /// Marks the key as known; null when it is not there.
    [[nodiscard]] const nlohmann::json& member(const char* key);
    void complain(const std::string& what);

    /// InvalidInput: the first complaint, or a key that nobody asked for.
    [[nodiscard]] Result<void> done() const;

  private:
    std::optional<std::int64_t> wholeNumber(const char* key, std::int64_t least, std::int64_t most);

    const nlohmann::json& m_node;
    std::set<std::string> m_known;
    std::string m_complaint;
};

/// "0.9" … "12.3456"
[[nodiscard]] std::optional<Money> parsePrice(const std::string& text);

}  // namespace wattill::sim
