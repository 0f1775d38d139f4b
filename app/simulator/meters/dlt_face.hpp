#pragma once

#include "meters/bytes.hpp"
#include "meters/sim_meter.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace wattill::sim {

// Error bits (facts 2.2).
inline constexpr std::uint8_t kDltOther = 0x01;
inline constexpr std::uint8_t kDltNoData = 0x02;
inline constexpr std::uint8_t kDltPassword = 0x04;
inline constexpr std::uint8_t kDltSeasons = 0x10;
inline constexpr std::uint8_t kDltSlots = 0x20;
inline constexpr std::uint8_t kDltRates = 0x40;

/// What a DL/T 645-2007 meter does and says (facts 2.2–2.6). Both from the control code on, data
/// without the 33H. Empty: no answer.
[[nodiscard]] Bytes dltAnswer(SimMeter& meter, const Bytes& request, Extent extent);
[[nodiscard]] Errand dltErrand(const Bytes& request);
[[nodiscard]] Bytes dltRefusal(Model model, const Bytes& request);

/// Empty: no such data.
[[nodiscard]] std::optional<Bytes> dltRead(const SimMeter& meter, std::uint32_t id);
/// The error byte; 0: written.
[[nodiscard]] std::uint8_t dltWrite(SimMeter& meter, std::uint32_t id,
                                    std::span<const std::uint8_t> data);
/// Control code 03H.
[[nodiscard]] Bytes dltPurchase(SimMeter& meter, const Bytes& request, Extent extent);

// Numbers on the wire: low byte first.
[[nodiscard]] Bytes toBcd(std::int64_t value, std::size_t bytes);
/// Empty: not decimal digits.
[[nodiscard]] std::optional<std::int64_t> fromBcd(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::uint32_t littleEndian(std::span<const std::uint8_t> bytes);
/// "202411110002" as six bytes.
[[nodiscard]] Bytes digitBytes(const std::string& digits);
/// YYMMDDhhmm, five bytes; ssmmhhDDMMYY, six.
[[nodiscard]] Bytes toMinute(Instant at);
/// Of five bytes, or of six with seconds. Empty: no such moment.
[[nodiscard]] std::optional<Instant> momentOf(std::span<const std::uint8_t> bytes);

}  // namespace wattill::sim
