#pragma once

#include "base/result.hpp"
#include "meters/sim_meter.hpp"

#include <string>
#include <vector>

namespace wattill::sim {

/// `count` meters 202411110001 … at addresses 1 …, DTSY and DDSY in turn, with balances that show
/// every state a site has.
[[nodiscard]] std::vector<MeterSetup> demoMeters(int count);

/// Reads {"meters": [{"number", "address", "model": "dtsy"|"ddsy", "price_yuan", "balance_yuan",
/// "energy_kwh", "standby_w", "peak_w"}]}; all but number, address and model may be left out.
/// InvalidInput names file, place and remedy.
[[nodiscard]] Result<std::vector<MeterSetup>> readSite(const std::string& file);

}  // namespace wattill::sim
