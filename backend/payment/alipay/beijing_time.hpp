#pragma once

#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wattill::payment::alipay {

/// Beijing has been at +08:00 without summer time since 1991, whatever the site's zone is.
inline constexpr Duration kBeijing = std::chrono::hours(8);

/// "2026-11-22 10:30:00"
[[nodiscard]] inline std::string beijingText(Instant at) {
    std::string text = isoText(at + kBeijing).substr(0, 19);
    text[10] = ' ';
    return text;
}

/// The reverse; "2026/11/22 10:30:00" is understood, too.
[[nodiscard]] inline std::optional<Instant> parseBeijing(std::string_view text) {
    if (text.size() != 19 || text[10] != ' ') return std::nullopt;
    std::string iso(text);
    iso[10] = 'T';
    if (iso[4] == '/') iso[4] = '-';
    if (iso[7] == '/') iso[7] = '-';
    const auto at = parseIso(iso + ".000Z");
    if (!at) return std::nullopt;
    return *at - kBeijing;
}

[[nodiscard]] inline LocalDay beijingDay(Instant at) {
    return LocalDay(std::chrono::floor<std::chrono::days>(at + kBeijing).time_since_epoch());
}

}  // namespace wattill::payment::alipay
