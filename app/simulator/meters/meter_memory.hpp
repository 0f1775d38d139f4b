#pragma once

#include "base/money.hpp"
#include "base/time.hpp"
#include "meters/bytes.hpp"
#include "meters/timetable.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace wattill::sim {

inline constexpr std::size_t kRates = 4;
inline constexpr std::size_t kPhases = 3;

struct Force {
    bool on = false;
    bool trip = false;
};

/// Facts 1.5 (0480H), one circuit. Values have the register's units where no other is named.
struct LoadControl {
    bool on = false;
    int thresholdWatt = 9999;
    int incrementWatt = 0;
    int powerFactor = 0;
    int trips = 0;
    int allowedTrips = 0;  ///< 0: any number
    int recoveryMinutes = 5;
    int waitSeconds = 30;
    std::int64_t overMillis = 0;       ///< above the threshold for so long
    std::optional<Instant> trippedAt;  ///< by the meter's clock
};

/// Facts 1.6 (0300H): the supply by the clock.
struct SwitchPoint {
    bool on = false;
    int minute = 0;
    int hour = 0;
    bool used = false;
};
struct TimeControl {
    bool on = false;
    std::array<bool, 7> workDay{};  ///< Sunday first
    std::array<SwitchPoint, 8> work{};
    std::array<SwitchPoint, 8> free{};
};

struct Purchase {
    Instant at;
    std::uint16_t count = 0;
    Money amount;
    Money before;
    Money after;
    Money sum;
};

/// Energies at a moment: total, then the four rates.
struct Freeze {
    Instant at;
    std::array<std::int64_t, 1 + kRates> milliWh{};
};

/// What DL/T 645 meters have beside the rest (facts 2.3, 2.4).
struct DltMemory {
    bool keepPower = false;
    bool tripped = false;    ///< by command, until a permit or a close
    bool permitted = false;  ///< waits for somebody to press the button
    bool alarm = false;
    std::optional<Instant> returnAt;  ///< a trip that ends by itself
    std::array<Money, kRates> sparePrices{};
    Timetable spare;  ///< the second set
    int seasonSet = 0;
    int daySet = 0;
    int priceSet = 0;
    std::optional<Instant> seasonSwitch;
    std::optional<Instant> daySwitch;
    std::optional<Instant> priceSwitch;
    Money permitAmount;
    int powerLimitDeciWatt = 999'999;
    int seasonCount = 3;
    int tableCount = 2;
    int slotCount = 7;
    int rateCount = 4;
    std::vector<std::string> orders;  ///< order numbers that were carried out, hex
    std::vector<Purchase> purchases;  ///< newest first, at most ten
    std::vector<Freeze> days;         ///< at midnight, newest first
    std::vector<Freeze> months;
};

/// What survives a power cut.
struct MeterMemory {
    std::string number;    ///< 12 digits
    std::string customer;  ///< 12 digits; all zero: none yet
    std::int64_t energyMilliWh = 0;
    std::array<std::int64_t, kRates> rateMilliWh{};
    std::int64_t baseMilliWh = 0;
    Money balance;
    Money totalSold;
    Money totalUsed;
    Money alarm1;
    Money alarm2;
    Money overdraft;
    Money hoarding;  ///< 0: any balance is allowed
    std::array<Money, kRates> prices{};
    std::uint16_t count = 0;
    std::int64_t sales = 0;
    std::int64_t repeated = 0;
    std::int64_t refused = 0;
    bool prepaidOn = true;  ///< counts money down and trips by it; an account is open
    bool arrears = false;
    int recoveryTime = 0;
    int programmingCode = 1;
    std::array<Force, kPhases> forces{};
    std::array<LoadControl, kPhases> loads{};
    TimeControl timeControl;
    Timetable timetable = usualTimetable();
    int pt = 1;
    int ct = 1;
    std::int64_t clockOffsetMs = 0;  ///< how far the meter's clock is ahead
    int maxDemandWatt = 0;
    Instant maxDemandAt{};
    DltMemory dlt;
};

void to_json(nlohmann::json& json, const MeterMemory& memory);
/// Throws the library's exception when a member that was always there is missing. What later
/// versions added stays as it is in `memory` when it is missing.
void from_json(const nlohmann::json& json, MeterMemory& memory);

}  // namespace wattill::sim
