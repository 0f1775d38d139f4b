#pragma once

#include <chrono>

namespace wattill::metering::wire {

using SteadyTime = std::chrono::steady_clock::time_point;

enum class Readiness { Ready, NotInTime, Failed };

/// Waits until the descriptor can be read (or written); a deadline in the past looks once. Failed:
/// see errno. By ppoll: a line that hangs up is noticed at once, and not taken for silence.
[[nodiscard]] Readiness waitFor(int descriptor, bool toWrite, SteadyTime deadline);

/// Sleeps until a moment of the steady clock, whatever signals come.
void sleepUntil(SteadyTime at);

}  // namespace wattill::metering::wire
