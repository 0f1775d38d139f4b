#include "base/use_bound.hpp"

#include <algorithm>

namespace wattill {

std::optional<Money> mostUsedIn(Duration passed, Money mostPerHour) {
    constexpr Duration kLongest = std::chrono::days(31);
    constexpr std::int64_t kSecondsPerHour = 3'600;
    if (passed > kLongest) return std::nullopt;
    // By thousands, so that the product of 31 days in milliseconds stays within 64 bits.
    return Money::fromMicroYuan(mostPerHour.microYuan() / 1000 *
                                std::max(Duration{0}, passed).count() / kSecondsPerHour);
}

}  // namespace wattill
