#pragma once

#include "base/assertion.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace wattill::order {

/// An enumerator and its stable word for JSON, the database and logs.
template <class Value>
using Named = std::pair<Value, std::string_view>;

template <class Value, std::size_t size>
[[nodiscard]] std::string_view nameIn(const std::array<Named<Value>, size>& table, Value value) {
    for (const auto& [each, text] : table) {
        if (each == value) return text;
    }
    assertionFailed("value in table", "an enumerator without a name", __FILE__, __LINE__);
}

template <class Value, std::size_t size>
[[nodiscard]] std::optional<Value> valueIn(const std::array<Named<Value>, size>& table,
                                           std::string_view name) {
    for (const auto& [value, text] : table) {
        if (text == name) return value;
    }
    return std::nullopt;
}

}  // namespace wattill::order
