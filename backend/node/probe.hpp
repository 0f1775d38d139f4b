#pragma once

#include "api/bus_types.hpp"
#include "metering/bus.hpp"
#include "metering/profile_library.hpp"
#include "node/bus_line.hpp"

#include <functional>
#include <string>
#include <vector>

namespace wattill::node {

/// A model that was tried at an address.
struct ProbeTry {
    std::string profile;
    Result<api::ProbeView> view;
};

/// What the profile makes of what is at the address: reads each block of the profile and nothing
/// else; never writes. `now` is civil time where the meter stands. On the bus's thread; blocks for
/// the profile's time-outs. The first block must be answered; others that the meter refuses are
/// noted. BadReply: another model answers there.
[[nodiscard]] Result<api::ProbeView> probeAs(metering::Bus& bus, const metering::Profile& profile,
                                             std::int64_t address, const metering::CivilTime& now);

/// The model that fits best, the others noted; an error that names address and remedy when none
/// answered.
[[nodiscard]] Result<api::ProbeView> bestOf(const std::vector<ProbeTry>& tries,
                                            std::int64_t address);

/// The profiles to be tried on a line: `wanted` alone when given (NotFound: unknown; InvalidInput:
/// of another protocol), else all of the line's protocol.
[[nodiscard]] Result<std::vector<const metering::Profile*>> profilesToTry(
    const metering::ProfileLibrary& profiles, metering::Protocol protocol,
    const std::optional<std::string>& wanted);

/// Probes on a line that runs, one model after another, so that a sale can come between.
void probeOnLine(BusLine& line, std::vector<const metering::Profile*> profiles,
                 std::int64_t address, const Clock& clock, const TimeZone& zone,
                 std::function<void(Result<api::ProbeView>)> done);

/// What a clock on the wall there shows.
[[nodiscard]] metering::CivilTime civilTime(Instant at, const TimeZone& zone);

}  // namespace wattill::node
