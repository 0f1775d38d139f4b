#pragma once

#include "metering/profile_codec.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string>

namespace wattill::metering {

/// What the sources of a command stand for; only those that its profile names must be there.
struct CommandValues {
    Money amount;
    bool negativeAmount = false;  ///< Refund::NegativeAmount: it is sent below zero
    std::uint32_t purchaseCount = 0;
    std::uint64_t orderNumber = 0;
    std::array<Money, 4> prices;
    std::array<Money, 2> alarms;
    std::int32_t overloadWatt = 0;
    std::optional<CivilTime> clock;
    std::optional<CivilTime> from;
    std::optional<CivilTime> expiry;
    std::optional<SetTimetable> timetable;
    BlockBytes before;
    std::function<Result<Bytes>(const std::string&)> secret;
};
[[nodiscard]] CommandValues valuesOf(const Sale& sale);
[[nodiscard]] CommandValues valuesOf(const MeterCommand& command);

/// What a source stands for, in the base unit. InvalidInput: it is not there, or beyond its bounds.
[[nodiscard]] Result<std::int64_t> numberOf(const Profile& profile, const Source& source,
                                            const CommandValues& values);
/// The bytes of the sources that are no numbers: tables and secrets.
[[nodiscard]] Result<Bytes> bytesOf(const Profile& profile, const Source& source,
                                    const CommandValues& values);

/// True for a write of a day table, or of seasons, that the command does not give: it is not sent.
[[nodiscard]] bool leftOut(const Write& write, const CommandValues& values);

/// The data of a write: Modbus what follows the byte count, DL/T 645 what follows the identifier
/// (or the length, where there is none), before 33H is added. InvalidInput: a value is finer than
/// the meter counts, or does not fit its field.
[[nodiscard]] Result<Bytes> encodeData(const Profile& profile, const Write& write,
                                       const CommandValues& values);

/// InvalidInput: the amount is not above zero, not in whole fen, above the model's most; the count
/// is 0 or beyond the meter's width, or the order number 0, where the model goes by it.
[[nodiscard]] Result<void> checkSale(const Profile& profile, const Sale& sale);

// Modbus requests from the function code on: neither address nor CRC.
[[nodiscard]] Bytes encodeRead(const Block& block);
[[nodiscard]] Bytes encodeWrite(const Write& write, const Bytes& data);

}  // namespace wattill::metering
