#pragma once

#include "base/time.hpp"
#include "metering/reading.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace wattill::metering {

/// Empty when there is no such date or time of day.
[[nodiscard]] std::optional<std::chrono::local_seconds> localTime(const CivilTime& civil);
[[nodiscard]] CivilTime civilTime(std::chrono::local_seconds time);
/// The civil time of a place `offset` ahead of UTC; part seconds are dropped.
[[nodiscard]] CivilTime civilTime(Instant at, Duration offset);
/// "2026-11-22 12:34:56", whether there is such a date or not.
[[nodiscard]] std::string text(const CivilTime& civil);

}  // namespace wattill::metering
