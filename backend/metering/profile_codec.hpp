#pragma once

#include "metering/meter.hpp"
#include "metering/profile.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace wattill::metering {

using Bytes = std::vector<std::uint8_t>;
/// The bytes of blocks by their id, each as long as Block::bytes() says.
using BlockBytes = std::map<std::string, Bytes, std::less<>>;

/// The raw value of a point; `data` is the whole of its block. Bits come with their inversion taken
/// off: 1 is what `meaning` says. Empty: not the BCD digits it should be, beyond 63 bits, or raw
/// bytes.
[[nodiscard]] std::optional<std::int64_t> rawValue(const Point& point,
                                                   std::span<const std::uint8_t> data);
/// The bytes of a point that are compared and shown as they are.
[[nodiscard]] std::span<const std::uint8_t> pointBytes(const Point& point,
                                                       std::span<const std::uint8_t> data);
/// The value in the base unit of the point's kind, ratios multiplied in, rounded towards zero.
/// BadReply: no number, or beyond 64 bits. The point's block and its ratios' must be in `blocks`.
[[nodiscard]] Result<std::int64_t> baseValue(const Profile& profile, const Point& point,
                                             const BlockBytes& blocks);
/// With its unit, exact: "230.1 V", "-3.20 yuan", "closed", "not closed"; hexadecimal where it is
/// no number.
[[nodiscard]] std::string valueText(const Profile& profile, const Point& point,
                                    const BlockBytes& blocks);

/// A reading from the bytes of the blocks that were read. BadReply: wrong length, no digits, or a
/// value that the model always shows differs (another model answers at this address).
[[nodiscard]] Result<MeterReading> decodeReading(const Profile& profile, const BlockBytes& blocks,
                                                 Instant at);
/// BadReply (never again) when a value that the model always shows differs in the blocks given.
[[nodiscard]] Result<void> checkModel(const Profile& profile, const BlockBytes& blocks);
/// The same from the bytes of a model's only live block.
[[nodiscard]] Result<MeterReading> decodeLive(const Profile& profile,
                                              std::span<const std::uint8_t> data, Instant at);
/// What the clock points show, whether there is such a date or not; empty without such points.
[[nodiscard]] std::optional<CivilTime> shownClock(const Profile& profile, const BlockBytes& blocks);

/// The command, if the model has it and may be written to: its confidence is site-confirmed, or the
/// site has unlocked it. Else Unsupported with the remedy.
[[nodiscard]] Result<const Command*> permitted(const Profile& profile, std::string_view name,
                                               bool unlocked);

}  // namespace wattill::metering
