#pragma once

#include "base/time.hpp"

#include <array>
#include <optional>

#include <nlohmann/json.hpp>

namespace wattill::sim {

/// What a meter's clock shows.
struct LocalTime {
    int year = 2000;
    int month = 1;
    int day = 1;
    int weekday = 0;  ///< 0 Sunday
    int hour = 0;
    int minute = 0;
    int second = 0;
};
[[nodiscard]] LocalTime localTime(Instant at);
/// Empty: no such date or time. The weekday is not looked at.
[[nodiscard]] std::optional<Instant> instantOf(const LocalTime& time);

/// Facts 1.7: a slot holds from its time until the next one's; the last of a day into the next.
struct DaySlot {
    int rate = 0;  ///< 1 sharp, 2 peak, 3 flat, 4 valley; 0: not used
    int minute = 0;
    int hour = 0;
    auto operator<=>(const DaySlot&) const = default;
};
/// A season holds from its day until the next one's.
struct Season {
    int month = 0;
    int day = 0;
    int table = 0;  ///< 1 …; 0: not used
    auto operator<=>(const Season&) const = default;
};
using DayTable = std::array<DaySlot, 14>;

/// As large as DL/T 645 has it; Modbus meters use four seasons and two tables of it.
struct Timetable {
    std::array<Season, 14> seasons{};
    std::array<DayTable, 8> tables{};
    bool operator==(const Timetable&) const = default;

    [[nodiscard]] static bool valid(const DaySlot& slot);
    [[nodiscard]] static bool valid(const Season& season, int tables);
};

/// 1 … 4. Flat where the tables say nothing.
[[nodiscard]] int rateAt(const Timetable& seasons, const Timetable& tables, const LocalTime& at);

/// Valley at night, peak in the morning, sharp in the evening, the whole year; three seasons, so
/// that the order of a season's bytes can be told from them.
[[nodiscard]] Timetable usualTimetable();

void to_json(nlohmann::json& json, const Timetable& timetable);
void from_json(const nlohmann::json& json, Timetable& timetable);

}  // namespace wattill::sim
