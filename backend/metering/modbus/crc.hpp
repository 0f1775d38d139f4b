#pragma once

#include <cstdint>
#include <span>

namespace wattill::metering::modbus {

/// CRC-16 of Modbus RTU. On the wire the low byte goes first.
[[nodiscard]] std::uint16_t crc16(std::span<const std::uint8_t> bytes);

/// True when the last two bytes are the CRC of those before.
[[nodiscard]] bool crcFits(std::span<const std::uint8_t> frame);

}  // namespace wattill::metering::modbus
