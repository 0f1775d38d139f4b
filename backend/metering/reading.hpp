#pragma once

#include "base/energy.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace wattill::metering {

enum class Relay { Open, Closed };
/// Who decides about the relay: the meter by its own balance (prepaid), or a command that stays.
enum class Control { Prepaid, ForcedOpen, ForcedClosed };

/// Electrical quantities, each present only where the meter has it. Index 0 is L1.
struct Quantities {
    std::array<std::optional<std::int32_t>, 3> voltageDeciVolt;
    std::array<std::optional<std::int32_t>, 3> currentCentiAmp;
    std::optional<std::int32_t> powerWatt;
};

/// Civil time where the meter stands, as its clock shows it.
struct CivilTime {
    int year = 0;  ///< four digits
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    auto operator<=>(const CivilTime&) const = default;
};

/// How a meter keeps a sale that comes twice from being added twice.
enum class CountRule {
    PlusOne,      ///< at n it accepts n+1 and adds nothing for n; the count can be read
    OrderNumber,  ///< it adds nothing for an order number it has had
    None,         ///< it does not: only reading back guards
};
[[nodiscard]] std::string_view name(CountRule rule);

/// What a model has at all. Fields of a reading that belong to something it has not keep their
/// defaults and mean nothing.
struct Abilities {
    bool balance = true;        ///< balance, arrears, alarm1, alarm2
    bool purchaseCount = true;  ///< purchaseCount
    bool relay = true;          ///< relay, control
    bool rates = true;          ///< byRate
    bool operator==(const Abilities&) const = default;
};

/// One good reading: the values that say how a meter stands. Where one request brings them all,
/// they are of the same moment; else of the same few hundred milliseconds, balance and count of
/// one.
struct MeterReading {
    Instant at;  ///< when the answer was complete, by the node's clock
    Energy total;
    std::array<Energy, 4> byRate;  ///< sharp, peak, flat, valley (尖峰平谷)
    Money balance;                 ///< what is left on the meter; negative where it can overdraw
    std::uint32_t purchaseCount = 0;
    Relay relay = Relay::Closed;
    Control control = Control::Prepaid;
    bool fault = false;
    bool overload = false;
    bool arrears = false;
    bool alarm1 = false;
    bool alarm2 = false;
    Quantities quantities;
    Abilities has;
    CountRule countRule = CountRule::PlusOne;
    std::optional<CivilTime> clock;  ///< the meter's own
};

/// A sale. Fixed when it was committed, and the same at every repetition.
struct Sale {
    Money amount;                     ///< whole fen, above zero
    std::uint32_t purchaseCount = 0;  ///< the meter's count plus one; 0 where it does not count
    std::uint64_t orderNumber = 0;    ///< of the order; for models that go by it
    bool operator==(const Sale&) const = default;
};

enum class RelayCommand {
    Trip,       ///< 拉闸: force open
    KeepOn,     ///< 保电 / 合闸: force closed, arrears do not trip
    ToPrepaid,  ///< 恢复预付费: the meter decides by its balance again
};
[[nodiscard]] std::string_view name(RelayCommand command);
[[nodiscard]] std::optional<RelayCommand> relayCommandFrom(std::string_view name);

}  // namespace wattill::metering
