#pragma once

#include "meters/sim_meter.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wattill::sim {

/// What somebody with a hand on the meter does: "balance M YUAN", "energy M KWH", "swap M" …;
/// words[1] is not looked at. "ok" or "error: …"; empty for a verb that is none of these.
[[nodiscard]] std::optional<std::string> handleMeter(SimMeter& meter,
                                                     const std::vector<std::string>& words);

/// For `help`.
inline constexpr const char* kMeterOrders =
    "balance M YUAN | sell M YUAN | count M N | energy M KWH | power M WATT | power M curve | "
    "clock M SECONDS | drift M PPM | press M | swap M [NUMBER]";

}  // namespace wattill::sim
