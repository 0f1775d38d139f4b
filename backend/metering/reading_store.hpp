#pragma once

#include "metering/energy_book.hpp"

#include <vector>

namespace wattill::metering {

/// Use of one day from the meter's own register. Missing days are absent, never invented.
struct DailyEnergy {
    LocalDay day;
    Energy energy;
    std::optional<RateEnergy> byRate;
    /// The register was read at both ends of the day and nothing is missing between; or another
    /// system said so. If not, the day's real use is more than `energy`.
    bool complete = true;
    std::optional<Instant> from;  ///< known from here …
    std::optional<Instant> to;    ///< … to here; both absent when another system said it
    bool operator==(const DailyEnergy&) const = default;
};

/// Use of one hour, the same way.
struct HourlyEnergy {
    Instant begins;
    Energy energy;
    std::optional<RateEnergy> byRate;
    bool complete = true;
    Instant from;
    Instant to;
    bool operator==(const HourlyEnergy&) const = default;
};

/// The last good reading of each meter and its energy by hour and day, for ever. Within one
/// transaction.
class ReadingStore {
  public:
    virtual ~ReadingStore() = default;
    /// Keeps `reading` as the last one and books the energy since the one before. What that came
    /// to; empty when there was none before, or when an installation began. A register that fell
    /// begins a new installation.
    virtual Result<std::optional<Booking>> record(const MeterId& meter, const MeterReading& reading,
                                                  const RegisterTraits& traits,
                                                  const TimeZone& zone) = 0;
    /// Takes over a day's use from another system; a day that has readings of ours is left alone.
    virtual Result<void> adopt(const MeterId& meter, const DailyEnergy& day) = 0;
    /// `now` hangs where `old` hung. Ends the old one's installation at its last reading and begins
    /// one of `now`; whatever `now` counted elsewhere before its next reading belongs to nobody.
    virtual Result<void> replaced(const MeterId& old, const MeterId& now, Instant at) = 0;

    [[nodiscard]] virtual Result<std::optional<MeterReading>> last(const MeterId& meter) const = 0;
    /// Days from `from` to `to`, both included, oldest first, only those known.
    [[nodiscard]] virtual Result<std::vector<DailyEnergy>> days(const MeterId& meter, LocalDay from,
                                                                LocalDay to) const = 0;
    /// Hours that begin from `from` on and before `to`, oldest first, only those known.
    [[nodiscard]] virtual Result<std::vector<HourlyEnergy>> hours(const MeterId& meter,
                                                                  Instant from,
                                                                  Instant to) const = 0;
    /// Those that overlap the time from `from` to `to`, oldest first.
    [[nodiscard]] virtual Result<std::vector<ReadingGap>> gaps(const MeterId& meter, Instant from,
                                                               Instant to) const = 0;
    /// Oldest first.
    [[nodiscard]] virtual Result<std::vector<Installation>> installations(
        const MeterId& meter) const = 0;
};

}  // namespace wattill::metering
