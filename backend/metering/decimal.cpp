#include "metering/decimal.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

constexpr std::size_t kMaxDigits = 9;
constexpr std::int64_t kMaxFactor = 1'000'000'000;

bool isDigits(std::string_view text) {
    return !text.empty() && text.size() <= kMaxDigits &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t number(std::string_view digits) {
    std::int64_t value = 0;
    for (const char c : digits)
        value = value * 10 + (c - '0');
    return value;
}

std::int64_t powerOfTen(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

}  // namespace

std::optional<Decimal> parseDecimal(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    if (!isDigits(whole)) return std::nullopt;
    Decimal decimal{number(whole), 0};
    if (point != std::string_view::npos) {
        const std::string_view fraction = text.substr(point + 1);
        if (!isDigits(fraction)) return std::nullopt;
        decimal.decimals = static_cast<int>(fraction.size());
        decimal.mantissa = decimal.mantissa * powerOfTen(decimal.decimals) + number(fraction);
    }
    if (decimal.mantissa == 0) return std::nullopt;
    return decimal;
}

std::optional<Ratio> ratioOf(const Decimal& decimal, std::int64_t power) {
    std::int64_t factor = 0;
    if (__builtin_mul_overflow(decimal.mantissa, power, &factor)) return std::nullopt;
    const std::int64_t divisor = powerOfTen(decimal.decimals);
    const std::int64_t common = std::gcd(factor, divisor);
    if (factor / common > kMaxFactor) return std::nullopt;
    return Ratio{factor / common, divisor / common};
}

std::optional<std::int64_t> exactScale(std::string_view text, std::int64_t power) {
    const auto decimal = parseDecimal(text);
    if (!decimal) return std::nullopt;
    const auto ratio = ratioOf(*decimal, power);
    if (!ratio || ratio->divisor != 1) return std::nullopt;
    return ratio->factor;
}

std::optional<std::string> decimalText(std::int64_t raw, const Decimal& step) {
    std::int64_t scaled = 0;
    if (__builtin_mul_overflow(raw, step.mantissa, &scaled) || scaled == INT64_MIN) {
        return std::nullopt;
    }
    if (step.decimals == 0) return std::to_string(scaled);
    const std::int64_t power = powerOfTen(step.decimals);
    const std::int64_t size = scaled < 0 ? -scaled : scaled;
    return fmt::format("{}{}.{:0{}}", scaled < 0 ? "-" : "", size / power, size % power,
                       step.decimals);
}

}  // namespace wattill::metering
