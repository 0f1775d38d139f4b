#pragma once

#include "api/bus_types.hpp"
#include "metering/profile_library.hpp"
#include "node/bus_line.hpp"
#include "node/config.hpp"
#include "node/load_window.hpp"
#include "node/meter_board.hpp"
#include "node/trace_ring.hpp"
#include "tenancy/site.hpp"

#include <string>
#include <vector>

namespace wattill::node {

/// A meter of a line and all that is known of how it answers.
struct MeterFacts {
    MeterTurn turn;
    metering::MeterHealth health;
    std::int64_t address = 0;
    std::string profile;
    std::optional<Instant> readAt;       ///< its last good reading, also from before the start
    std::optional<Duration> clockAhead;  ///< its clock minus ours, at that reading
};

/// All that is known of a line at one moment.
struct BusFacts {
    const BusConfig* config = nullptr;
    BusLineState state;
    metering::BusHealth sinceStart;
    LoadWindow::Span minute;
    LoadWindow::Span quarter;
    bool tracing = false;
    Duration cycle{};  ///< expected
    Instant now;
    std::vector<MeterFacts> meters;
};

/// Age of the oldest state among the meters that answer; empty when none was read yet.
[[nodiscard]] std::optional<Duration> oldestState(const BusFacts& facts);
/// "9600 8N1"; empty where a gateway sets it.
[[nodiscard]] std::string lineText(const BusConfig& config);
/// What a person should look at, each with its remedy. Empty: all is well.
[[nodiscard]] std::vector<std::string> busNotes(const BusFacts& facts);
[[nodiscard]] api::BusView busView(const BusFacts& facts);
[[nodiscard]] api::BusDetailView busDetailView(const BusFacts& facts);
[[nodiscard]] api::TraceFrameView traceFrameView(const TraceRing::Kept& frame,
                                                 metering::Protocol protocol,
                                                 const metering::ProfileLibrary& profiles);
/// How far a meter's clock was ahead of ours when it was read; empty when it shows no valid time.
[[nodiscard]] std::optional<Duration> clockAhead(const metering::MeterReading& reading,
                                                 const TimeZone& zone);

}  // namespace wattill::node
