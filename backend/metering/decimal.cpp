#include "metering/decimal.hpp"

#include <algorithm>

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

}  // namespace

std::optional<std::int64_t> exactScale(std::string_view text, std::int64_t power) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    if (!isDigits(whole)) return std::nullopt;
    std::int64_t product = number(whole) * power;
    if (point != std::string_view::npos) {
        const std::string_view fraction = text.substr(point + 1);
        if (!isDigits(fraction)) return std::nullopt;
        std::int64_t divisor = 1;
        for (std::size_t i = 0; i < fraction.size(); ++i)
            divisor *= 10;
        const std::int64_t part = number(fraction) * power;
        if (part % divisor != 0) return std::nullopt;
        product += part / divisor;
    }
    if (product <= 0 || product > kMaxFactor) return std::nullopt;
    return product;
}

}  // namespace wattill::metering
