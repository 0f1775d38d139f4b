#pragma once

#include "metering/meter.hpp"
#include "metering/profile.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace wattill::metering {

using Bytes = std::vector<std::uint8_t>;

/// The raw value of a point (bits are 0 or 1); `data` is the whole of its block.
[[nodiscard]] std::int64_t rawValue(const Point& point, std::span<const std::uint8_t> data);

/// A reading from the bytes of the live block. BadReply: wrong length, or a value that the model
/// always shows differs (another model answers at this address).
[[nodiscard]] Result<MeterReading> decodeLive(const Profile& profile,
                                              std::span<const std::uint8_t> data, Instant at);

/// True when every bit that the command must bring about is shown.
[[nodiscard]] bool shows(const Command& command, const Profile& profile,
                         std::span<const std::uint8_t> live);

/// The command, if the model has it and may be written to: its confidence is site-confirmed, or the
/// site has unlocked it. Else Unsupported with the remedy.
[[nodiscard]] Result<const Command*> permitted(const Profile& profile, std::string_view name,
                                               bool unlocked);
/// As profiles name it: "trip", "keepOn", "toPrepaid".
[[nodiscard]] std::string_view profileName(RelayCommand command);

// Requests from the function code on: neither address nor CRC.
[[nodiscard]] Bytes encodeRead(const Block& block);
[[nodiscard]] Bytes encodeConstant(const Command& command);
/// InvalidInput: the amount is not above zero, not in whole steps of the meter, or too large; the
/// count is 0 or beyond the meter's width.
[[nodiscard]] Result<Bytes> encodeSale(const Profile& profile, const Command& command,
                                       const Sale& sale);

}  // namespace wattill::metering
