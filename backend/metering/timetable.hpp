#pragma once

#include "metering/meter_command.hpp"
#include "metering/profile_codec.hpp"

#include <optional>
#include <span>

namespace wattill::metering {

/// Facts 1.7: day tables begin at 00:00, rise, have no two neighbours of one rate and at most the
/// meter's slots; seasons are real days, rise, and name tables that are given. InvalidInput names
/// table and slot.
[[nodiscard]] Result<void> checkTimetable(const SetTimetable& wanted,
                                          const TimetableLayout& layout);

/// As the meter keeps them; a checked table always fits.
[[nodiscard]] Bytes encodeDayTable(const DayTable& table, const TimetableLayout& layout);
[[nodiscard]] Bytes encodeSeasons(const std::vector<Season>& seasons,
                                  const TimetableLayout& layout);
/// Empty when the bytes are no day table: another layout, or never set.
[[nodiscard]] std::optional<DayTable> decodeDayTable(std::span<const std::uint8_t> bytes,
                                                     const TimetableLayout& layout);

/// The day tables by which a meter's clock is judged.
struct KnownTables {
    std::vector<DayTable> tables;
    bool all = false;  ///< false: the meter may go by others too
};

/// Whether a meter's clock may go from what it shows to the right time. Conflict, and why: further
/// off than `limit` or no date (never), or midnight or a change of rate of any of the tables lies
/// between the two times or within the 15 s after them that writing may take (later). Unless all
/// tables are known every whole half hour counts as a change: in practice there is no other.
[[nodiscard]] Result<void> clockMayGo(const CivilTime& shown, const CivilTime& right,
                                      Duration limit, const KnownTables& known);

}  // namespace wattill::metering
