#pragma once

#include "metering/bus.hpp"

#include <chrono>

namespace wattill::metering::wire {

/// How long so many characters take on the meters' RS-485 line.
[[nodiscard]] std::chrono::nanoseconds wireTime(const BusConfig& config, std::size_t characters);

}  // namespace wattill::metering::wire
