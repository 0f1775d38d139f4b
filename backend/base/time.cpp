#include "base/time.hpp"

#include <sstream>

#include <date/tz.h>

namespace wattill {

namespace {
// date's own local_days and std::chrono's are the same count of days with different clocks.
LocalDay fromDate(date::local_days day) {
    return LocalDay(day.time_since_epoch());
}
date::local_days toDate(LocalDay day) {
    return date::local_days(day.time_since_epoch());
}
const date::time_zone* zoneOf(const void* zone) {
    return static_cast<const date::time_zone*>(zone);
}
}  // namespace

Instant SystemClock::now() const {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::string isoText(Instant at) {
    return date::format("%FT%TZ", at);
}

std::optional<Instant> parseIso(std::string_view text) {
    std::istringstream in{std::string(text)};
    Instant at;
    in >> date::parse("%FT%TZ", at);
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    return at;
}

std::optional<TimeZone> TimeZone::find(const std::string& name) {
    try {
        return TimeZone(date::locate_zone(name));
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

LocalDay TimeZone::dayOf(Instant at) const {
    return fromDate(date::floor<date::days>(zoneOf(m_zone)->to_local(at)));
}

Instant TimeZone::startOf(LocalDay day) const {
    // Where clocks are put forward at midnight the day begins at the first moment that exists.
    return std::chrono::time_point_cast<Duration>(
        zoneOf(m_zone)->to_sys(toDate(day), date::choose::earliest));
}

std::string TimeZone::format(const char* pattern, Instant at) const {
    return date::format(pattern, date::floor<std::chrono::seconds>(zoneOf(m_zone)->to_local(at)));
}

std::string dayText(LocalDay day) {
    return date::format("%F", toDate(day));
}

std::optional<LocalDay> parseDay(std::string_view text) {
    std::istringstream in{std::string(text)};
    date::local_days day;
    in >> date::parse("%F", day);
    if (in.fail() || text.size() != 10) return std::nullopt;
    return fromDate(day);
}

}  // namespace wattill
