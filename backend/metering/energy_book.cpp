#include "metering/energy_book.hpp"

#include "metering/civil_time.hpp"

#include <algorithm>
#include <cstdio>

namespace wattill::metering {

namespace {
using std::chrono::hours;

constexpr std::int64_t kMillisOfHour = 3'600'000;
/// Registers count in steps, and answers take their time: both look like a little more power.
constexpr Energy kOneStep = Energy::fromWh(100);
constexpr Duration kTimeSlack = std::chrono::minutes(1);
/// Near its end and near its begin, of the whole register.
constexpr std::int64_t kEndPart = 20;
constexpr Duration kLongest = hours(24 * 365 * 10);

/// The most that may have gone through; empty: anything.
std::optional<Energy> mostBetween(const Registers& before, const Registers& after,
                                  const RegisterTraits& traits) {
    if (traits.mostWatt == 0 || after.at <= before.at) return std::nullopt;
    std::int64_t watt = traits.mostWatt;
    for (const Registers* each : {&before, &after}) {
        // A meter behind transformers carries what it says it carries.
        const std::int64_t shown = each->powerWatt.value_or(0);
        watt = std::max(watt, 2 * (shown < 0 ? -shown : shown));
    }
    const Duration time = std::min(after.at - before.at, kLongest) + kTimeSlack;
    return Energy::fromWh(watt * time.count() / kMillisOfHour) + kOneStep;
}

/// What a register grew by when it passed its end; empty when it did not.
std::optional<Energy> turnedOver(Energy before, Energy after, const RegisterTraits& traits,
                                 std::optional<Energy> most) {
    for (const Energy end : traits.turnsOverAt) {
        const Energy part = Energy::fromWh(end.wattHours() / kEndPart);
        const bool near = before < end && before >= end - part && after <= part;
        const Energy grown = end - before + after;
        if (near && (!most || grown <= *most)) return grown;
    }
    return std::nullopt;
}

std::optional<Energy> grownBy(Energy before, Energy after, const RegisterTraits& traits,
                              std::optional<Energy> most) {
    return after >= before ? std::optional(after - before)
                           : turnedOver(before, after, traits, most);
}

std::optional<RateEnergy> ratesGrownBy(const Registers& before, const Registers& after,
                                       const RegisterTraits& traits, std::optional<Energy> most) {
    if (!before.byRate || !after.byRate) return std::nullopt;
    RateEnergy all;
    for (std::size_t rate = 0; rate < all.size(); ++rate) {
        const auto grown = grownBy((*before.byRate)[rate], (*after.byRate)[rate], traits, most);
        if (!grown) return std::nullopt;
        all[rate] = *grown;
    }
    return all;
}

std::optional<LocalDay> dayOf(const Step& step, const TimeZone& zone) {
    const LocalDay first = zone.dayOf(step.from);
    const LocalDay last = zone.dayOf(step.to);
    if (first == last) return first;
    const bool atItsEnd =
        last == first + std::chrono::days(1) && step.to - zone.startOf(last) <= kNearBorder;
    return atItsEnd ? std::optional(first) : std::nullopt;
}

std::optional<Instant> hourOf(const Step& step) {
    const Instant first = metering::hourOf(step.from);
    return step.to <= first + hours(1) + kNearBorder ? std::optional(first) : std::nullopt;
}

ReadingGap gapOf(const Step& step, ReadingGap::Reason reason) {
    ReadingGap gap;
    gap.from = std::min(step.from, step.to);
    gap.to = std::max(step.from, step.to);
    gap.reason = reason;
    if (step.kind != Step::Kind::Fell) gap.use = step.use;
    return gap;
}

constexpr std::array<std::pair<ReadingGap::Reason, std::string_view>, 4> kReasons{{
    {ReadingGap::Reason::Silent, "silent"},
    {ReadingGap::Reason::ClockSet, "clock-set"},
    {ReadingGap::Reason::Suspicious, "suspicious"},
    {ReadingGap::Reason::RegisterFell, "register-fell"},
}};
constexpr std::array<std::pair<Installation::Reason, std::string_view>, 3> kInstallations{{
    {Installation::Reason::FirstReading, "first-reading"},
    {Installation::Reason::RegisterFell, "register-fell"},
    {Installation::Reason::Replacement, "replacement"},
}};
}  // namespace

std::string_view name(ReadingGap::Reason reason) {
    return kReasons.at(static_cast<std::size_t>(reason)).second;
}

std::optional<ReadingGap::Reason> gapReasonFrom(std::string_view name) {
    for (const auto& [reason, word] : kReasons) {
        if (word == name) return reason;
    }
    return std::nullopt;
}

std::string_view name(Installation::Reason reason) {
    return kInstallations.at(static_cast<std::size_t>(reason)).second;
}

std::optional<Installation::Reason> installationReasonFrom(std::string_view name) {
    for (const auto& [reason, word] : kInstallations) {
        if (word == name) return reason;
    }
    return std::nullopt;
}

Registers registersOf(const MeterReading& reading) {
    return {reading.at, reading.total,
            reading.has.rates ? std::optional(reading.byRate) : std::nullopt,
            reading.quantities.powerWatt};
}

Use operator+(const Use& a, const Use& b) {
    Use sum{a.total + b.total, std::nullopt};
    if (!a.byRate || !b.byRate) return sum;
    sum.byRate.emplace();
    for (std::size_t rate = 0; rate < sum.byRate->size(); ++rate)
        (*sum.byRate)[rate] = (*a.byRate)[rate] + (*b.byRate)[rate];
    return sum;
}

Step stepBetween(const Registers& before, const Registers& after, const RegisterTraits& traits) {
    const auto most = mostBetween(before, after, traits);
    Step step{Step::Kind::Grown, before.at, after.at, {}};
    const auto grown = grownBy(before.total, after.total, traits, most);
    if (!grown) {
        step.kind = Step::Kind::Fell;
        return step;
    }
    step.use = {*grown, ratesGrownBy(before, after, traits, most)};
    if (after.total < before.total) step.kind = Step::Kind::TurnedOver;
    if (most && *grown > *most) step.kind = Step::Kind::Suspicious;
    return step;
}

Booking book(const Registers& before, const Registers& after, const RegisterTraits& traits,
             const TimeZone& zone) {
    Booking booking;
    booking.step = stepBetween(before, after, traits);
    const Step& step = booking.step;
    if (step.kind == Step::Kind::Fell) {
        booking.gap = gapOf(step, ReadingGap::Reason::RegisterFell);
        return booking;
    }
    if (step.kind == Step::Kind::Suspicious) {
        booking.gap = gapOf(step, ReadingGap::Reason::Suspicious);
        return booking;
    }
    if (step.to <= step.from) {
        if (step.use.total != Energy()) booking.gap = gapOf(step, ReadingGap::Reason::ClockSet);
        return booking;
    }
    booking.hour = hourOf(step);
    booking.day = dayOf(step, zone);
    if (booking.hour) return booking;
    booking.gap = gapOf(step, ReadingGap::Reason::Silent);
    booking.gap->inDay = booking.day.has_value();
    return booking;
}

Instant hourOf(Instant at) {
    return std::chrono::time_point_cast<Duration>(std::chrono::floor<hours>(at));
}

EnergyEntry withStep(const std::optional<EnergyEntry>& entry, const Step& step) {
    if (!entry) return {step.use, step.from, step.to, false};
    return {entry->use + step.use, std::min(entry->from, step.from), std::max(entry->to, step.to),
            entry->broken || entry->to != step.from};
}

bool isWhole(const EnergyEntry& entry, Instant begins, Instant ends) {
    return !entry.broken && entry.from - begins <= kNearBorder && entry.to >= ends;
}

std::optional<std::chrono::seconds> clockDeviation(const MeterReading& reading,
                                                   const TimeZone& zone) {
    const auto shown = reading.clock ? localTime(*reading.clock) : std::nullopt;
    if (!shown) return std::nullopt;
    // By the civil time as it is called: days with a change of summer time have no even length.
    int hour = 0, minute = 0, second = 0;
    const std::string here = zone.format("%H:%M:%S", reading.at);
    if (std::sscanf(here.c_str(), "%d:%d:%d", &hour, &minute, &second) != 3) return std::nullopt;
    return *shown - (zone.dayOf(reading.at) + hours(hour) + std::chrono::minutes(minute) +
                     std::chrono::seconds(second));
}

}  // namespace wattill::metering
