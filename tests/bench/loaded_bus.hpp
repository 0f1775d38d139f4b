#pragma once

#include "base/energy.hpp"
#include "base/ids.hpp"
#include "metering/profile_library.hpp"
#include "meters/meter_bus.hpp"

#include <chrono>
#include <string>
#include <vector>

/// What the benches of the reading service share: meters whose values are known in advance, the
/// time that their frames take on a wire by themselves, and a look at a bus from its meters' end.
namespace wattill::bench {

using Steady = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// Ends the program: the run is broken, no figure of it means anything.
[[noreturn]] void giveUp(const std::string& why);
template <class Value>
Value need(Result<Value> result) {
    if (!result) giveUp(result.error().message);
    return std::move(result).value();
}

/// WATTILL_BENCH_LONG is set: minutes instead of seconds.
[[nodiscard]] bool longRun();

inline constexpr Duration kTurnaround{5};
inline constexpr int kFirstCount = 4;  ///< purchase count of every meter at the start

/// Meters of both models by turns, at addresses 1 to `count`; nobody uses energy, so each of them
/// shows the same values all the time.
[[nodiscard]] std::vector<sim::MeterSetup> idleMeters(int bus, int count);
[[nodiscard]] MeterId numberOf(int bus, int address);
[[nodiscard]] std::string profileOf(int address);
[[nodiscard]] Energy energyOf(int address);

/// Paced at `baud` 8N1; what comes before 3.5 characters of silence are over is not heard.
[[nodiscard]] sim::MeterBusOptions strictWire(int baud);

/// The product's own profiles of these meters.
enum class TimeOuts { AsTheyAre, ATenth };
[[nodiscard]] metering::ProfileLibrary builtInProfiles(TimeOuts timeOuts = TimeOuts::AsTheyAre);

/// Both frames of a read of the live block, 3.5 characters of silence after each, the turnaround.
[[nodiscard]] Seconds idealRead(const metering::ProfileLibrary& profiles, int baud);

/// Requests that the meters of the bus have heard in whole and in time.
[[nodiscard]] std::int64_t heardBy(sim::MeterBus& bus);
[[nodiscard]] std::int64_t tooEarlyAt(sim::MeterBus& bus);

/// From the next request on, how long it takes until `requests` more have come. Every master is
/// measured this way alike. Gives up when the bus falls silent.
[[nodiscard]] Seconds timeOf(sim::MeterBus& bus, std::int64_t requests, Seconds idealEach);

}  // namespace wattill::bench
