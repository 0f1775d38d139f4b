#include "meters/timetable.hpp"

#include "meters/load_curve.hpp"

#include <chrono>

namespace wattill::sim {
namespace {

using std::chrono::floor;

int seasonTable(const Timetable& timetable, const LocalTime& at) {
    int current = 0;
    int last = 0;  // of the year before
    int currentDay = -1;
    int lastDay = -1;
    const int today = at.month * 32 + at.day;
    for (const Season& season : timetable.seasons) {
        if (season.table == 0) continue;
        const int begins = season.month * 32 + season.day;
        if (begins <= today && begins >= currentDay) {
            current = season.table;
            currentDay = begins;
        }
        if (begins >= lastDay) {
            last = season.table;
            lastDay = begins;
        }
    }
    return current != 0 ? current : last;
}

int slotRate(const DayTable& table, const LocalTime& at) {
    int current = 0;
    int last = 0;  // of the day before
    int currentMinute = -1;
    int lastMinute = -1;
    const int now = at.hour * 60 + at.minute;
    for (const DaySlot& slot : table) {
        if (slot.rate == 0) continue;
        const int begins = slot.hour * 60 + slot.minute;
        if (begins <= now && begins >= currentMinute) {
            current = slot.rate;
            currentMinute = begins;
        }
        if (begins >= lastMinute) {
            last = slot.rate;
            lastMinute = begins;
        }
    }
    return current != 0 ? current : last;
}

template <class Triples>
nlohmann::json listOf(const Triples& triples) {
    auto list = nlohmann::json::array();
    for (const auto& [a, b, c] : triples) {
        if (a != 0 || b != 0 || c != 0) list.push_back({a, b, c});
    }
    return list;
}

template <class Triples>
void readInto(const nlohmann::json& list, Triples& triples) {
    std::size_t at = 0;
    for (const auto& node : list) {
        auto& [a, b, c] = triples.at(at++);
        a = node.at(0).get<int>();
        b = node.at(1).get<int>();
        c = node.at(2).get<int>();
    }
}

}  // namespace

LocalTime localTime(Instant at) {
    const auto local = at + kLocalOffset;
    const auto day = floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{floor<std::chrono::seconds>(local - day)};
    return {static_cast<int>(date.year()),
            static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day())),
            static_cast<int>(std::chrono::weekday{day}.c_encoding()),
            static_cast<int>(time.hours().count()),
            static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count())};
}

std::optional<Instant> instantOf(const LocalTime& time) {
    const std::chrono::year_month_day date{std::chrono::year(time.year),
                                           std::chrono::month(static_cast<unsigned>(time.month)),
                                           std::chrono::day(static_cast<unsigned>(time.day))};
    const bool good = time.month > 0 && time.day > 0 && date.ok() && time.hour < 24 &&
                      time.minute < 60 && time.second < 60;
    if (!good) return std::nullopt;
    return Instant(std::chrono::sys_days(date)) + std::chrono::hours(time.hour) +
           std::chrono::minutes(time.minute) + std::chrono::seconds(time.second) - kLocalOffset;
}

bool Timetable::valid(const DaySlot& slot) {
    return slot.rate >= 0 && slot.rate <= 4 && slot.hour < 24 && slot.minute < 60;
}

bool Timetable::valid(const Season& season, int tables) {
    if (season == Season{}) return true;
    return season.table >= 1 && season.table <= tables && season.month >= 1 && season.month <= 12 &&
           season.day >= 1 && season.day <= 31;
}

int rateAt(const Timetable& seasons, const Timetable& tables, const LocalTime& at) {
    const int table = seasonTable(seasons, at);
    const int rate =
        table == 0 ? 0 : slotRate(tables.tables.at(static_cast<std::size_t>(table - 1)), at);
    return rate == 0 ? 3 : rate;
}

Timetable usualTimetable() {
    Timetable timetable;
    timetable.seasons[0] = {1, 1, 1};
    timetable.seasons[1] = {7, 1, 2};
    timetable.seasons[2] = {9, 16, 1};
    for (std::size_t i = 0; i < 2; ++i) {
        timetable.tables[i] = {
            {{4, 0, 0}, {3, 0, 7}, {2, 0, 8}, {3, 0, 12}, {1, 0, 18}, {3, 0, 21}, {4, 0, 23}}};
    }
    return timetable;
}

void to_json(nlohmann::json& json, const Timetable& timetable) {
    json = {{"seasons", listOf(timetable.seasons)}, {"tables", nlohmann::json::array()}};
    for (const DayTable& table : timetable.tables)
        json["tables"].push_back(listOf(table));
}

void from_json(const nlohmann::json& json, Timetable& timetable) {
    timetable = {};
    readInto(json.at("seasons"), timetable.seasons);
    for (std::size_t i = 0; i < timetable.tables.size(); ++i)
        readInto(json.at("tables").at(i), timetable.tables[i]);
}

}  // namespace wattill::sim
