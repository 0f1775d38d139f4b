#include "storage/reading_table.hpp"

#include "metering/civil_time.hpp"
#include "storage/rows.hpp"

namespace wattill::storage {

namespace {
using metering::Booking;
using metering::CivilTime;
using metering::Control;
using metering::CountRule;
using metering::Installation;
using metering::MeterReading;
using metering::Relay;

std::int64_t dayNumber(LocalDay day) {
    return day.time_since_epoch().count();
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

Result<CountRule> countRuleFrom(const std::string& text) {
    for (const CountRule rule : {CountRule::PlusOne, CountRule::OrderNumber, CountRule::None}) {
        if (name(rule) == text) return rule;
    }
    return unknownWord("meter_reading", text);
}

/// Counted as if it were UTC. A time that no clock can show is not kept.
std::optional<std::int64_t> civilSeconds(const std::optional<CivilTime>& time) {
    const auto local = time ? metering::localTime(*time) : std::nullopt;
    if (!local) return std::nullopt;
    return local->time_since_epoch().count();
}

CivilTime civilFrom(std::int64_t civil) {
    return metering::civilTime(std::chrono::local_seconds(std::chrono::seconds(civil)));
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
    reading.total = row.energy(1);
    for (std::size_t rate = 0; rate < reading.byRate.size(); ++rate) {
        reading.byRate[rate] = row.energy(2 + static_cast<int>(rate));
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
    reading.has = {row.flag(22), row.flag(23), row.flag(24), row.flag(25)};
    if (!row.isNull(26)) reading.clock = civilFrom(row.integer(26));
    const auto rule = countRuleFrom(row.text(27));
    if (!rule) return rule.error();
    reading.countRule = *rule;
    return reading;
}

constexpr auto kKeep =
    "INSERT OR REPLACE INTO meter_reading (meter, day, at_ms, total_wh, sharp_wh, peak_wh, "
    "flat_wh, valley_wh, balance_micro_yuan, purchase_count, relay, control, fault, overload, "
    "arrears, alarm1, alarm2, l1_decivolt, l2_decivolt, l3_decivolt, l1_centiamp, l2_centiamp, "
    "l3_centiamp, power_watt, has_balance, has_count, has_relay, has_rates, count_rule, "
    "clock_civil_s, clock_deviation_s) "
    "VALUES ($meter, $day, $at, $total, $sharp, $peak, $flat, $valley, $balance, $count, $relay, "
    "$control, $fault, $overload, $arrears, $alarm1, $alarm2, $v1, $v2, $v3, $a1, $a2, $a3, "
    "$power, $hasBalance, $hasCount, $hasRelay, $hasRates, $rule, $clock, $deviation)";
}  // namespace

Result<std::optional<Booking>> ReadingTable::record(const MeterId& meter,
                                                    const MeterReading& reading,
                                                    const metering::RegisterTraits& traits,
                                                    const TimeZone& zone) {
    auto booking = bookStep(meter, reading, traits, zone);
    if (!booking) return booking;
    if (auto kept = keepAsLast(meter, reading, zone); !kept) return kept.error();
    return booking;
}

Result<std::optional<Booking>> ReadingTable::bookStep(const MeterId& meter,
                                                      const MeterReading& reading,
                                                      const metering::RegisterTraits& traits,
                                                      const TimeZone& zone) {
    const std::optional<Booking> nothing;
    const auto open = m_installations.openOne(meter);
    if (!open) return open.error();
    if (!*open) {
        const Installation first{
            reading.at, Installation::Reason::FirstReading, {}, reading.total, {}, {}};
        const auto begun = m_installations.begin(meter, first);
        return begun ? Result<std::optional<Booking>>(nothing) : begun.error();
    }
    const auto before = last(meter);
    if (!before) return before.error();
    if (!(*open)->read || !*before) {
        const auto noted = m_installations.firstReading((*open)->id, reading.total);
        return noted ? Result<std::optional<Booking>>(nothing) : noted.error();
    }
    const Booking booking =
        book(metering::registersOf(**before), metering::registersOf(reading), traits, zone);
    if (booking.step.kind == metering::Step::Kind::Fell) {
        const auto begun = beginAnew(meter, booking.step, (*before)->total, reading.total);
        if (!begun) return begun.error();
    }
    if (auto added = m_energy.add(meter, booking, zone); !added) return added.error();
    return std::optional(booking);
}

Result<void> ReadingTable::beginAnew(const MeterId& meter, const metering::Step& step, Energy last,
                                     Energy first) {
    if (auto ended = m_installations.end(meter, step.from, last); !ended) return ended;
    return m_installations.begin(meter,
                                 {step.to, Installation::Reason::RegisterFell, {}, first, {}, {}});
}

Result<void> ReadingTable::endAtLastReading(const MeterId& meter, Instant at) {
    const auto reading = last(meter);
    if (!reading) return reading.error();
    if (!*reading) return m_installations.end(meter, at, std::nullopt);
    return m_installations.end(meter, (*reading)->at, (*reading)->total);
}

Result<void> ReadingTable::replaced(const MeterId& old, const MeterId& now, Instant at) {
    for (const MeterId& meter : {old, now}) {
        if (auto ended = endAtLastReading(meter, at); !ended) return ended;
    }
    return m_installations.begin(now, {at, Installation::Reason::Replacement, old, {}, {}, {}});
}

Result<void> ReadingTable::keepAsLast(const MeterId& meter, const MeterReading& reading,
                                      const TimeZone& zone) {
    auto query = m_connection.query(kKeep);
    if (!query) return query.error();
    const metering::Quantities& quantities = reading.quantities;
    const auto deviation = metering::clockDeviation(reading, zone);
    if (deviation) {
        query->bind("$deviation", deviation->count());
    } else {
        query->bindNull("$deviation");
    }
    return query->bind("$meter", meter.text())
        .bind("$day", dayNumber(zone.dayOf(reading.at)))
        .bind("$at", reading.at)
        .bind("$total", reading.total)
        .bind("$sharp", reading.byRate[0])
        .bind("$peak", reading.byRate[1])
        .bind("$flat", reading.byRate[2])
        .bind("$valley", reading.byRate[3])
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
        .bind("$hasBalance", reading.has.balance)
        .bind("$hasCount", reading.has.purchaseCount)
        .bind("$hasRelay", reading.has.relay)
        .bind("$hasRates", reading.has.rates)
        .bind("$rule", name(reading.countRule))
        .bind("$clock", civilSeconds(reading.clock))
        .run();
}

Result<std::optional<MeterReading>> ReadingTable::last(const MeterId& meter) const {
    auto query = m_connection.query(
        "SELECT at_ms, total_wh, sharp_wh, peak_wh, flat_wh, valley_wh, balance_micro_yuan, "
        "purchase_count, relay, control, fault, overload, arrears, alarm1, alarm2, l1_decivolt, "
        "l2_decivolt, l3_decivolt, l1_centiamp, l2_centiamp, l3_centiamp, power_watt, "
        "has_balance, has_count, has_relay, has_rates, clock_civil_s, count_rule "
        "FROM meter_reading WHERE meter = $meter");
    if (!query) return query.error();
    return firstRow(query->bind("$meter", meter.text()), readingOf);
}

}  // namespace wattill::storage
