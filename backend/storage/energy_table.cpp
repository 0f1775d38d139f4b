#include "storage/energy_table.hpp"

#include "storage/rows.hpp"

#include <fmt/format.h>

namespace wattill::storage {

namespace {
using metering::DailyEnergy;
using metering::EnergyEntry;
using metering::HourlyEnergy;
using metering::RateEnergy;
using metering::ReadingGap;
using metering::Use;

/// As migration 0002 counts them.
enum class State { Partial, Whole, Broken, Adopted };

constexpr auto kLoadHour =
    "SELECT total_wh, sharp_wh, peak_wh, flat_wh, valley_wh, from_ms, to_ms, state "
    "FROM hourly_energy WHERE meter = $meter AND hour = $key";
constexpr auto kStoreHour =
    "INSERT OR REPLACE INTO hourly_energy (meter, hour, total_wh, sharp_wh, peak_wh, flat_wh, "
    "valley_wh, from_ms, to_ms, state) "
    "VALUES ($meter, $key, $total, $sharp, $peak, $flat, $valley, $from, $to, $state)";
constexpr auto kLoadDay =
    "SELECT total_wh, sharp_wh, peak_wh, flat_wh, valley_wh, from_ms, to_ms, state "
    "FROM daily_energy WHERE meter = $meter AND day = $key";
constexpr auto kStoreDay =
    "INSERT OR REPLACE INTO daily_energy (meter, day, total_wh, sharp_wh, peak_wh, flat_wh, "
    "valley_wh, from_ms, to_ms, state) "
    "VALUES ($meter, $key, $total, $sharp, $peak, $flat, $valley, $from, $to, $state)";

std::int64_t dayNumber(LocalDay day) {
    return day.time_since_epoch().count();
}

LocalDay dayFrom(std::int64_t number) {
    return LocalDay(LocalDay::duration(static_cast<LocalDay::rep>(number)));
}

std::int64_t hourNumber(Instant begins) {
    return std::chrono::floor<std::chrono::hours>(begins).time_since_epoch().count();
}

std::optional<RateEnergy> ratesOf(const Query& row, int column) {
    if (row.isNull(column)) return std::nullopt;
    RateEnergy all;
    for (Energy& each : all)
        each = row.energy(column++);
    return all;
}

std::optional<std::int64_t> wattHours(const std::optional<RateEnergy>& rates, std::size_t rate) {
    return rates ? std::optional((*rates)[rate].wattHours()) : std::nullopt;
}

void bindUse(Query& query, const std::optional<Use>& use) {
    const std::optional<RateEnergy> rates = use ? use->byRate : std::nullopt;
    query.bind("$total", use ? std::optional(use->total) : std::nullopt)
        .bind("$sharp", wattHours(rates, 0))
        .bind("$peak", wattHours(rates, 1))
        .bind("$flat", wattHours(rates, 2))
        .bind("$valley", wattHours(rates, 3));
}

/// Columns as in kLoadHour. A row that another system told, or an older program, has no ends: what
/// is added to it begins the part that is known.
EnergyEntry entryOf(const Query& row, const metering::Step& next) {
    return {{row.energy(0), ratesOf(row, 1)},
            instantOrNull(row, 5).value_or(next.from),
            instantOrNull(row, 6).value_or(next.from),
            row.integer(7) >= static_cast<std::int64_t>(State::Broken)};
}

HourlyEnergy hourOf(const Query& row) {
    HourlyEnergy hour;
    hour.begins = Instant(std::chrono::hours(row.integer(0)));
    hour.energy = row.energy(1);
    hour.byRate = ratesOf(row, 2);
    hour.from = row.instant(6);
    hour.to = row.instant(7);
    hour.complete = row.integer(8) == static_cast<std::int64_t>(State::Whole);
    return hour;
}

Result<DailyEnergy> dayOf(const Query& row) {
    const std::int64_t state = row.integer(8);
    DailyEnergy day;
    day.day = dayFrom(row.integer(0));
    day.energy = row.energy(1);
    day.byRate = ratesOf(row, 2);
    day.from = instantOrNull(row, 6);
    day.to = instantOrNull(row, 7);
    day.complete = state == static_cast<std::int64_t>(State::Whole) ||
                   state == static_cast<std::int64_t>(State::Adopted);
    return day;
}

Result<ReadingGap> gapOf(const Query& row) {
    const std::string word = row.text(2);
    const auto reason = metering::gapReasonFrom(word);
    if (!reason) return unknownWord("reading_gap", word);
    ReadingGap gap;
    gap.from = row.instant(0);
    gap.to = row.instant(1);
    gap.reason = *reason;
    if (!row.isNull(3)) gap.use = Use{row.energy(3), ratesOf(row, 4)};
    gap.inDay = row.flag(8);
    return gap;
}
}  // namespace

Result<void> EnergyTable::add(const MeterId& meter, const metering::Booking& booking,
                              const TimeZone& zone) {
    if (booking.hour) {
        const Place place{kLoadHour, kStoreHour, hourNumber(*booking.hour), *booking.hour,
                          *booking.hour + std::chrono::hours(1)};
        if (auto added = addTo(place, meter, booking.step); !added) return added;
    }
    if (booking.day) {
        const Place place{kLoadDay, kStoreDay, dayNumber(*booking.day), zone.startOf(*booking.day),
                          zone.startOf(*booking.day + std::chrono::days(1))};
        if (auto added = addTo(place, meter, booking.step); !added) return added;
    }
    return booking.gap ? addGap(meter, *booking.gap) : Result<void>();
}

Result<void> EnergyTable::addTo(const Place& place, const MeterId& meter,
                                const metering::Step& step) {
    std::optional<EnergyEntry> before;
    {
        auto query = m_connection.query(place.load);
        if (!query) return query.error();
        const auto there = query->bind("$meter", meter.text()).bind("$key", place.key).next();
        if (!there) return there.error();
        if (*there) before = entryOf(*query, step);
    }
    const EnergyEntry entry = withStep(before, step);
    State state = isWhole(entry, place.begins, place.ends) ? State::Whole : State::Partial;
    if (entry.broken) state = State::Broken;
    auto query = m_connection.query(place.store);
    if (!query) return query.error();
    bindUse(*query, entry.use);
    return query->bind("$meter", meter.text())
        .bind("$key", place.key)
        .bind("$from", entry.from)
        .bind("$to", entry.to)
        .bind("$state", static_cast<std::int64_t>(state))
        .run();
}

Result<void> EnergyTable::addGap(const MeterId& meter, const ReadingGap& gap) {
    auto query = m_connection.query(
        "INSERT INTO reading_gap (meter, from_ms, to_ms, reason, total_wh, sharp_wh, peak_wh, "
        "flat_wh, valley_wh, in_day) "
        "VALUES ($meter, $from, $to, $reason, $total, $sharp, $peak, $flat, $valley, $inDay)");
    if (!query) return query.error();
    bindUse(*query, gap.use);
    return query->bind("$meter", meter.text())
        .bind("$from", gap.from)
        .bind("$to", gap.to)
        .bind("$reason", name(gap.reason))
        .bind("$inDay", gap.inDay)
        .run();
}

Result<void> EnergyTable::adopt(const MeterId& meter, const DailyEnergy& day) {
    if (day.energy < Energy()) {
        return invalidInput(
            fmt::format("meter {}: the use of {} is below zero", meter.text(), dayText(day.day)));
    }
    auto query = m_connection.query(
        "INSERT INTO daily_energy (meter, day, total_wh, state) "
        "VALUES ($meter, $day, $energy, 3) ON CONFLICT (meter, day) "
        "DO UPDATE SET total_wh = excluded.total_wh WHERE state = 3");
    if (!query) return query.error();
    return query->bind("$meter", meter.text())
        .bind("$day", dayNumber(day.day))
        .bind("$energy", day.energy)
        .run();
}

Result<std::vector<DailyEnergy>> EnergyTable::days(const MeterId& meter, LocalDay from,
                                                   LocalDay to) const {
    auto query = m_connection.query(
        "SELECT day, total_wh, sharp_wh, peak_wh, flat_wh, valley_wh, from_ms, to_ms, state "
        "FROM daily_energy WHERE meter = $meter AND day BETWEEN $from AND $to ORDER BY day");
    if (!query) return query.error();
    query->bind("$meter", meter.text()).bind("$from", dayNumber(from)).bind("$to", dayNumber(to));
    return allRows(*query, dayOf);
}

Result<std::vector<HourlyEnergy>> EnergyTable::hours(const MeterId& meter, Instant from,
                                                     Instant to) const {
    auto query = m_connection.query(
        "SELECT hour, total_wh, sharp_wh, peak_wh, flat_wh, valley_wh, from_ms, to_ms, state "
        "FROM hourly_energy WHERE meter = $meter AND hour >= $from AND hour < $to ORDER BY hour");
    if (!query) return query.error();
    constexpr Duration kAlmostAnHour = std::chrono::hours(1) - Duration(1);
    query->bind("$meter", meter.text())
        .bind("$from", hourNumber(from + kAlmostAnHour))
        .bind("$to", hourNumber(to + kAlmostAnHour));
    // Thousands of rows: without a Result around each.
    std::vector<HourlyEnergy> all;
    for (;;) {
        const auto there = query->next();
        if (!there) return there.error();
        if (!*there) return all;
        all.push_back(hourOf(*query));
    }
}

Result<std::vector<ReadingGap>> EnergyTable::gaps(const MeterId& meter, Instant from,
                                                  Instant to) const {
    auto query = m_connection.query(
        "SELECT from_ms, to_ms, reason, total_wh, sharp_wh, peak_wh, flat_wh, valley_wh, in_day "
        "FROM reading_gap WHERE meter = $meter AND from_ms < $to AND to_ms > $from "
        "ORDER BY from_ms, id");
    if (!query) return query.error();
    query->bind("$meter", meter.text()).bind("$from", from).bind("$to", to);
    return allRows(*query, gapOf);
}

}  // namespace wattill::storage
