#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wattill::metering {

/// `text` times `power` as an integer: exactScale("0.01", 1000) is 10. `text` is a plain decimal
/// above zero with at most nine digits on either side of the point, `power` a power of ten up to
/// 1,000,000. Empty when `text` is something else, or the product is not whole or above 10^9.
[[nodiscard]] std::optional<std::int64_t> exactScale(std::string_view text, std::int64_t power);

/// A plain decimal above zero: mantissa / 10^decimals.
struct Decimal {
    std::int64_t mantissa = 1;
    int decimals = 0;
};
/// As exactScale() reads it.
[[nodiscard]] std::optional<Decimal> parseDecimal(std::string_view text);

struct Ratio {
    std::int64_t factor = 1;
    std::int64_t divisor = 1;
};
/// `decimal` times `power` in lowest terms. Empty when the factor is above 10^9.
[[nodiscard]] std::optional<Ratio> ratioOf(const Decimal& decimal, std::int64_t power);

/// raw × mantissa / 10^decimals, with all its decimals: "-3.20". Empty when it overflows.
[[nodiscard]] std::optional<std::string> decimalText(std::int64_t raw, const Decimal& step);

}  // namespace wattill::metering
