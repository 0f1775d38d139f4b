#pragma once

#include "metering/modbus/line.hpp"

namespace wattill::metering::modbus {

enum class Readiness { Ready, NotInTime, Failed };

/// Waits until the descriptor can be read (or written); a deadline in the past looks once. Failed:
/// see errno.
[[nodiscard]] Readiness waitFor(int descriptor, bool toWrite, SteadyTime deadline);

/// Sleeps until a moment of the steady clock, whatever signals come.
void sleepUntil(SteadyTime at);

}  // namespace wattill::metering::modbus
