#include "storage/reading_table.hpp"

#include "storage/rows.hpp"

#include <fmt/format.h>

namespace wattill::storage {

namespace {
using metering::Control;
using metering::MeterReading;
using metering::Relay;

std::int64_t dayNumber(LocalDay day) {
    return day.time_since_epoch().count();
}

LocalDay dayFrom(std::int64_t number) {
    return LocalDay(LocalDay::duration(static_cast<LocalDay::rep>(number)));
}

std::string_view word(Relay relay) {
    return relay == Relay::Open ? "open" : "closed";
}

std::string_view word(Control control) {
    switch (control) {
        case Control::Prepaid:
            return "prepaid";
        case Control::ForcedOpen:
            return "forced-open";
        case Control::ForcedClosed:
            return "forced-closed";
    }
    assertionFailed("control", "a control without a name", __FILE__, __LINE__);
}

Result<Control> controlFrom(const std::string& text) {
    for (const Control control : {Control::Prepaid, Control::ForcedOpen, Control::ForcedClosed}) {
        if (word(control) == text) return control;
    }
    return unknownWord("meter_reading", text);
}

std::optional<std::int32_t> quantity(const Query& row, int column) {
    if (row.isNull(column)) return std::nullopt;
    return static_cast<std::int32_t>(row.integer(column));
}

Result<MeterReading> readingOf(const Query& row) {
    const auto control = controlFrom(row.text(9));
    if (!control) return control.error();
    MeterReading reading;
    reading.at = row.instant(0);
    reading.total = Energy::fromWh(row.integer(1));
    for (std::size_t rate = 0; rate < reading.byRate.size(); ++rate) {
        reading.byRate[rate] = Energy::fromWh(row.integer(2 + static_cast<int>(rate)));
    }
    reading.balance = row.money(6);
    reading.purchaseCount = static_cast<std::uint32_t>(row.integer(7));
    reading.relay = row.text(8) == word(Relay::Open) ? Relay::Open : Relay::Closed;
    reading.control = *control;
    reading.fault = row.flag(10);
    reading.overload = row.flag(11);
    reading.arrears = row.flag(12);
    reading.alarm1 = row.flag(13);
    reading.alarm2 = row.flag(14);
    for (std::size_t line = 0; line < 3; ++line) {
        const int offset = static_cast<int>(line);
        reading.quantities.voltageDeciVolt[line] = quantity(row, 15 + offset);
        reading.quantities.currentCentiAmp[line] = quantity(row, 18 + offset);
    }
    reading.quantities.powerWatt = quantity(row, 21);
    return reading;
}

constexpr auto kKeep =
    "INSERT INTO meter_reading (meter, day, at_ms, total_wh, sharp_wh, peak_wh, flat_wh, "
    "valley_wh, balance_micro_yuan, purchase_count, relay, control, fault, overload, arrears, "
    "alarm1, alarm2, l1_decivolt, l2_decivolt, l3_decivolt, l1_centiamp, l2_centiamp, "
    "l3_centiamp, power_watt) "
    "VALUES ($meter, $day, $at, $total, $sharp, $peak, $flat, $valley, $balance, $count, $relay, "
    "$control, $fault, $overload, $arrears, $alarm1, $alarm2, $v1, $v2, $v3, $a1, $a2, $a3, "
    "$power) "
    "ON CONFLICT (meter) DO UPDATE SET (day, at_ms, total_wh, sharp_wh, peak_wh, flat_wh, "
    "valley_wh, balance_micro_yuan, purchase_count, relay, control, fault, overload, arrears, "
    "alarm1, alarm2, l1_decivolt, l2_decivolt, l3_decivolt, l1_centiamp, l2_centiamp, "
    "l3_centiamp, power_watt) = ($day, $at, $total, $sharp, $peak, $flat, $valley, $balance, "
    "$count, $relay, $control, $fault, $overload, $arrears, $alarm1, $alarm2, $v1, $v2, $v3, "
    "$a1, $a2, $a3, $power)";
}  // namespace

Result<void> ReadingTable::record(const MeterId& meter, LocalDay day, const MeterReading& reading) {
    const auto grown = grownBy(meter, day, reading.total);
    if (!grown) return grown.error();
    if (auto added = addToDay(meter, day, *grown); !added) return added;
    return keepAsLast(meter, day, reading);
}

Result<Energy> ReadingTable::grownBy(const MeterId& meter, LocalDay day, Energy total) const {
    auto query = m_connection.query("SELECT day, total_wh FROM meter_reading WHERE meter = $meter");
    if (!query) return query.error();
    const auto there = query->bind("$meter", meter.text()).next();
    if (!there) return there.error();
    if (!*there || query->integer(0) < dayNumber(day) - 1) return Energy();
    const Energy before = Energy::fromWh(query->integer(1));
    return total < before ? Energy() : total - before;
}

Result<void> ReadingTable::addToDay(const MeterId& meter, LocalDay day, Energy energy) {
    auto query = m_connection.query(
        "INSERT INTO daily_energy (meter, day, energy_wh, adopted) "
        "VALUES ($meter, $day, $energy, 0) ON CONFLICT (meter, day) "
        "DO UPDATE SET energy_wh = energy_wh + excluded.energy_wh, adopted = 0");
    if (!query) return query.error();
    return query->bind("$meter", meter.text())
        .bind("$day", dayNumber(day))
        .bind("$energy", energy.wattHours())
        .run();
}

Result<void> ReadingTable::keepAsLast(const MeterId& meter, LocalDay day,
                                      const MeterReading& reading) {
    auto query = m_connection.query(kKeep);
    if (!query) return query.error();
    const metering::Quantities& quantities = reading.quantities;
    return query->bind("$meter", meter.text())
        .bind("$day", dayNumber(day))
        .bind("$at", reading.at)
        .bind("$total", reading.total.wattHours())
        .bind("$sharp", reading.byRate[0].wattHours())
        .bind("$peak", reading.byRate[1].wattHours())
        .bind("$flat", reading.byRate[2].wattHours())
        .bind("$valley", reading.byRate[3].wattHours())
        .bind("$balance", reading.balance)
        .bind("$count", reading.purchaseCount)
        .bind("$relay", word(reading.relay))
        .bind("$control", word(reading.control))
        .bind("$fault", reading.fault)
        .bind("$overload", reading.overload)
        .bind("$arrears", reading.arrears)
        .bind("$alarm1", reading.alarm1)
        .bind("$alarm2", reading.alarm2)
        .bind("$v1", quantities.voltageDeciVolt[0])
        .bind("$v2", quantities.voltageDeciVolt[1])
        .bind("$v3", quantities.voltageDeciVolt[2])
        .bind("$a1", quantities.currentCentiAmp[0])
        .bind("$a2", quantities.currentCentiAmp[1])
        .bind("$a3", quantities.currentCentiAmp[2])
        .bind("$power", quantities.powerWatt)
        .run();
}

Result<void> ReadingTable::adopt(const MeterId& meter, const metering::DailyEnergy& day) {
    if (day.energy < Energy()) {
        return invalidInput(
            fmt::format("meter {}: the use of {} is below zero", meter.text(), dayText(day.day)));
    }
    auto query = m_connection.query(
        "INSERT INTO daily_energy (meter, day, energy_wh, adopted) "
        "VALUES ($meter, $day, $energy, 1) ON CONFLICT (meter, day) "
        "DO UPDATE SET energy_wh = excluded.energy_wh WHERE adopted = 1");
    if (!query) return query.error();
    return query->bind("$meter", meter.text())
        .bind("$day", dayNumber(day.day))
        .bind("$energy", day.energy.wattHours())
        .run();
}

Result<std::optional<MeterReading>> ReadingTable::last(const MeterId& meter) const {
    auto query = m_connection.query(
        "SELECT at_ms, total_wh, sharp_wh, peak_wh, flat_wh, valley_wh, balance_micro_yuan, "
        "purchase_count, relay, control, fault, overload, arrears, alarm1, alarm2, l1_decivolt, "
        "l2_decivolt, l3_decivolt, l1_centiamp, l2_centiamp, l3_centiamp, power_watt "
        "FROM meter_reading WHERE meter = $meter");
    if (!query) return query.error();
    return firstRow(query->bind("$meter", meter.text()), readingOf);
}

Result<std::vector<metering::DailyEnergy>> ReadingTable::days(const MeterId& meter, LocalDay from,
                                                              LocalDay to) const {
    auto query = m_connection.query(
        "SELECT day, energy_wh FROM daily_energy "
        "WHERE meter = $meter AND day BETWEEN $from AND $to ORDER BY day");
    if (!query) return query.error();
    query->bind("$meter", meter.text()).bind("$from", dayNumber(from)).bind("$to", dayNumber(to));
    return allRows(*query, [](const Query& row) {
        return Result<metering::DailyEnergy>(
            metering::DailyEnergy{dayFrom(row.integer(0)), Energy::fromWh(row.integer(1))});
    });
}

}  // namespace wattill::storage
