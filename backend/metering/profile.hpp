#pragma once

#include "base/result.hpp"
#include "metering/bus.hpp"

#include <cstdint>
#include <functional>
#include <map>
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

enum class ValueType { U8, U16, S16, U32, S32, Bit };
[[nodiscard]] int byteCount(ValueType type);

/// The block every profile has: the one that makes a MeterReading.
inline constexpr std::string_view kLiveBlock = "live";

/// A run of registers that one request reads. High byte first, high word first.
struct Block {
    std::string id;
    int function = 3;
    int start = 0;  ///< register number
    int count = 0;  ///< registers, 1 … 125
    [[nodiscard]] int bytes() const { return 2 * count; }
};

/// A value inside a block.
struct Point {
    std::string id;
    std::string block;
    int byte = 0;  ///< offset in the block's bytes
    ValueType type = ValueType::U16;
    int bit = 0;  ///< of the byte, 0 is the lowest; only for ValueType::Bit
    /// Raw value times this is the value in the base unit of the point's kind: Wh, micro-yuan,
    /// decivolt, centiampere, watt, or the plain number. Exact: the decimal scale of the file and
    /// the unit's power of ten are multiplied when the profile is read.
    std::int64_t factor = 1;
    std::optional<std::int64_t> expect;  ///< the raw value that this model always shows
    Confidence confidence = Confidence::Unknown;
    std::string source;
};

/// What goes into a command's data, in the order of the wire.
struct Field {
    enum class Value { Amount, PurchaseCount, Constant };
    Value value = Value::Constant;
    ValueType type = ValueType::U16;
    std::int64_t unitMicroYuan = 1;  ///< of one raw step; only for Amount
    std::int64_t constant = 0;       ///< only for Constant
};

struct Verify {
    std::string point;  ///< a bit point of the live block
    bool wanted = false;
};

struct Command {
    std::string name;
    int function = 16;
    int address = 0;
    std::vector<Field> fields;
    int answerBytes = 8;  ///< the whole answer, address to CRC
    std::vector<Verify> verify;
    Duration settle{0};  ///< how long the meter may take until the verified points show it
    Confidence confidence = Confidence::Unknown;
    std::string source;
};

struct LinkTimes {
    Duration read{500};
    Duration write{3000};
    Duration sell{3000};
    Duration lateAnswer{500};  ///< silence to wait for after a time-out
    int readRetries = 1;
};

struct Semantics {
    int countBits = 16;  ///< width of the purchase count
};

/// A meter model as data (facts 6): every register number, scale, bit and command of it. Immutable;
/// safe from any thread.
class Profile {
  public:
    /// Strict: unknown or missing keys, wrong types, points outside their block or over one
    /// another, scales that are not exact. InvalidInput: "file: /json/pointer: what; remedy".
    [[nodiscard]] static Result<Profile> parse(std::string_view json, const std::string& fileName);

    [[nodiscard]] const std::string& id() const { return m_id; }
    [[nodiscard]] int version() const { return m_version; }
    [[nodiscard]] const std::string& title() const { return m_title; }
    [[nodiscard]] int phases() const { return m_phases; }
    [[nodiscard]] int baud() const { return m_baud; }
    [[nodiscard]] Parity parity() const { return m_parity; }
    [[nodiscard]] int stopBits() const { return m_stopBits; }
    [[nodiscard]] const LinkTimes& times() const { return m_times; }
    [[nodiscard]] const Semantics& semantics() const { return m_semantics; }
    [[nodiscard]] const Block& live() const { return m_blocks.find(kLiveBlock)->second; }
    [[nodiscard]] const std::map<std::string, Block, std::less<>>& blocks() const {
        return m_blocks;
    }
    [[nodiscard]] const std::map<std::string, Point, std::less<>>& points() const {
        return m_points;
    }
    /// Null when the model has no such point.
    [[nodiscard]] const Point* point(std::string_view id) const;
    /// "trip", "keepOn", "toPrepaid", "sell"; null when the model has no such command.
    [[nodiscard]] const Command* command(std::string_view name) const;

  private:
    friend class ProfileParser;
    Profile() = default;

    std::string m_id;
    int m_version = 0;
    std::string m_title;
    int m_phases = 1;
    int m_baud = 9600;
    Parity m_parity = Parity::None;
    int m_stopBits = 1;
    LinkTimes m_times;
    Semantics m_semantics;
    std::map<std::string, Block, std::less<>> m_blocks;
    std::map<std::string, Point, std::less<>> m_points;
    std::map<std::string, Command, std::less<>> m_commands;
};

}  // namespace wattill::metering
