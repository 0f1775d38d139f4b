#include "order/ticket_rules.hpp"

#include <fmt/format.h>

namespace wattill::order {

namespace {
// What no meter could mean. How much of it a model takes is its profile's to say.
constexpr std::int64_t kPriceStep = 100;          // 0.0001 yuan
constexpr std::int64_t kMostPrice = 100'000'000;  // 100 yuan/kWh
constexpr std::int64_t kMostAmount = 999'999'990'000;
constexpr std::int32_t kMostWatt = 1'000'000;
constexpr std::size_t kMostTables = 8;
constexpr std::size_t kMostSlots = 14;
constexpr std::size_t kMostSeasons = 14;
constexpr int kMinutesOfDay = 24 * 60;

Result<void> civil(const std::optional<metering::CivilTime>& time) {
    if (!time) return {};
    using namespace std::chrono;
    const year_month_day day{year(time->year), month(static_cast<unsigned>(time->month)),
                             std::chrono::day(static_cast<unsigned>(time->day))};
    const bool right = day.ok() && time->year >= 2020 && time->year <= 2099 && time->hour >= 0 &&
                       time->hour <= 23 && time->minute >= 0 && time->minute <= 59 &&
                       time->second >= 0 && time->second <= 59;
    if (right) return {};
    return invalidInput("from: must be a civil time like 2026-12-01T00:00:00, 2020 to 2099");
}

Result<void> amount(const char* what, Money value) {
    if (value.isWholeFen() && !value.isNegative() && value.microYuan() <= kMostAmount) return {};
    return invalidInput(fmt::format("{}: must be from 0.00 to 999999.99 yuan, in whole fen", what));
}

Result<void> slots(std::size_t number, const metering::DayTable& table) {
    const auto fault = [number](const char* what) {
        return invalidInput(fmt::format("day table {}: {}", number, what));
    };
    if (table.empty() || table.size() > kMostSlots) return fault("must have 1 to 14 slots");
    if (table.front().minuteOfDay != 0) return fault("the first slot must begin at 00:00");
    for (std::size_t i = 0; i < table.size(); ++i) {
        const int minute = table[i].minuteOfDay;
        if (minute < 0 || minute >= kMinutesOfDay) return fault("a slot begins at 00:00 to 23:59");
        if (i == 0) continue;
        if (minute <= table[i - 1].minuteOfDay) return fault("slots must rise, none at one time");
        if (table[i].rate == table[i - 1].rate) {
            return fault("two neighbours have the same rate; make one slot of them");
        }
    }
    return {};
}

Result<void> seasons(const metering::SetTimetable& timetable) {
    if (timetable.seasons.empty() || timetable.seasons.size() > kMostSeasons) {
        return invalidInput("seasons: must be 1 to 14; one from 01-01 where the year is one");
    }
    std::pair<int, int> last{0, 0};
    for (const metering::Season& season : timetable.seasons) {
        using namespace std::chrono;
        // In a leap year, so that 02-29 is a day.
        const year_month_day day{year(2024), month(static_cast<unsigned>(season.month)),
                                 std::chrono::day(static_cast<unsigned>(season.day))};
        if (!day.ok()) return invalidInput("seasons: from: must be a day like 03-01");
        if (std::pair(season.month, season.day) <= last) {
            return invalidInput("seasons: must rise through the year, none on one day");
        }
        last = {season.month, season.day};
        const bool known =
            season.table >= 1 && static_cast<std::size_t>(season.table) <= timetable.tables.size();
        if (!known) return invalidInput("seasons: table: must be the number of a day table given");
    }
    return {};
}

struct Check {
    Result<void> operator()(metering::RelayCommand) const { return {}; }
    Result<void> operator()(const metering::SetPrices& prices) const {
        for (const metering::Rate rate : {metering::Rate::Sharp, metering::Rate::Peak,
                                          metering::Rate::Flat, metering::Rate::Valley}) {
            const std::int64_t price = prices.perKwh.at(static_cast<std::size_t>(rate)).microYuan();
            if (price >= 0 && price <= kMostPrice && price % kPriceStep == 0) continue;
            return invalidInput(
                fmt::format("{}: must be a price from 0 to 100 yuan per kWh, in "
                            "steps of 0.0001",
                            name(rate)));
        }
        return civil(prices.from);
    }
    Result<void> operator()(const metering::SetTimetable& timetable) const {
        if (timetable.tables.empty() || timetable.tables.size() > kMostTables) {
            return invalidInput("tables: must be 1 to 8 day tables");
        }
        for (std::size_t i = 0; i < timetable.tables.size(); ++i) {
            if (const auto right = slots(i + 1, timetable.tables[i]); !right) return right;
        }
        if (const auto right = seasons(timetable); !right) return right;
        return civil(timetable.from);
    }
    Result<void> operator()(const metering::SetAlarms& alarms) const {
        if (const auto right = amount("alarm 1", alarms.alarm1); !right) return right;
        if (const auto right = amount("alarm 2", alarms.alarm2); !right) return right;
        if (alarms.alarm2 <= alarms.alarm1) return {};
        return invalidInput("alarm 2: must not be above alarm 1, it is the more urgent one");
    }
    Result<void> operator()(const metering::SetOverload& overload) const {
        if (overload.thresholdWatt >= 1 && overload.thresholdWatt <= kMostWatt) return {};
        return invalidInput("overload: must be from 1 to 1000000 W");
    }
    Result<void> operator()(const metering::SetClock& clock) const {
        if (clock.limit < std::chrono::seconds(1) || clock.limit > std::chrono::hours(1)) {
            return invalidInput("limit: must be from 1 to 3600 s");
        }
        if (clock.offset >= std::chrono::hours(-14) && clock.offset <= std::chrono::hours(14)) {
            return {};
        }
        return invalidInput("offset: must be within 14 hours");
    }
    Result<void> operator()(const metering::OpenAccount&) const { return {}; }
    Result<void> operator()(const metering::CloseAccount&) const { return {}; }
    Result<void> operator()(const metering::TakeCredit& take) const {
        if (const auto right = amount("amount", take.amount); !right) return right;
        if (take.amount.isZero()) return invalidInput("amount: must be above 0.00 yuan");
        return {};
    }
};
}  // namespace

Result<void> validate(const metering::MeterCommand& command) {
    return std::visit(Check{}, command);
}

}  // namespace wattill::order
