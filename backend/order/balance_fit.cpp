#include "order/balance_fit.hpp"

#include <algorithm>

namespace wattill::order {

namespace {
/// Beyond those anything may have been used, and the products below would only overflow.
constexpr Duration kLongest = std::chrono::days(31);
constexpr Energy kMostEnergy = Energy::fromWh(1'000'000'000);

/// Nothing: any amount.
std::optional<Money> mostUsed(const EarlierReading& earlier, const metering::MeterReading& now,
                              const UseBounds& bounds) {
    constexpr std::int64_t kMillisPerHour = 3'600'000;
    const Duration passed = std::max(Duration{0}, now.at - earlier.at);
    if (passed > kLongest || !earlier.total) return std::nullopt;
    const Energy used = now.total - *earlier.total;
    // A register that goes backwards was reset or has turned over.
    if (used < Energy() || used > kMostEnergy) return std::nullopt;
    const Money byTime = Money::fromMicroYuan(bounds.mostPerHour.microYuan() / 1000 *
                                              passed.count() / (kMillisPerHour / 1000));
    return std::max(byTime, used.costAt(bounds.mostPerKwh));
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
