#pragma once

#include "metering/profile.hpp"
#include "node/config.hpp"

#include <optional>

namespace wattill::node {

/// What facts 4.1 calls a usual answer: how long a meter thinks before its first byte.
inline constexpr Duration kUsualTurnaround{50};

/// How long one reading of a meter takes on the wire: request, turnaround, answer, silence.
/// `answer`: from the end of the request to the end of the answer, where it was measured.
[[nodiscard]] Duration readingTime(const metering::Profile& profile, const BusConfig& bus,
                                   std::optional<Duration> answer = {});

}  // namespace wattill::node
