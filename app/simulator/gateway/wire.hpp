#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::sim {

using Fields = std::map<std::string, std::string>;
/// Name and value in the order in which they are sent.
using Node = std::vector<std::pair<std::string, std::string>>;

/// name=value joined by '&' in byte order of the names, without the names in `without` and without
/// empty values.
[[nodiscard]] std::string textToSign(const Fields& fields, const std::vector<std::string>& without);
[[nodiscard]] std::string urlEncoded(const Fields& fields);
/// One JSON object of texts; '/' is escaped as Alipay does, unless `plainSlash`.
[[nodiscard]] std::string jsonText(const Node& node, bool plainSlash = false);
[[nodiscard]] std::string jsonQuoted(std::string_view text, bool plainSlash = false);

/// "2026-11-22 10:30:00" at +08:00.
[[nodiscard]] std::string beijingText(std::int64_t millis);
[[nodiscard]] bool isBeijingText(const std::string& text);
/// Exactly "123.45"; nothing else.
[[nodiscard]] std::optional<std::int64_t> fenOf(const std::string& yuan);
[[nodiscard]] std::string yuanOf(std::int64_t fen);
/// "5m", "2h", "1d" as milliseconds; 1 minute to 15 days.
[[nodiscard]] std::optional<std::int64_t> expressMillis(const std::string& text);

}  // namespace wattill::sim
