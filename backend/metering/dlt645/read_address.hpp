#pragma once

#include "metering/dlt645/link.hpp"

namespace wattill::metering::dlt645 {

/// Asks whoever is on the line for its address (13H to the wildcard), up to three times. Only with
/// ONE meter on the line: several answer at once, and nobody is understood. The line must not be
/// held by a bus. Blocks for four seconds at most. Timeout: nobody answers at this baud rate and
/// parity. BadReply: more than one meter, or noise.
[[nodiscard]] Result<std::int64_t> readAddress(const BusConfig& config, const Clock& clock,
                                               Log& log, FrameTrace trace = {});

/// The same over a link that is there.
[[nodiscard]] Result<std::int64_t> readAddress(Link& link);

}  // namespace wattill::metering::dlt645
