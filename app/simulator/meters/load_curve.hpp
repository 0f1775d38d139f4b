#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace wattill::sim {

/// What a shop draws over a day and a week. The same moment always gives the same power.
struct LoadCurve {
    std::string seed;  ///< the meter's number: shops differ by it
    int standbyWatt = 120;
    int peakWatt = 2600;
};

/// The simulated meters stand where clocks show UTC+8, all year.
inline constexpr Duration kLocalOffset = std::chrono::hours(8);

[[nodiscard]] int powerWatt(const LoadCurve& curve, Instant at);

struct DayUse {
    std::string day;  ///< "2026-11-21"
    std::int64_t energyWh = 0;
};
/// The `days` whole local days before the day of `now`, oldest first.
[[nodiscard]] std::vector<DayUse> history(const LoadCurve& curve, Instant now, int days);

}  // namespace wattill::sim
