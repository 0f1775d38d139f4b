#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::metering {

/// How sure we are of a point or command, weakest first.
enum class Confidence {
    Unknown,
    Inferred,
    SingleSource,
    Confirmed,
    ConfirmedTwice,
    SiteConfirmed,  ///< tried on a real meter of the model; the only one that unlocks writes
};
[[nodiscard]] std::string_view name(Confidence confidence);

/// How often a block is worth reading.
enum class PollClass {
    Live,      ///< part of every MeterReading
    Slow,      ///< changes seldom, or tells little: now and then
    OnDemand,  ///< around commands, and for people
};
[[nodiscard]] std::string_view name(PollClass poll);

/// A run of values that one request reads. Modbus: `function`, `start`, `count`. DL/T 645:
/// `function` is the control code (11H), `identifier` the data identifier, `length` the bytes after
/// it. Points count bytes from the first byte after the byte count or the data identifier, in the
/// order of the wire, with the 33H of DL/T 645 taken off.
struct Block {
    std::string id;
    int function = 3;
    int start = 0;                 ///< Modbus: register number
    int count = 0;                 ///< Modbus: registers, 1 … 125
    std::uint32_t identifier = 0;  ///< DL/T 645: 0x00010000
    int length = 0;                ///< DL/T 645: bytes; 0 for Modbus
    PollClass poll = PollClass::OnDemand;
    /// Some meters of the model refuse it; then its points are simply not there.
    bool optional = false;
    [[nodiscard]] int bytes() const { return length > 0 ? length : 2 * count; }
};

/// How a value lies in bytes. In a profile: "u16", "s32", "u32le", "bcd6", "sbcd4le", "raw42".
struct Coding {
    enum class Kind {
        Unsigned,
        Signed,     ///< two's complement
        Bit,        ///< Point::width bits of one byte, from Point::bit on
        Bcd,        ///< two digits a byte
        SignedBcd,  ///< the top bit of the highest byte is the sign (facts 2.3)
        Raw,        ///< bytes that are compared and shown, but are no number: tables
    };
    Kind kind = Kind::Unsigned;
    int bytes = 2;
    bool lowByteFirst = false;  ///< "…le"
    bool operator==(const Coding&) const = default;
};
[[nodiscard]] std::optional<Coding> codingFrom(std::string_view name);

/// A value inside a block.
struct Point {
    std::string id;
    std::string block;
    int byte = 0;  ///< offset in the block's bytes
    Coding coding;
    int bit = 0;            ///< lowest bit, of the byte, 0 … 7; only for Coding::Kind::Bit
    int width = 1;          ///< bits
    bool inverted = false;  ///< the model shows a 0 for what `meaning` says
    std::string meaning;    ///< of a single bit: "closed"
    /// Raw value × factor / divisor is the value in the base unit of the point's kind: Wh,
    /// micro-yuan (per kWh), decivolt, centiampere, watt, var, per mille, centihertz, or the plain
    /// number. The divisor is 1 for energy and money.
    std::int64_t factor = 1;
    std::int64_t divisor = 1;
    std::string unit;  ///< "kWh", "yuan", "yuan/kWh", "V", "A", "kW", "kvar", "pf", "Hz" or empty
    std::int64_t mantissa = 1;  ///< raw value × mantissa / 10^decimals is the value in `unit`
    int decimals = 0;
    /// Points of live blocks (voltage and current ratios) whose raw values multiply this one.
    std::vector<std::string> multiplyBy;
    std::optional<std::int64_t> expect;  ///< the raw value that this model always shows
    Confidence confidence = Confidence::Unknown;
    std::string source;
};

}  // namespace wattill::metering
