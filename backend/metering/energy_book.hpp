#pragma once

#include "metering/reading.hpp"

#include <string_view>
#include <vector>

/// What the readings of a meter's energy registers amount to: which energy belongs to which hour
/// and day, and which is known only as a sum. Pure. Nothing is ever interpolated: energy is the
/// difference of two registers that were read, and it goes to an hour or a day only when both were
/// read within it or at its end.
namespace wattill::metering {

using RateEnergy = std::array<Energy, 4>;  ///< sharp, peak, flat, valley

/// A reading this soon after the end of an hour or a day shows the register of that end: a bus
/// reads its meters one after another.
inline constexpr Duration kNearBorder = std::chrono::minutes(5);

/// What the energy registers of a model can do.
struct RegisterTraits {
    /// Where they turn over to zero. Several where the model may do either; none: they never do.
    std::vector<Energy> turnsOverAt;
    std::int64_t mostWatt = 0;  ///< more power is not believed; 0: no limit is known
};

/// The energy registers at one reading.
struct Registers {
    Instant at;
    Energy total;
    std::optional<RateEnergy> byRate;
    std::optional<std::int32_t> powerWatt;
};
[[nodiscard]] Registers registersOf(const MeterReading& reading);

/// Energy of a span of time.
struct Use {
    Energy total;
    std::optional<RateEnergy> byRate;  ///< absent: not known, in whole or in part
    bool operator==(const Use&) const = default;
};
[[nodiscard]] Use operator+(const Use& a, const Use& b);

/// From one reading of a meter to the next.
struct Step {
    enum class Kind {
        Grown,
        TurnedOver,  ///< past the register's end and on from zero
        Suspicious,  ///< grown by more than the meter can have carried in the time
        Fell,        ///< another register: the meter was reset, or is another one
    };
    Kind kind = Kind::Grown;
    Instant from;
    Instant to;
    Use use;  ///< nothing when it fell: what was used is not known then
};
[[nodiscard]] Step stepBetween(const Registers& before, const Registers& after,
                               const RegisterTraits& traits);

/// A span whose energy no single hour can claim.
struct ReadingGap {
    enum class Reason {
        Silent,        ///< nothing was read over the end of an hour
        ClockSet,      ///< the node's clock went back: the span lies about there
        Suspicious,    ///< see Step: a person should look before it is charged
        RegisterFell,  ///< see Step
    };
    Instant from;
    Instant to;
    Reason reason = Reason::Silent;
    std::optional<Use> use;  ///< of the whole span; absent: not known
    bool inDay = false;      ///< the day's energy has it, for it lies within one day
    bool operator==(const ReadingGap&) const = default;
};
[[nodiscard]] std::string_view name(ReadingGap::Reason reason);
[[nodiscard]] std::optional<ReadingGap::Reason> gapReasonFrom(std::string_view name);

/// Where the energy of a step belongs. Each Wh is in an hour or in a gap, and in a day or in a gap
/// that is not `inDay`.
struct Booking {
    Step step;
    std::optional<Instant> hour;  ///< its begin; hours are counted in UTC
    std::optional<LocalDay> day;
    std::optional<ReadingGap> gap;
};
[[nodiscard]] Booking book(const Registers& before, const Registers& after,
                           const RegisterTraits& traits, const TimeZone& zone);

/// The hour that a moment lies in, as its begin.
[[nodiscard]] Instant hourOf(Instant at);

/// What is known of one hour or one day.
struct EnergyEntry {
    Use use;
    Instant from;         ///< the first register
    Instant to;           ///< the last one
    bool broken = false;  ///< between them something is missing, or counted under a wrong clock
    bool operator==(const EnergyEntry&) const = default;
};
/// The entry with one more step.
[[nodiscard]] EnergyEntry withStep(const std::optional<EnergyEntry>& entry, const Step& step);
/// Both ends were read and nothing is missing between them.
[[nodiscard]] bool isWhole(const EnergyEntry& entry, Instant begins, Instant ends);

/// From when to when one register counted: a meter begins at zero again, or another takes its
/// place.
struct Installation {
    enum class Reason {
        FirstReading,
        RegisterFell,  ///< under the same number: reset, or exchanged without telling
        Replacement,   ///< told: by people, who exchanged it
    };
    Instant from;
    Reason reason = Reason::FirstReading;
    std::optional<MeterId> instead;  ///< which meter was there before
    std::optional<Energy> first;     ///< the register at its first reading
    std::optional<Instant> to;       ///< absent: counts still
    std::optional<Energy> last;      ///< the register at its last reading
    bool operator==(const Installation&) const = default;
};
[[nodiscard]] std::string_view name(Installation::Reason reason);
[[nodiscard]] std::optional<Installation::Reason> installationReasonFrom(std::string_view name);

/// The meter's clock minus the site's; empty when the reading brought none, or no possible one.
[[nodiscard]] std::optional<std::chrono::seconds> clockDeviation(const MeterReading& reading,
                                                                 const TimeZone& zone);

}  // namespace wattill::metering
