#pragma once

#include "base/money.hpp"
#include "base/time.hpp"
#include "metering/point.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wattill::metering {

/// Parts of a civil time. A year goes as its last two digits.
enum class TimePart {
    Year,
    Month,
    Day,
    Weekday,     ///< 0 is Sunday
    IsoWeekday,  ///< 1 is Monday, 7 is Sunday
    Hour,
    Minute,
    Second
};

/// Where a number comes from that goes into a command's data, or that must be read afterwards. In a
/// profile: "amount", "price.sharp", "clock.hour", "table.1", "point:identity.number".
struct Source {
    enum class Kind {
        Constant,       ///< `constant`
        Amount,         ///< of a sale or of credit taken, micro-yuan
        PurchaseCount,  ///< of a sale or of credit taken
        OrderNumber,    ///< of a sale or of credit taken
        Price,          ///< `index` is the Rate; micro-yuan per kWh
        Alarm,          ///< `index` 0 or 1; micro-yuan
        Overload,       ///< watt
        Clock,          ///< `index` is the TimePart of the right time, taken just before sending
        From,           ///< `index` is the TimePart of when the spare set begins to hold
        Expiry,         ///< `index` is the TimePart of the meter's own time plus expireAfter
        Slots,          ///< `index` 1 …: all slots of a day table, as TimetableLayout says
        Seasons,        ///< all seasons
        Point,          ///< what point `name` shows before; 0 if its block is optional and refused
        PointLess,      ///< that, less the amount: never below zero
        Secret,         ///< bytes of the site secret `name`; PointAccess::secret has them
    };
    Kind kind = Kind::Constant;
    int index = 0;
    std::int64_t constant = 0;
    std::string name;
    bool operator==(const Source&) const = default;
};

/// What goes into a command's data, in the order of the wire. Value in the base unit × divisor /
/// factor is what is sent; it must come out whole.
struct Field {
    Source source;
    Coding coding;
    std::int64_t factor = 1;
    std::int64_t divisor = 1;
};

/// When an answer to a write is a good one. It never proves that the write was done.
enum class AnswerRule {
    Echo,    ///< Modbus 10H: start and count come back; `answerBytes` is 8
    Length,  ///< any answer of the right address, function and `answerBytes`
    Status,  ///< as Length, and byte `statusByte` is not `statusRefused`
    Normal,  ///< DL/T 645: the control code without the error bit
    None,    ///< broadcast: nothing comes
};

/// One write on the wire. Modbus: function 10H or 20H, `address`, the count of registers, the count
/// of bytes, data. DL/T 645: `function` is the control code; `identifier`, if there is one, goes
/// before the data, low byte first. All framing is the driver's.
struct Write {
    int function = 16;
    int address = 0;                          ///< Modbus
    std::optional<std::uint32_t> identifier;  ///< DL/T 645
    std::vector<Field> fields;
    AnswerRule answer = AnswerRule::Length;
    int answerBytes = 8;  ///< Modbus: the whole answer, address to CRC
    int statusByte = 0;   ///< of the whole answer; 0 is the address
    int statusRefused = 0;
    /// The next write is sent even when the meter refuses this one.
    bool mayBeRefused = false;
};

/// What must be read after a command.
struct Verify {
    enum class Kind {
        Equals,    ///< the source's value
        RisesBy,   ///< the value before plus the source's, less what was used meanwhile
        FallsBy,   ///< the value before less the source's, less what was used meanwhile
        ClockNear  ///< the meter's clock is within `source.constant` seconds of the right time
    };
    Kind kind = Kind::Equals;
    std::string point;  ///< id; "clock" for ClockNear
    Source source;      ///< a Constant is a raw value
};

/// All that a MeterCommand or a sale takes on a model.
struct Command {
    std::string name;           ///< as commandName() gives it, or "sell"
    std::vector<Write> writes;  ///< in order; a sale has one
    /// Blocks read before and after. What is in them and neither verified nor allowed to change
    /// must stay as it was.
    std::vector<std::string> watch;
    std::vector<Verify> verify;
    /// Points beside the verified ones that the command may move; "relay.*" is all that begin so.
    std::vector<std::string> mayChange;
    Duration settle{0};       ///< how long the meter may take until the verified points show it
    Duration expireAfter{0};  ///< for Source::Kind::Expiry
    Confidence confidence = Confidence::Unknown;
    std::string source;
};

}  // namespace wattill::metering
