#include "node/register_traits.hpp"

namespace wattill::node {

namespace {
constexpr std::int64_t kDisplay = 100'000'000;
constexpr std::int64_t kBits = std::int64_t{1} << 32U;
/// A line of a directly connected meter: 100 A at 250 V, and some more.
constexpr std::int64_t kWattPerLine = 30'000;
}  // namespace

metering::RegisterTraits registerTraits(const metering::Profile& profile) {
    metering::RegisterTraits traits;
    const metering::Point* total = profile.point("energy.total");
    if (total == nullptr) return traits;
    for (const std::int64_t steps : {kDisplay, kBits})
        traits.turnsOverAt.push_back(Energy::fromWh(steps * total->factor));
    traits.mostWatt = kWattPerLine * profile.phases();
    return traits;
}

}  // namespace wattill::node
