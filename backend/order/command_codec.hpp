#pragma once

#include "base/json.hpp"
#include "metering/meter_command.hpp"

#include <string>
#include <string_view>

namespace wattill::order {

/// The one form in which commands and proofs travel over the API and lie in the database:
///
///     {"command": "trip" | "keep-on" | "to-prepaid" | "open-account" | "close-account"}
///     {"command": "set-prices", "sharpMicroYuan": 1200000, "peakMicroYuan": …, "flatMicroYuan": …,
///      "valleyMicroYuan": …, "from": "2026-12-01T00:00:00"}
///     {"command": "set-timetable", "seasons": [{"from": "01-01", "table": 1}], "from": …,
///      "tables": [{"slots": [{"at": "00:00", "rate": "valley"}, …]}, …]}
///     {"command": "set-alarms", "alarm1Fen": 2000, "alarm2Fen": 500}
///     {"command": "set-overload", "thresholdWatt": 8000}
///     {"command": "set-clock", "limitMs": 300000, "offsetMs": 28800000}
///     {"command": "take-credit", "amountFen": 5000, "purchaseCount": 6, "orderNumber": "17"}
///
/// "from" is civil time where the meter stands, and may be missing. So may limitMs, offsetMs,
/// purchaseCount and orderNumber (a 64-bit number as text).
enum class OtherKeys { Refuse, Ignore };

/// What validate() takes; other commands may lose what the form has no room for.
[[nodiscard]] nlohmann::json commandJson(const metering::MeterCommand& command);
/// InvalidInput names the key. Ranges beyond those of the types are validate()'s.
[[nodiscard]] Result<metering::MeterCommand> commandFrom(const nlohmann::json& json,
                                                         OtherKeys others);
[[nodiscard]] std::string commandText(const metering::MeterCommand& command);
[[nodiscard]] Result<metering::MeterCommand> commandFromText(std::string_view text,
                                                             OtherKeys others);

/// The command in words, with units: "sharp 1.2000, peak … yuan/kWh".
[[nodiscard]] std::string commandInWords(const metering::MeterCommand& command);

/// {"outcome": "done", "answer": "", "points": [{"point", "before", "wanted", "after", "right"}],
/// "frames": [{"toMeter": true, "hex": "6811…"}]}. Its reading is left out: readings have a place.
[[nodiscard]] std::string proofText(const metering::CommandProof& proof);
[[nodiscard]] Result<metering::CommandProof> proofFrom(std::string_view text);

[[nodiscard]] std::string hexText(const std::vector<std::uint8_t>& bytes);

}  // namespace wattill::order
