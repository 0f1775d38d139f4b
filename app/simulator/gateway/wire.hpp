#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::sim {

using Fields = std::map<std::string, std::string>;
/// The value, or nothing.
[[nodiscard]] std::string valueOf(const Fields& fields, const std::string& name);
/// Name and value in the order in which they are sent.
using Node = std::vector<std::pair<std::string, std::string>>;

/// name=value joined by '&' in byte order of the names, without the names in `without` and without
/// empty values.
[[nodiscard]] std::string textToSign(const Fields& fields, const std::vector<std::string>& without);
[[nodiscard]] std::string urlEncoded(const Fields& fields);
/// The value of a node that is JSON already: an array, an object.
[[nodiscard]] std::string rawJson(const std::string& json);
/// One JSON object of texts; '/' is escaped as Alipay does, unless `plainSlash`.
[[nodiscard]] std::string jsonText(const Node& node, bool plainSlash = false);
[[nodiscard]] std::string jsonQuoted(std::string_view text, bool plainSlash = false);

/// "2026-11-22 10:30:00" at +08:00.
[[nodiscard]] std::string beijingText(std::int64_t millis);
[[nodiscard]] bool isBeijingText(const std::string& text);
/// Milliseconds since 1970 of what isBeijingText() says yes to.
[[nodiscard]] std::optional<std::int64_t> millisOf(const std::string& text);
/// "20261122103000" at +08:00, and back.
[[nodiscard]] std::string compactText(std::int64_t millis);
[[nodiscard]] std::optional<std::int64_t> compactMillis(const std::string& text);
/// "Sun, 22 Nov 2026 02:30:00 GMT", as HTTP wants it.
[[nodiscard]] std::string httpDate(std::int64_t millis);
/// Exactly "123.45"; nothing else.
[[nodiscard]] std::optional<std::int64_t> fenOf(const std::string& yuan);
[[nodiscard]] std::string yuanOf(std::int64_t fen);
/// "5m", "2h", "1d" as milliseconds; 1 minute to 15 days.
[[nodiscard]] std::optional<std::int64_t> expressMillis(const std::string& text);

}  // namespace wattill::sim
