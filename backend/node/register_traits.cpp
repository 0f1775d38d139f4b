#include "node/register_traits.hpp"

namespace wattill::node {

namespace {
constexpr std::int64_t kDisplay = 100'000'000;
constexpr int kMostBytes = 5;  // of a register whose end fits into Wh
/// A line of a directly connected meter: 100 A at 250 V, and some more.
constexpr std::int64_t kWattPerLine = 30'000;
}  // namespace

metering::RegisterTraits registerTraits(const metering::Profile& profile) {
    metering::RegisterTraits traits;
    const metering::Point* total = profile.point("energy.total");
    // Behind transformers only the meter knows its ratio: then everything is believed.
    if (total == nullptr || !total->multiplyBy.empty()) return traits;
    traits.turnsOverAt.push_back(Energy::fromWh(kDisplay * total->factor));
    const metering::Coding& coding = total->coding;
    if (coding.kind == metering::Coding::Kind::Unsigned && coding.bytes <= kMostBytes) {
        const std::int64_t end = std::int64_t{1} << static_cast<unsigned>(8 * coding.bytes);
        traits.turnsOverAt.push_back(Energy::fromWh(end * total->factor));
    }
    traits.mostWatt = kWattPerLine * profile.phases();
    return traits;
}

}  // namespace wattill::node
