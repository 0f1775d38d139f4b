#pragma once

#include "base/result.hpp"

#include <string_view>

#include <nlohmann/json.hpp>

namespace wattill {

/// Deeper nesting than this is refused by parseStrict.
inline constexpr int kMaxJsonDepth = 32;

/// Reads one JSON text and nothing after it. Refused, beside what is not JSON at all: the same key
/// twice in one object, more than 32 levels, an integer beyond 64 bits (the library would turn it
/// into a rounded double), bytes that are not UTF-8. Never throws.
///
/// Errors: InvalidInput with line and column. The message never quotes the text, which may hold
/// secrets or personal data.
[[nodiscard]] Result<nlohmann::json> parseStrict(std::string_view text);

}  // namespace wattill
