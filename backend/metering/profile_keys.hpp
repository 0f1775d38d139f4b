#pragma once

#include "metering/json_reader.hpp"
#include "metering/point.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace wattill::metering {

/// The value that the text at `key` names in a table, or a complaint that lists the names.
template <class Value, std::size_t N>
Value oneOf(JsonReader& reader, const std::string& key,
            const std::array<std::pair<std::string_view, Value>, N>& table) {
    const std::string text = reader.text(key);
    std::string names;
    for (const auto& [name, value] : table) {
        if (name == text) return value;
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    reader.fail(key, fmt::format("must be one of: {}", names));
    return table[0].second;
}

inline constexpr std::array<std::pair<std::string_view, Confidence>, 6> kConfidences = {
    {{"unknown", Confidence::Unknown},
     {"inferred", Confidence::Inferred},
     {"single-source", Confidence::SingleSource},
     {"confirmed", Confidence::Confirmed},
     {"confirmed-twice", Confidence::ConfirmedTwice},
     {"site-confirmed", Confidence::SiteConfirmed}}};

/// The coding at "type"; a complaint and an "u16" when there is none of that name.
[[nodiscard]] Coding readCoding(JsonReader& reader);

}  // namespace wattill::metering
