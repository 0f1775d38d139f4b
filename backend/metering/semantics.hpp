#pragma once

#include "base/money.hpp"
#include "base/time.hpp"
#include "metering/reading.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace wattill::metering {

struct LinkTimes {
    Duration read{500};
    Duration write{3000};
    Duration sell{3000};
    Duration lateAnswer{500};  ///< silence to wait for after a time-out
    int readRetries = 1;
    int leadingFe = 0;  ///< DL/T 645: FEH bytes sent before a frame, 0 … 4
};

/// What a meter does with a sale whose count or order number it has had.
enum class RepeatMeans {
    Done,     ///< it says that it is a repetition, or simply success; nothing is added
    Error,    ///< it refuses, without saying which refusal it is
    Unknown,  ///< nobody has tried
};

/// How credit is taken off a meter.
enum class Refund {
    None,            ///< it is not
    NegativeAmount,  ///< a sale of less than nothing
    SetBalance,      ///< the balance is written: what is used between reading and writing is lost
    OwnCommand,      ///< a command of its own, with a count or an order number
};

/// How the relay is kept closed whatever the balance.
enum class KeepPower { None, ForceClose, OwnCommand };

enum class StepTariff { Unknown, InSoftware, InMeter };

/// What a model does with money, and its bounds.
struct Semantics {
    CountRule countRule = CountRule::PlusOne;
    int countBits = 16;  ///< width of the purchase count
    RepeatMeans repeatMeans = RepeatMeans::Unknown;
    Refund refund = Refund::None;
    KeepPower keepPower = KeepPower::None;
    StepTariff stepTariff = StepTariff::Unknown;
    std::optional<Money> hoardingCeiling;  ///< balance that a sale may not lift the meter above
    std::optional<Money> maxAmount;        ///< of one sale
    Money useAllowance;  ///< what use may take from the balance between two reads of a command
};

/// The most that one sale may bring to a meter that was last read so, in whole fen, never below
/// zero. Absent: no bound, or none that is known without a reading of the balance.
[[nodiscard]] std::optional<Money> mostSale(const Semantics& semantics,
                                            const std::optional<MeterReading>& last);

/// How day and season tables lie in bytes: each slot and each season is three bytes.
struct TimetableLayout {
    enum class Part { Rate, Hour, Minute, Table, Month, Day };
    int slots = 14;
    int tables = 2;         ///< so many can be written
    int tablesInMeter = 2;  ///< at least `tables`; those without a point cannot be read
    int seasons = 4;
    std::array<Part, 3> slotBytes{Part::Rate, Part::Minute, Part::Hour};
    std::array<Part, 3> seasonBytes{Part::Table, Part::Day, Part::Month};
    bool bcd = false;
    bool repeatLast = false;  ///< unused places repeat the last one; else they are zero
    /// Points (Coding::Kind::Raw) that show the tables that hold; by number. May be empty.
    std::vector<std::string> tablePoints;
};

}  // namespace wattill::metering
