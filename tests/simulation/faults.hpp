#pragma once

#include "base/random.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace wattill::simulation {

/// Everything that can go wrong, one by one. The name of each is in faults.cpp.
enum class Fault {
    CrashBeforeCommit,
    CrashInCommit,  ///< between two writes or syncs of one commit
    CrashAfterCommit,
    CrashBetweenDones,
    CrashBeforeCall,
    CrashAfterCall,
    CrashBeforeReply,
    CrashAfterReply,
    CrashAnytime,
    CommitFails,
    QueueFull,
    CommitSlow,
    GatewayUnreachable,
    GatewayRequestLost,
    GatewayRequestTwice,
    GatewayEffectLate,  ///< applied after the client gave up
    GatewayAnswerLost,
    GatewayAnswerLate,
    GatewayAnswerCorrupt,
    GatewayUnavailable,
    MeterUnreachable,
    MeterRequestLost,
    MeterEffectLate,
    MeterAnswerLost,
    MeterAnswerCorrupt,
    MeterPowerLostBefore,  ///< in the middle of a sale: not applied
    MeterPowerLostAfter,   ///< in the middle of a sale: applied
    MeterSlowMemory,       ///< a sale is applied seconds later, while readings show the old state
    MeterDead,
    MeterSoldByOthers,
    NotificationLost,
    NotificationLate,
    NotificationTwice,
    NotificationAckLost,
    ClockJump,
    PaidLate,
    PaidTwice,
    PaidWrong,
    CancelRace,
    TenantRepeats,
    BusDown,            ///< for seconds to hours; nothing is sent meanwhile
    BusCutInCall,       ///< in the middle of a call: sent, and nobody knows
    CommandUnanswered,  ///< the write never reached the meter; the readings around it did
    CommandRefused,
    CommandPartial,  ///< the meter takes a part and refuses the rest
    StaffRepeats,
    StaffCancels,
    FundsShort,    ///< the merchant's balance at a channel is too low for refunds, for a while
    RefundFails,   ///< for good, under this number
    RefundSlow,    ///< hours from "accepted" to the money
    SaleReversed,  ///< a delivered sale is taken back
    count,
};
inline constexpr std::size_t kFaults = static_cast<std::size_t>(Fault::count);
[[nodiscard]] std::string_view name(Fault fault);

using FaultCounts = std::array<std::uint64_t, kFaults>;

/// Chance, per seed. Each seed has its own weather: some faults never come, some come often, so
/// that rare combinations are met as well as the usual ones.
class Faults {
  public:
    explicit Faults(std::uint64_t seed);
    /// Whether it happens now; counted when it does.
    [[nodiscard]] bool strikes(Fault fault);
    /// For a script: it happens the next time it could, whatever the weather.
    void strikeNext(Fault fault) { ++m_wanted[static_cast<std::size_t>(fault)]; }
    /// From here on nothing goes wrong any more.
    void calm() { m_calm = true; }
    [[nodiscard]] bool calmed() const { return m_calm; }
    [[nodiscard]] const FaultCounts& counts() const { return m_counts; }

  private:
    SeededRandom m_random;
    std::array<std::uint32_t, kFaults> m_perMyriad{};
    FaultCounts m_counts{};
    FaultCounts m_wanted{};
    bool m_calm = false;
};

}  // namespace wattill::simulation
