#include "order/balance_fit.hpp"

#include "base/use_bound.hpp"

#include <algorithm>

namespace wattill::order {

namespace {
/// Beyond it anything may have been used.
constexpr Energy kMostEnergy = Energy::fromWh(1'000'000'000);

/// Nothing: any amount.
std::optional<Money> mostUsed(const EarlierReading& earlier, const metering::MeterReading& now,
                              const UseBounds& bounds) {
    const std::optional<Money> byTime = mostUsedIn(now.at - earlier.at, bounds.mostPerHour);
    if (!byTime || !earlier.total) return std::nullopt;
    const Energy used = now.total - *earlier.total;
    // A register that goes backwards was reset or has turned over.
    if (used < Energy() || used > kMostEnergy) return std::nullopt;
    return std::max(*byTime, used.costAt(bounds.mostPerKwh));
}
}  // namespace

Fit fit(Money expected, const EarlierReading& earlier, const metering::MeterReading& now,
        const UseBounds& bounds) {
    if (now.balance > expected) return Fit::No;
    const std::optional<Money> used = mostUsed(earlier, now, bounds);
    if (!used) return Fit::MayBe;
    return now.balance >= expected - *used - bounds.tolerance ? Fit::Yes : Fit::No;
}

}  // namespace wattill::order
