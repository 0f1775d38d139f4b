#pragma once

#include "metering/reading.hpp"

#include <array>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace wattill::metering {

/// One rate of a tariff with up to four (尖峰平谷).
enum class Rate { Sharp, Peak, Flat, Valley };
[[nodiscard]] std::string_view name(Rate rate);
[[nodiscard]] std::optional<Rate> rateFrom(std::string_view name);

struct SetPrices {
    std::array<Money, 4> perKwh;    ///< by Rate; each at least 0, in whole steps of the meter
    std::optional<CivilTime> from;  ///< through the spare set; absent: at once
    bool operator==(const SetPrices&) const = default;
};

struct RateSlot {
    int minuteOfDay = 0;  ///< 0 … 1439; the slot holds until the next begins
    Rate rate = Rate::Flat;
    bool operator==(const RateSlot&) const = default;
};
/// First slot at 00:00, rising, no two neighbours of one rate (facts 1.7).
using DayTable = std::vector<RateSlot>;
struct Season {
    int month = 1;  ///< 1 … 12
    int day = 1;    ///< 1 … 31
    int table = 1;  ///< 1 …: which day table holds from that day on
    bool operator==(const Season&) const = default;
};
struct SetTimetable {
    std::vector<DayTable> tables;
    std::vector<Season> seasons;
    std::optional<CivilTime> from;  ///< through the spare set; absent: at once
    bool operator==(const SetTimetable&) const = default;
};

struct SetAlarms {
    Money alarm1;
    Money alarm2;
    bool operator==(const SetAlarms&) const = default;
};
struct SetOverload {
    std::int32_t thresholdWatt = 0;
    bool operator==(const SetOverload&) const = default;
};
/// The time is taken just before it is sent. Refused, and nothing sent, when the meter is further
/// off than `limit`, or when midnight or a change of rate lies between the old and the new time.
/// The changes are those of the meter's own day tables and of `tables`; where not all of the
/// meter's own can be read, every whole half hour counts as one too.
struct SetClock {
    Duration offset{0};  ///< civil time of the site minus UTC
    Duration limit{std::chrono::minutes(5)};
    std::vector<DayTable> tables{};  ///< the site's own
    bool operator==(const SetClock&) const = default;
};
/// The account begins on the meter: nothing left, nothing bought, prepaid on.
struct OpenAccount {
    bool operator==(const OpenAccount&) const = default;
};
/// The account ends: what is left goes off the meter. `proof.before` says how much it was.
struct CloseAccount {
    bool operator==(const CloseAccount&) const = default;
};
/// Takes credit off the meter. Idempotent like a Sale on meters that count; else only the read-back
/// guards, and it is never sent twice.
struct TakeCredit {
    Money amount;                     ///< whole fen, above zero, at most what is left
    std::uint32_t purchaseCount = 0;  ///< the meter's count plus one, where it counts
    std::uint64_t orderNumber = 0;
    bool operator==(const TakeCredit&) const = default;
};

using MeterCommand = std::variant<RelayCommand, SetPrices, SetTimetable, SetAlarms, SetOverload,
                                  SetClock, OpenAccount, CloseAccount, TakeCredit>;
/// "trip", "keep-on", "to-prepaid", "set-prices", "set-timetable", "set-alarms", "set-overload",
/// "set-clock", "open-account", "close-account", "take-credit".
[[nodiscard]] std::string_view commandName(const MeterCommand& command);

/// A value that was read before and after a command. Texts are scaled, with their unit: "0.9000
/// yuan/kWh".
struct PointProof {
    std::string point;  ///< id in the profile
    std::string before;
    std::string wanted;  ///< empty: it was not to change
    std::string after;
    bool right = false;  ///< as wanted; or unchanged where it was not to change
    bool operator==(const PointProof&) const = default;
};

struct CommandFrame {
    bool toMeter = false;
    std::vector<std::uint8_t> bytes;  ///< as on the wire
};

/// What a command came to, from what was read afterwards. What the meter answered to the write is
/// no proof (facts 2.6: a refusal may still have applied a part).
struct CommandProof {
    enum class Outcome {
        Done,     ///< everything as wanted, nothing else changed
        Partial,  ///< something applied, but not all, or something else changed too
        NotDone,  ///< nothing changed
    };
    Outcome outcome = Outcome::NotDone;
    std::string answer;  ///< what the meter said to the write, for people; empty: nothing came
    std::vector<PointProof> points;
    std::optional<MeterReading> reading;  ///< the live values afterwards
    /// Every frame of the write and of the readings around it, in order, for the record.
    std::vector<CommandFrame> frames;
};
[[nodiscard]] std::string_view name(CommandProof::Outcome outcome);

}  // namespace wattill::metering
