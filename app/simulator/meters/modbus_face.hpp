#pragma once

#include "meters/bytes.hpp"
#include "meters/sim_meter.hpp"

#include <cstdint>

namespace wattill::sim {

inline constexpr std::uint8_t kIllegalFunction = 1;
inline constexpr std::uint8_t kIllegalAddress = 2;
inline constexpr std::uint8_t kIllegalValue = 3;
inline constexpr std::uint8_t kDeviceFailure = 4;

/// What a meter of the Acrel kind does and says (facts 1.2–1.7). From the function code on.
[[nodiscard]] Bytes modbusAnswer(SimMeter& meter, const Bytes& request, Extent extent);
[[nodiscard]] Errand modbusErrand(const Bytes& request);
[[nodiscard]] Bytes modbusRefusal(const Bytes& request);

[[nodiscard]] Bytes modbusException(const Bytes& request, std::uint8_t code);
[[nodiscard]] inline int wordAt(const Bytes& bytes, std::size_t at) {
    return bytes[at] << 8U | bytes[at + 1];
}

/// Function code 20H (facts 1.6); `request` is as long as it says.
[[nodiscard]] Bytes vendorCommand(SimMeter& meter, const Bytes& request, Extent extent);

/// Where a model has its timetable (facts 1.7).
struct TableRegisters {
    int seasons;
    std::array<int, 2> days;
};
inline constexpr int kSeasonRegisters = 6;
inline constexpr int kDayRegisters = 21;
[[nodiscard]] TableRegisters tableRegisters(Model model);
/// As they stand in registers, high byte first. Four seasons of three bytes, fourteen slots of
/// three bytes.
[[nodiscard]] Bytes seasonBytes(const SimMeter& meter);
[[nodiscard]] Bytes dayBytes(const SimMeter& meter, std::size_t table);

}  // namespace wattill::sim
