#pragma once

#include <algorithm>
#include <string_view>

namespace wattill::payment::wire {

// Channels mean ASCII, whatever the locale says.

[[nodiscard]] constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool isLetterOrDigit(char c) {
    return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Also true of an empty text.
[[nodiscard]] inline bool allDigits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), isDigit);
}

}  // namespace wattill::payment::wire
