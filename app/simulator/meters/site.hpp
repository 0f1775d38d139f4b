#pragma once

#include "base/result.hpp"
#include "meters/sim_meter.hpp"

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace wattill::sim {

inline constexpr std::int64_t kFirstNumber = 202411110001;

/// `count` meters with numbers from `firstNumber` on at addresses 1 …, DTSY and DDSY in turn, with
/// balances that show every state a site has.
[[nodiscard]] std::vector<MeterSetup> demoMeters(int count,
                                                 std::int64_t firstNumber = kFirstNumber);

/// "dtsy", "ddsy", "adl", "dlt645", "dlt645-orderno"
[[nodiscard]] std::optional<Model> modelOf(const nlohmann::json& name);

/// One meter of a configuration, see the README. InvalidInput names place and remedy.
[[nodiscard]] Result<MeterSetup> readMeter(const nlohmann::json& json);
/// The meters of one bus: one protocol, each address once.
[[nodiscard]] Result<std::vector<MeterSetup>> readMeters(const nlohmann::json& list);

}  // namespace wattill::sim
