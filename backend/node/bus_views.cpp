#include "node/bus_views.hpp"

#include "metering/civil_time.hpp"
#include "node/frame_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::node {

using metering::BusHealth;

namespace {
constexpr int kHighLoadPermille = 900;
constexpr std::size_t kUnitLoads = 32;           ///< of one RS-485 segment (facts 4.1)
constexpr Duration kFreshState{180'000};         ///< no living meter's state may be older (S3)
constexpr std::uint64_t kFaultsWorthSaying = 5;  ///< fewer are noise
constexpr std::size_t kNamesShown = 3;

template <class Count>
std::int64_t number(Count count) {
    return static_cast<std::int64_t>(count);
}
std::optional<std::int64_t> millis(const std::optional<Duration>& time) {
    return time ? std::optional(time->count()) : std::nullopt;
}

api::BusCountsView countsView(const BusHealth& counts) {
    return {number(counts.sent),      number(counts.answered),  number(counts.refused),
            number(counts.timeouts),  number(counts.crcErrors), number(counts.badReplies),
            number(counts.strayBytes)};
}

api::BusWindowView windowView(const LoadWindow::Span& span) {
    return {span.covered.count(), span.loadPermille, countsView(span.counts)};
}

std::string inSeconds(Duration time) {
    return fmt::format("{:.1f} s", std::chrono::duration<double>(time).count());
}

/// "1, 2, 3 and 4 more"
std::string named(const std::vector<MeterFacts>& meters, bool (*wanted)(const MeterFacts&)) {
    std::string text;
    std::size_t count = 0;
    for (const MeterFacts& each : meters) {
        if (!wanted(each) || ++count > kNamesShown) continue;
        text += (text.empty() ? "" : ", ") + each.turn.meter.text();
    }
    return count > kNamesShown ? fmt::format("{} and {} more", text, count - kNamesShown) : text;
}

void noteTheWire(const BusFacts& facts, std::vector<std::string>& notes) {
    const BusHealth& counts = facts.quarter.counts;
    const auto share = [&](std::uint64_t faults) {
        return faults >= kFaultsWorthSaying && faults * 100 >= counts.sent;
    };
    if (share(counts.badReplies)) {
        notes.push_back(fmt::format(
            "{} of {} answers of the last 15 min were broken: look for a loose wire, A and B "
            "exchanged on one meter, a missing 120 Ω resistor at either end, two meters with one "
            "address",
            counts.badReplies, counts.sent));
    }
    if (facts.quarter.loadPermille >= kHighLoadPermille) {
        notes.push_back(fmt::format(
            "the line was taken for {}.{} % of the last 15 min: read less often (poll_every_s), "
            "raise the baud rate of all its meters, or split the line",
            facts.quarter.loadPermille / 10, facts.quarter.loadPermille % 10));
    }
}

void noteTheRound(const BusFacts& facts, std::vector<std::string>& notes) {
    if (facts.cycle > kFreshState) {
        notes.push_back(fmt::format(
            "one round of all meters takes about {}, so a state can be older than 3 min: raise the "
            "baud rate, or split the line",
            inSeconds(facts.cycle)));
    } else if (facts.cycle > facts.config->pollEvery) {
        notes.push_back(
            fmt::format("one round of all meters takes about {}, longer than "
                        "poll_every_s = {}: give it more time",
                        inSeconds(facts.cycle), inSeconds(facts.config->pollEvery)));
    }
    if (facts.meters.size() > kUnitLoads) {
        notes.push_back(
            fmt::format("{} meters are on the line; without a repeater RS-485 carries "
                        "32: split it, or make sure that there is one",
                        facts.meters.size()));
    }
}

void noteTheMeters(const BusFacts& facts, std::vector<std::string>& notes) {
    const auto lost = [](const MeterFacts& each) { return each.turn.lost; };
    const auto never = [](const MeterFacts& each) { return !each.readAt; };
    if (const std::string names = named(facts.meters, lost); !names.empty()) {
        notes.push_back(
            fmt::format("no answer from {}: see \"Why does a meter not answer\" in the "
                        "node's README",
                        names));
    }
    if (const std::string names = named(facts.meters, never); !names.empty()) {
        notes.push_back(fmt::format("never read: {}; look with wattill meter probe", names));
    }
}

api::MeterOnBusView meterView(const MeterFacts& facts) {
    api::MeterOnBusView view;
    view.meter = facts.turn.meter;
    view.address = facts.address;
    view.profile = facts.profile;
    view.lost = facts.turn.lost;
    view.nextTryMs = facts.turn.nextTryIn.count();
    view.sent = number(facts.health.sent);
    view.answered = number(facts.health.answered);
    view.refused = number(facts.health.refused);
    view.timeouts = number(facts.health.timeouts);
    view.crcErrors = number(facts.health.crcErrors);
    view.badReplies = number(facts.health.badReplies);
    view.lastMs = millis(facts.health.lastTime);
    view.medianMs = millis(facts.health.medianTime);
    view.p95Ms = millis(facts.health.p95Time);
    view.lastGoodAt = facts.readAt;
    view.clockAheadMs = millis(facts.clockAhead);
    return view;
}
}  // namespace

std::optional<Duration> oldestState(const BusFacts& facts) {
    std::optional<Duration> oldest;
    for (const MeterFacts& each : facts.meters) {
        if (each.turn.lost || !each.readAt) continue;
        const Duration age = std::max(facts.now - *each.readAt, Duration::zero());
        if (!oldest || age > *oldest) oldest = age;
    }
    return oldest;
}

std::string lineText(const BusConfig& config) {
    if (config.protocol == metering::Protocol::ModbusTcp) return {};
    return fmt::format("{} 8{}{}", config.baud, config.parity, config.stopBits);
}

std::vector<std::string> busNotes(const BusFacts& facts) {
    std::vector<std::string> notes;
    if (!facts.state.portOpen && !facts.meters.empty()) {
        notes.push_back(
            fmt::format("{} cannot be used: look at the adapter, its cable or its "
                        "network, then at wattill doctor",
                        facts.config->port));
    }
    noteTheMeters(facts, notes);
    noteTheWire(facts, notes);
    noteTheRound(facts, notes);
    return notes;
}

api::BusView busView(const BusFacts& facts) {
    api::BusView view;
    view.name = facts.config->name.text();
    view.port = facts.config->port;
    view.protocol = metering::name(facts.config->protocol);
    view.line = lineText(*facts.config);
    view.portOpen = facts.state.portOpen;
    view.opened = number(facts.sinceStart.opened);
    view.meters = number(facts.state.meters);
    view.lost = number(facts.state.lost);
    view.lastMinute = windowView(facts.minute);
    view.lastQuarter = windowView(facts.quarter);
    view.sinceStart = countsView(facts.sinceStart);
    view.pollEveryMs = facts.config->pollEvery.count();
    view.cycleMs = facts.cycle.count();
    view.oldestStateMs = millis(oldestState(facts));
    view.tracing = facts.tracing;
    view.notes = busNotes(facts);
    return view;
}

api::BusDetailView busDetailView(const BusFacts& facts) {
    api::BusDetailView view{busView(facts), {}};
    for (const MeterFacts& each : facts.meters)
        view.meters.push_back(meterView(each));
    return view;
}

api::TraceFrameView traceFrameView(const TraceRing::Kept& frame, metering::Protocol protocol,
                                   const metering::ProfileLibrary& profiles) {
    api::TraceFrameView view;
    view.number = frame.number;
    view.at = frame.at;
    view.toMeter = frame.direction == metering::Direction::ToMeter;
    view.gapMs = frame.gap.count();
    for (std::size_t at = 0; at < frame.bytes.size(); ++at) {
        const bool secret = at >= frame.secretFrom && at < frame.secretUntil;
        if (at != 0) view.hex += ' ';
        view.hex += secret ? "**" : fmt::format("{:02X}", frame.bytes[at]);
    }
    view.text = frameText(protocol, frame.direction, frame.bytes, profiles);
    return view;
}

std::optional<Duration> clockAhead(const metering::MeterReading& reading, const TimeZone& zone) {
    if (!reading.clock) return std::nullopt;
    const metering::CivilTime& shown = *reading.clock;
    using namespace std::chrono;
    const year_month_day date{year(shown.year), month(static_cast<unsigned>(shown.month)),
                              day(static_cast<unsigned>(shown.day))};
    if (!metering::localTime(shown)) return std::nullopt;
    const Instant at = zone.startOf(LocalDay(local_days(date))) + hours(shown.hour) +
                       minutes(shown.minute) + seconds(shown.second);
    return at - reading.at;
}

}  // namespace wattill::node
