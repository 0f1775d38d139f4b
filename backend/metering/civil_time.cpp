#include "metering/civil_time.hpp"

#include <fmt/format.h>

namespace wattill::metering {

namespace chrono = std::chrono;

std::optional<chrono::local_seconds> localTime(const CivilTime& civil) {
    if (civil.month < 1 || civil.day < 1) return std::nullopt;
    const chrono::year_month_day date(chrono::year(civil.year),
                                      chrono::month(static_cast<unsigned>(civil.month)),
                                      chrono::day(static_cast<unsigned>(civil.day)));
    const bool time = civil.hour >= 0 && civil.hour < 24 && civil.minute >= 0 &&
                      civil.minute < 60 && civil.second >= 0 && civil.second < 60;
    if (!date.ok() || !time) return std::nullopt;
    return chrono::local_days(date) + chrono::hours(civil.hour) + chrono::minutes(civil.minute) +
           chrono::seconds(civil.second);
}

CivilTime civilTime(chrono::local_seconds time) {
    const auto day = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss clock(time - day);
    CivilTime civil;
    civil.year = static_cast<int>(date.year());
    civil.month = static_cast<int>(static_cast<unsigned>(date.month()));
    civil.day = static_cast<int>(static_cast<unsigned>(date.day()));
    civil.hour = static_cast<int>(clock.hours().count());
    civil.minute = static_cast<int>(clock.minutes().count());
    civil.second = static_cast<int>(clock.seconds().count());
    return civil;
}

CivilTime civilTime(Instant at, Duration offset) {
    const auto since = chrono::floor<chrono::seconds>(at.time_since_epoch() + offset);
    return civilTime(chrono::local_seconds(since));
}

std::string text(const CivilTime& civil) {
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", civil.year, civil.month, civil.day,
                       civil.hour, civil.minute, civil.second);
}

}  // namespace wattill::metering
