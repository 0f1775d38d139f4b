#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wattill::payment::wire {

/// The bytes of strict base64 (RFC 4648, section 4): full padding, no blanks, nothing else in
/// between. Empty for anything else.
[[nodiscard]] std::optional<std::string> decodeBase64(std::string_view text);

/// In one line, padded.
[[nodiscard]] std::string encodeBase64(std::string_view bytes);

/// Without the blanks and line breaks that people and PEM put into base64.
[[nodiscard]] std::string withoutBlanks(std::string_view text);

}  // namespace wattill::payment::wire
