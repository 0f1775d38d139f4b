#pragma once

#include "metering/dlt645/address.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace wattill::metering::dlt645 {

using Bytes = std::vector<std::uint8_t>;

/// The lowest five bits of a control code: what is asked for (facts 2.2).
namespace function {
inline constexpr std::uint8_t kPrepaid = 0x03;
inline constexpr std::uint8_t kBroadcastTime = 0x08;
inline constexpr std::uint8_t kRead = 0x11;
inline constexpr std::uint8_t kReadNext = 0x12;
inline constexpr std::uint8_t kReadAddress = 0x13;
inline constexpr std::uint8_t kWrite = 0x14;
inline constexpr std::uint8_t kRelay = 0x1C;
inline constexpr std::uint8_t kMask = 0x1F;
}  // namespace function

inline constexpr std::uint8_t kFromMeter = 0x80;  ///< bits of the control code
inline constexpr std::uint8_t kAbnormal = 0x40;
inline constexpr std::uint8_t kMoreFollows = 0x20;

inline constexpr std::uint8_t kStart = 0x68;
inline constexpr std::uint8_t kEnd = 0x16;
inline constexpr std::uint8_t kPreamble = 0xFE;
inline constexpr std::uint8_t kOffset = 0x33;  ///< added to each byte of the data on the wire
/// From one 68H to the other, control code and length: what comes before the data.
inline constexpr std::size_t kHeadBytes = 10;
inline constexpr std::size_t kTailBytes = 2;  ///< check sum and 16H
/// More than any frame of the standard (200) and of the dialects of facts 2.5 has.
inline constexpr std::size_t kMaxDataBytes = 220;

/// What one frame says, without its dress.
struct Message {
    Address address = Address::wildcard();
    std::uint8_t control = 0;
    Bytes data;  ///< plain: without the 33H; at most kMaxDataBytes

    [[nodiscard]] std::uint8_t function() const { return control & function::kMask; }
    [[nodiscard]] bool isAbnormal() const { return (control & kAbnormal) != 0; }
    [[nodiscard]] bool moreFollows() const { return (control & kMoreFollows) != 0; }
    bool operator==(const Message&) const = default;
};

/// The sum of all bytes modulo 256.
[[nodiscard]] std::uint8_t checkSum(std::span<const std::uint8_t> bytes);
/// The frame from 68H to 16H, without FE ahead of it.
[[nodiscard]] Bytes encode(const Message& message);
/// A data identifier as it lies in the data: low byte first.
[[nodiscard]] Bytes identifierBytes(std::uint32_t identifier);

}  // namespace wattill::metering::dlt645
