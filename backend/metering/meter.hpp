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

/// One good reading of a prepaid meter's live block: everything is of the same moment.
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
};

/// A sale, idempotent by its purchase count: a meter at n accepts n+1 and adds nothing for n.
struct Sale {
    Money amount;                     ///< whole fen, above zero
    std::uint32_t purchaseCount = 0;  ///< the meter's count plus one, fixed when it was committed
    bool operator==(const Sale&) const = default;
};

enum class RelayCommand {
    Trip,       ///< 拉闸: force open
    KeepOn,     ///< 保电 / 合闸: force closed, arrears do not trip
    ToPrepaid,  ///< 恢复预付费: the meter decides by its balance again
};
[[nodiscard]] std::string_view name(RelayCommand command);
[[nodiscard]] std::optional<RelayCommand> relayCommandFrom(std::string_view name);

/// One meter behind one bus. Every call blocks for at most the profile's time-outs; call it only on
/// the thread that owns the bus. Reads are retried as the profile says, writes never.
///
/// Errors: Unreachable (the port is not there: nothing was sent), Timeout and BadReply (for a
/// write: outcome UNKNOWN), Refused (the meter answered with an exception: nothing was done),
/// Unsupported (the profile has no such command, or it is locked until a site confirms it).
class Meter {
  public:
    virtual ~Meter() = default;
    virtual Result<MeterReading> read() = 0;
    /// Success means that a well-formed answer came, NOT that the meter was credited: what answers
    /// mean is not documented (facts 1.6). Only a reading afterwards tells.
    virtual Result<void> sell(const Sale& sale) = 0;
    /// Writes the command and reads back that the meter took it. A meter that answers but does not
    /// show the wanted state is Refused.
    virtual Result<MeterReading> switchRelay(RelayCommand command) = 0;
};

}  // namespace wattill::metering
