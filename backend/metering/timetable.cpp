#include "metering/timetable.hpp"

#include "metering/civil_time.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

using Part = TimetableLayout::Part;
namespace chrono = std::chrono;

constexpr int kMinutesOfDay = 24 * 60;
constexpr chrono::seconds kWriting{15};
/// Where the rates of a table that nobody has seen may change.
constexpr int kGridMinutes = 30;

std::string clockText(int minuteOfDay) {
    return fmt::format("{:02}:{:02}", minuteOfDay / 60, minuteOfDay % 60);
}

Result<void> checkDayTable(const DayTable& table, std::size_t number, std::size_t most) {
    if (table.empty() || table.size() > most) {
        return invalidInput(fmt::format("day table {}: has {} slots; the meter takes 1 to {}",
                                        number, table.size(), most));
    }
    if (table.front().minuteOfDay != 0) {
        return invalidInput(
            fmt::format("day table {}: begins at {}; the first slot must begin at "
                        "00:00",
                        number, clockText(table.front().minuteOfDay)));
    }
    for (std::size_t i = 0; i < table.size(); ++i) {
        const int at = table[i].minuteOfDay;
        const auto where = [&](const char* what) {
            return invalidInput(
                fmt::format("day table {}, slot {} ({}): {}", number, i + 1, clockText(at), what));
        };
        if (at < 0 || at >= kMinutesOfDay) return where("is no time of a day");
        if (i == 0) continue;
        if (at == table[i - 1].minuteOfDay) return where("begins when the one before does");
        if (at < table[i - 1].minuteOfDay) return where("begins before the one before; sort them");
        if (table[i].rate == table[i - 1].rate) {
            return where("has the rate of the one before; join the two");
        }
    }
    return {};
}

Result<void> checkSeasons(const SetTimetable& wanted, std::size_t most) {
    if (wanted.seasons.size() > most) {
        return invalidInput(
            fmt::format("{} seasons; the meter takes at most {}", wanted.seasons.size(), most));
    }
    for (std::size_t i = 0; i < wanted.seasons.size(); ++i) {
        const Season& season = wanted.seasons[i];
        const auto where = [&](const char* what) {
            return invalidInput(
                fmt::format("season {} ({:02}-{:02}): {}", i + 1, season.month, season.day, what));
        };
        // A year that is no leap year: the 29th of February would be a day in one year of four.
        if (!localTime({2023, season.month, season.day, 0, 0, 0})) return where("is no day");
        const auto tables = static_cast<int>(wanted.tables.size());
        if (season.table < 1 || season.table > tables) return where("names a table not given");
        if (i == 0) continue;
        const Season& before = wanted.seasons[i - 1];
        if (std::pair(season.month, season.day) <= std::pair(before.month, before.day)) {
            return where("does not come after the one before; sort them");
        }
    }
    return {};
}

std::uint8_t coded(int value, bool bcd) {
    return static_cast<std::uint8_t>(bcd ? value / 10 * 16 + value % 10 : value);
}

std::optional<int> decoded(std::uint8_t byte, bool bcd) {
    if (!bcd) return byte;
    if (byte >> 4U > 9U || (byte & 0x0FU) > 9U) return std::nullopt;
    return (byte >> 4U) * 10 + (byte & 0x0F);
}

void pad(Bytes& bytes, std::size_t size, bool repeatLast) {
    while (bytes.size() < size) {
        const std::size_t last = bytes.size() - 3;
        bytes.push_back(repeatLast && !bytes.empty() ? bytes[last] : std::uint8_t{0});
    }
}

bool isRateChange(const std::vector<DayTable>& tables, int minuteOfDay) {
    return std::any_of(tables.begin(), tables.end(), [&](const DayTable& table) {
        return std::any_of(table.begin(), table.end(), [&](const RateSlot& slot) {
            return slot.minuteOfDay == minuteOfDay && minuteOfDay != 0;
        });
    });
}

}  // namespace

Result<void> checkTimetable(const SetTimetable& wanted, const TimetableLayout& layout) {
    const auto most = static_cast<std::size_t>(layout.tables);
    if (wanted.tables.empty() || wanted.tables.size() > most) {
        return invalidInput(
            fmt::format("{} day tables; the meter takes 1 to {}", wanted.tables.size(), most));
    }
    for (std::size_t i = 0; i < wanted.tables.size(); ++i) {
        const auto good =
            checkDayTable(wanted.tables[i], i + 1, static_cast<std::size_t>(layout.slots));
        if (!good) return good;
    }
    return checkSeasons(wanted, static_cast<std::size_t>(layout.seasons));
}

Bytes encodeDayTable(const DayTable& table, const TimetableLayout& layout) {
    Bytes bytes;
    for (const RateSlot& slot : table) {
        for (const Part part : layout.slotBytes) {
            const int value = part == Part::Rate   ? static_cast<int>(slot.rate) + 1
                              : part == Part::Hour ? slot.minuteOfDay / 60
                                                   : slot.minuteOfDay % 60;
            bytes.push_back(coded(value, layout.bcd));
        }
    }
    pad(bytes, static_cast<std::size_t>(layout.slots) * 3, layout.repeatLast);
    return bytes;
}

Bytes encodeSeasons(const std::vector<Season>& seasons, const TimetableLayout& layout) {
    Bytes bytes;
    for (const Season& season : seasons) {
        for (const Part part : layout.seasonBytes) {
            const int value = part == Part::Table   ? season.table
                              : part == Part::Month ? season.month
                                                    : season.day;
            bytes.push_back(coded(value, layout.bcd));
        }
    }
    pad(bytes, static_cast<std::size_t>(layout.seasons) * 3, layout.repeatLast);
    return bytes;
}

std::optional<DayTable> decodeDayTable(std::span<const std::uint8_t> bytes,
                                       const TimetableLayout& layout) {
    DayTable table;
    for (std::size_t first = 0; first + 3 <= bytes.size(); first += 3) {
        int rate = 0;
        int minuteOfDay = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const auto value = decoded(bytes[first + i], layout.bcd);
            const Part part = layout.slotBytes[i];
            const int most = part == Part::Rate ? 4 : part == Part::Hour ? 23 : 59;
            if (!value || *value > most) return std::nullopt;
            if (part == Part::Rate) rate = *value;
            if (part == Part::Hour) minuteOfDay += *value * 60;
            if (part == Part::Minute) minuteOfDay += *value;
        }
        if (rate == 0) break;
        const RateSlot slot{minuteOfDay, static_cast<Rate>(rate - 1)};
        if (!table.empty() && table.back() == slot) break;
        if (!table.empty() && table.back().minuteOfDay >= minuteOfDay) return std::nullopt;
        table.push_back(slot);
    }
    if (table.empty() || table.front().minuteOfDay != 0) return std::nullopt;
    return table;
}

Result<void> clockMayGo(const CivilTime& shown, const CivilTime& right, Duration limit,
                        const KnownTables& known) {
    const auto refused = [&](Retry retry, const std::string& why) {
        return Error{ErrorCode::Conflict,
                     retry,
                     fmt::format("the meter's clock shows {}, right is {}: {}", text(shown),
                                 text(right), why),
                     {}};
    };
    const auto from = localTime(shown);
    const auto to = localTime(right);
    if (!from || !to) {
        return refused(Retry::Never, "that is no date; look at the meter and set it by hand");
    }
    if (chrono::abs(*to - *from) > limit) {
        const auto seconds = chrono::duration_cast<chrono::seconds>(limit).count();
        return refused(Retry::Never, fmt::format("more than {} s apart; look at the meter, its "
                                                 "battery may be empty, and set it by hand",
                                                 seconds));
    }
    const auto first = std::min(*from, *to);
    const auto last = std::max(*from, *to) + kWriting;
    const auto midnight = chrono::floor<chrono::days>(last);
    if (midnight > chrono::floor<chrono::days>(first)) {
        return refused(Retry::Later, "midnight lies between; try again later");
    }
    auto minute = chrono::floor<chrono::minutes>(first);
    for (minute += chrono::minutes(1); minute <= last; minute += chrono::minutes(1)) {
        const auto ofDay = static_cast<int>((minute - midnight) / chrono::minutes(1));
        if (isRateChange(known.tables, ofDay)) {
            return refused(
                Retry::Later,
                fmt::format("the rate changes at {} between; try again later", clockText(ofDay)));
        }
        if (known.all || ofDay % kGridMinutes != 0) continue;
        return refused(Retry::Later,
                       fmt::format("not all of its day tables are known, and the rate may change "
                                   "at {} between; try again some minutes later",
                                   clockText(ofDay)));
    }
    return {};
}

}  // namespace wattill::metering
