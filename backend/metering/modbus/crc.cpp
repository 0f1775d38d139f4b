#include "metering/modbus/crc.hpp"

namespace wattill::metering::modbus {

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
    std::uint32_t crc = 0xFFFF;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xA001U : 0U);
    }
    return static_cast<std::uint16_t>(crc);
}

bool crcFits(std::span<const std::uint8_t> frame) {
    if (frame.size() < 4) return false;
    const std::uint16_t crc = crc16(frame.first(frame.size() - 2));
    return frame[frame.size() - 2] == (crc & 0xFFU) && frame[frame.size() - 1] == (crc >> 8U);
}

}  // namespace wattill::metering::modbus
