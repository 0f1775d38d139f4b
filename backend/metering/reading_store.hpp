#pragma once

#include "metering/meter.hpp"

#include <vector>

namespace wattill::metering {

/// Use of one day from the meter's own register. Missing days are absent, never invented.
struct DailyEnergy {
    LocalDay day;
    Energy energy;
    bool operator==(const DailyEnergy&) const = default;
};

/// The last good reading of each meter and the energy of each day. Within one transaction.
class ReadingStore {
  public:
    virtual ~ReadingStore() = default;
    /// Keeps `reading` as the last one and widens the day's span of registers. A register below the
    /// last one (reset, other meter) starts a new span and loses nothing.
    virtual Result<void> record(const MeterId& meter, LocalDay day,
                                const MeterReading& reading) = 0;
    /// Takes over a day's use from another system; a day that has readings of ours is left alone.
    virtual Result<void> adopt(const MeterId& meter, const DailyEnergy& day) = 0;
    [[nodiscard]] virtual Result<std::optional<MeterReading>> last(const MeterId& meter) const = 0;
    /// Days from `from` to `to`, both included, oldest first, only those known.
    [[nodiscard]] virtual Result<std::vector<DailyEnergy>> days(const MeterId& meter, LocalDay from,
                                                                LocalDay to) const = 0;
};

}  // namespace wattill::metering
