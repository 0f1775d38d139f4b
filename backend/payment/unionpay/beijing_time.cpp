#include "payment/unionpay/beijing_time.hpp"

#include "payment/wire/letters.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::payment::unionpay {

namespace {

using namespace std::chrono;

constexpr hours kBeijing{8};
constexpr hours kDayEnds{23};

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
        value = value * 10 + (c - '0');
    }
    return value;
}

/// `rest` is MMDDhhmmss, digits only.
std::optional<Instant> timeOf(int yearNumber, std::string_view rest) {
    const year_month_day date{year(yearNumber),
                              month(static_cast<unsigned>(number(rest.substr(0, 2)))),
                              day(static_cast<unsigned>(number(rest.substr(2, 2))))};
    const int hour = number(rest.substr(4, 2));
    const int minute = number(rest.substr(6, 2));
    const int second = number(rest.substr(8, 2));
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return Instant(sys_days(date)) + hours(hour) + minutes(minute) + seconds(second) - kBeijing;
}

year_month_day dateOf(LocalDay day) {
    return year_month_day(day);
}

}  // namespace

std::string beijingText(Instant at) {
    const auto local = floor<seconds>(at + kBeijing);
    const auto midnight = floor<days>(local);
    const year_month_day date(midnight);
    const hh_mm_ss time(local - midnight);
    return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::optional<Instant> parseBeijing(std::string_view text) {
    if (text.size() != 14 || !wire::allDigits(text)) return std::nullopt;
    return timeOf(number(text.substr(0, 4)), text.substr(4));
}

std::optional<Instant> parseBeijingNear(std::string_view text, LocalDay day) {
    if (text.size() != 10 || !wire::allDigits(text)) return std::nullopt;
    const int year = static_cast<int>(dateOf(day).year());
    const Instant wanted = endOfDay(day);
    std::optional<Instant> nearest;
    for (const int candidate : {year - 1, year, year + 1}) {
        const auto at = timeOf(candidate, text);
        if (at && (!nearest || abs(*at - wanted) < abs(*nearest - wanted))) nearest = at;
    }
    return nearest;
}

std::string monthAndDay(LocalDay day) {
    const year_month_day date = dateOf(day);
    return fmt::format("{:02}{:02}", static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

Instant endOfDay(LocalDay day) {
    return Instant(sys_days(dateOf(day))) + kDayEnds - kBeijing;
}

}  // namespace wattill::payment::unionpay
