#include "metering/energy_book.hpp"

#include <map>

#include <gtest/gtest.h>
// rapidcheck needs gtest before it
#include <rapidcheck/gtest.h>

namespace wattill::metering {
namespace {

using Kind = Step::Kind;
using Reason = ReadingGap::Reason;

const TimeZone kZone = *TimeZone::find("Asia/Shanghai");
const Instant kNoon = kZone.startOf(*parseDay("2026-11-22")) + std::chrono::hours(12);
const RegisterTraits kTraits{{Energy::fromWh(1'000'000'000), Energy::fromWh(42'949'672'960)},
                             30'000};

Registers read(int minutes, std::int64_t totalWh, std::int64_t valleyWh = 0) {
    return {kNoon + std::chrono::minutes(minutes), Energy::fromWh(totalWh),
            RateEnergy{Energy(), Energy(), Energy(), Energy::fromWh(valleyWh)}, std::nullopt};
}

Booking booked(const Registers& before, const Registers& after) {
    return book(before, after, kTraits, kZone);
}

struct Turn {
    std::string name;
    std::int64_t before = 0;
    std::int64_t after = 0;
    Kind kind{};
    std::int64_t use = 0;
};
class AStepOfHalfAnHour : public testing::TestWithParam<Turn> {};

TEST_P(AStepOfHalfAnHour, IsToldForWhatItIs) {
    const Turn& turn = GetParam();
    const Step step = stepBetween(read(0, turn.before), read(30, turn.after), kTraits);
    EXPECT_EQ(step.kind, turn.kind);
    EXPECT_EQ(step.use.total, Energy::fromWh(turn.use));
}

INSTANTIATE_TEST_SUITE_P(
    All, AStepOfHalfAnHour,
    testing::Values(Turn{"Nothing", 500, 500, Kind::Grown, 0},
                    Turn{"Growth", 500, 15'000, Kind::Grown, 14'500},
                    Turn{"Jump", 500, 17'000, Kind::Suspicious, 16'500},
                    Turn{"DisplayTurnsOver", 999'999'000, 500, Kind::TurnedOver, 1'500},
                    Turn{"BitsTurnOver", 42'949'672'000, 40, Kind::TurnedOver, 1'000},
                    Turn{"ResetFarFromTheEnd", 500'000, 0, Kind::Fell, 0},
                    Turn{"ResetNearTheEnd", 980'000'000, 100, Kind::Fell, 0},
                    Turn{"ALittleBack", 500'000, 499'990, Kind::Fell, 0}),
    [](const auto& each) { return each.param.name; });

TEST(EnergyBook, AMeterBehindTransformersIsBelievedWhatItSaysItCarries) {
    Registers after = read(30, 500'000);
    after.powerWatt = -1'000'000;
    EXPECT_EQ(stepBetween(read(0, 0), after, kTraits).kind, Kind::Grown);
}

TEST(EnergyBook, ARateThatFallsLeavesTheRatesUnknownAndTheTotalKnown) {
    const Step step = stepBetween(read(0, 1'000, 600), read(30, 1'500, 100), kTraits);
    EXPECT_EQ(step.use.total, Energy::fromWh(500));
    EXPECT_FALSE(step.use.byRate);
}

TEST(EnergyBook, AReadingJustAfterTheHourEndsThatHour) {
    EXPECT_EQ(booked(read(30, 0), read(60, 10)).hour, kNoon);
    EXPECT_EQ(booked(read(30, 0), read(65, 10)).hour, kNoon);
    const Booking late = booked(read(30, 0), read(66, 10));
    EXPECT_FALSE(late.hour);
    ASSERT_TRUE(late.gap);
    EXPECT_EQ(late.gap->reason, Reason::Silent);
    EXPECT_TRUE(late.gap->inDay);
    EXPECT_EQ(late.day, parseDay("2026-11-22"));
}

TEST(EnergyBook, AReadingJustAfterMidnightEndsTheOldDay) {
    EXPECT_EQ(booked(read(11 * 60, 0), read(12 * 60 + 4, 10)).day, parseDay("2026-11-22"));
    EXPECT_FALSE(booked(read(11 * 60, 0), read(12 * 60 + 6, 10)).day);
    EXPECT_EQ(booked(read(12 * 60, 0), read(12 * 60 + 4, 10)).day, parseDay("2026-11-23"));
}

TEST(EnergyBook, AnHourIsWholeOnlyWithBothItsEndsAndNothingMissing) {
    const auto step = [](int from, int to) {
        return stepBetween(read(from, 0), read(to, 10), kTraits);
    };
    const Instant end = kNoon + std::chrono::hours(1);
    const EnergyEntry first = withStep(std::nullopt, step(2, 30));
    EXPECT_FALSE(isWhole(first, kNoon, end));
    EXPECT_TRUE(isWhole(withStep(first, step(30, 61)), kNoon, end));
    EXPECT_FALSE(isWhole(withStep(first, step(31, 61)), kNoon, end)) << "a minute is missing";
    EXPECT_FALSE(isWhole(withStep(std::nullopt, step(6, 61)), kNoon, end)) << "begun too late";
    EXPECT_FALSE(isWhole(withStep(std::nullopt, step(0, 59)), kNoon, end));
}

TEST(EnergyBook, TheMetersClockIsComparedWithTheSites) {
    MeterReading reading;
    reading.at = kNoon;
    EXPECT_FALSE(clockDeviation(reading, kZone));
    reading.clock = CivilTime{2026, 11, 22, 11, 58, 30};
    EXPECT_EQ(clockDeviation(reading, kZone), std::chrono::seconds(-90));
    reading.clock = CivilTime{2026, 11, 23, 12, 0, 0};
    EXPECT_EQ(clockDeviation(reading, kZone), std::chrono::hours(24));
    reading.clock = CivilTime{2026, 2, 30, 12, 0, 0};
    EXPECT_FALSE(clockDeviation(reading, kZone)) << "no such day";
}

TEST(EnergyBook, NamesComeBack) {
    for (const Reason reason :
         {Reason::Silent, Reason::ClockSet, Reason::Suspicious, Reason::RegisterFell}) {
        EXPECT_EQ(gapReasonFrom(name(reason)), reason);
    }
    EXPECT_FALSE(gapReasonFrom("lost"));
}

/// All that was booked of one meter, as a store keeps it.
struct Book {
    std::map<Instant, EnergyEntry> hours;
    std::map<LocalDay, EnergyEntry> days;
    std::vector<ReadingGap> gaps;

    template <class Key>
    static void add(std::map<Key, EnergyEntry>& to, Key key, const Step& step) {
        const auto found = to.find(key);
        to[key] = withStep(found == to.end() ? std::nullopt : std::optional(found->second), step);
    }
    void take(const Booking& booking) {
        if (booking.hour) add(hours, *booking.hour, booking.step);
        if (booking.day) add(days, *booking.day, booking.step);
        if (booking.gap) gaps.push_back(*booking.gap);
    }
    template <class Key>
    static Energy sum(const std::map<Key, EnergyEntry>& of) {
        Energy all;
        for (const auto& [key, entry] : of)
            all = all + entry.use.total;
        return all;
    }
    [[nodiscard]] Energy sumOfGaps(bool alsoInDay) const {
        Energy all;
        for (const ReadingGap& gap : gaps) {
            if (gap.use && (alsoInDay || !gap.inDay)) all = all + gap.use->total;
        }
        return all;
    }
};

struct History {
    std::vector<Registers> readings;
    bool clockWentBack = false;
};

/// Readings as they come on a site: mostly every few minutes, sometimes not for hours or days,
/// with a meter that is reset or jumps now and then, and with `clockFaults` a clock that is set.
History anyHistory(bool clockFaults) {
    const auto below = [](int bound) { return *rc::gen::inRange(0, bound); };
    History history;
    const int first = below(2'000'000);
    Registers now = read(0, first, first);
    const int count = below(60);
    for (int i = 0; i < count; ++i) {
        history.readings.push_back(now);
        const int luck = below(100);
        Duration later = std::chrono::seconds(1 + below(2'400));
        if (luck < 10) later = std::chrono::minutes(1 + below(4'000));
        if (luck >= 97 && clockFaults) {
            later = -std::chrono::seconds(below(7'200));
            history.clockWentBack = true;
        }
        now.at += later;
        now.total = now.total + Energy::fromWh(below(2'000));
        if (luck == 50) now.total = Energy::fromWh(below(1'000));
        if (luck == 51) now.total = now.total + Energy::fromWh(90'000'000);
        now.byRate = RateEnergy{Energy(), Energy(), Energy(), now.total};
    }
    return history;
}

RC_GTEST_PROP(EnergyBookProperty, EveryWattHourIsInOnePlaceAndNoneIsInvented, ()) {
    const History history = anyHistory(true);
    Book book;
    Energy used;
    for (std::size_t i = 1; i < history.readings.size(); ++i) {
        const Registers& before = history.readings[i - 1];
        const Registers& after = history.readings[i];
        const Booking booking = booked(before, after);
        book.take(booking);
        used = used + booking.step.use.total;
        if (booking.step.kind == Kind::Fell) {
            RC_ASSERT(booking.step.use.total == Energy());
        } else if (booking.step.kind != Kind::TurnedOver) {
            RC_ASSERT(booking.step.use.total == after.total - before.total);
        }
    }
    RC_ASSERT(Book::sum(book.hours) + book.sumOfGaps(true) == used);
    RC_ASSERT(Book::sum(book.days) + book.sumOfGaps(false) == used);
}

RC_GTEST_PROP(EnergyBookProperty, AWholeHourIsTheDifferenceOfTheRegistersAtItsEnds, ()) {
    const History history = anyHistory(false);
    Book book;
    std::map<Instant, Energy> registers;
    for (std::size_t i = 0; i < history.readings.size(); ++i) {
        registers[history.readings[i].at] = history.readings[i].total;
        if (i > 0) book.take(booked(history.readings[i - 1], history.readings[i]));
    }
    for (const auto& [begins, entry] : book.hours) {
        const Instant ends = begins + std::chrono::hours(1);
        RC_ASSERT(entry.from >= begins && entry.to <= ends + kNearBorder);
        if (!isWhole(entry, begins, ends)) continue;
        RC_ASSERT(entry.use.total == registers.at(entry.to) - registers.at(entry.from));
        RC_ASSERT(entry.from <= begins + kNearBorder && entry.to >= ends);
        RC_ASSERT((*entry.use.byRate)[3] == entry.use.total);
    }
}

}  // namespace
}  // namespace wattill::metering
