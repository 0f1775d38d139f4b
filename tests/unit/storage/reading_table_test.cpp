// What was read off the meters: the last reading, energy by hour and day, gaps, installations.
#include "store_fixture.hpp"

namespace wattill::storage {
namespace {

using metering::DailyEnergy;
using metering::Installation;
using metering::MeterReading;
using metering::ReadingGap;
using metering::Step;

const TimeZone kZone = *TimeZone::find("Asia/Shanghai");
const LocalDay kDay = *parseDay("2026-11-22");
constexpr std::chrono::days kOne{1};
const metering::RegisterTraits kTraits{{Energy::fromWh(1'000'000'000)}, 50'000};

/// Where the site stands: `clock` past midnight of kDay.
Instant at(Duration clock) {
    return kZone.startOf(kDay) + clock;
}

constexpr Duration h(int hours, int minutes = 0, int seconds = 0) {
    return std::chrono::hours(hours) + std::chrono::minutes(minutes) +
           std::chrono::seconds(seconds);
}

MeterReading reading(Duration clock, std::int64_t totalWh) {
    MeterReading each;
    each.at = at(clock);
    each.total = Energy::fromWh(totalWh);
    each.byRate[2] = each.total;
    return each;
}

class ReadingTableTest : public StoreTest {
  protected:
    std::optional<metering::Booking> record(const MeterReading& each,
                                            const MeterId& meter = kMeter) {
        std::optional<metering::Booking> booking;
        EXPECT_TRUE(write([&](order::UnitOfWork& unit) -> Result<void> {
                        auto done = unit.readings().record(meter, each, kTraits, kZone);
                        if (!done) return done.error();
                        booking = *done;
                        return {};
                    }).ok());
        return booking;
    }
    std::optional<metering::Booking> record(Duration clock, std::int64_t totalWh) {
        return record(reading(clock, totalWh));
    }
    void adopt(LocalDay day, std::int64_t wattHours) {
        ASSERT_TRUE(write([&](order::UnitOfWork& unit) {
                        return unit.readings().adopt(kMeter, {day, Energy::fromWh(wattHours)});
                    }).ok());
    }
    std::vector<DailyEnergy> days(LocalDay from, LocalDay to) {
        return ask([=](const order::UnitOfWork& u) { return u.readings().days(kMeter, from, to); });
    }
    std::optional<DailyEnergy> day(LocalDay which) {
        const auto found = days(which, which);
        return found.empty() ? std::nullopt : std::optional(found[0]);
    }
    std::vector<metering::HourlyEnergy> hours(Duration from, Duration to) {
        return ask([=](const order::UnitOfWork& u) {
            return u.readings().hours(kMeter, at(from), at(to));
        });
    }
    std::vector<ReadingGap> gaps(Duration from, Duration to) {
        return ask([=](const order::UnitOfWork& u) {
            return u.readings().gaps(kMeter, at(from), at(to));
        });
    }
    std::vector<Installation> installations(const MeterId& meter = kMeter) {
        return ask([&](const order::UnitOfWork& u) { return u.readings().installations(meter); });
    }
    std::optional<MeterReading> last() {
        return ask([](const order::UnitOfWork& unit) { return unit.readings().last(kMeter); });
    }
};

TEST_F(ReadingTableTest, GivesBackEveryFieldOfTheLastReading) {
    MeterReading full = reading(h(8), 123'456);
    full.byRate = {Energy::fromWh(1), Energy::fromWh(2), Energy::fromWh(3), Energy::fromWh(4)};
    full.balance = Money::fromMicroYuan(-86'400'000);
    full.purchaseCount = 4'294'967'295U;
    full.relay = metering::Relay::Open;
    full.control = metering::Control::ForcedOpen;
    full.fault = full.arrears = full.alarm2 = true;
    full.quantities.voltageDeciVolt = {2301, std::nullopt, 2299};
    full.quantities.currentCentiAmp = {std::nullopt, 512, 0};
    full.quantities.powerWatt = -1500;
    full.has = {true, false, true, false};
    full.countRule = metering::CountRule::OrderNumber;
    full.clock = metering::CivilTime{2026, 11, 22, 8, 1, 30};
    record(h(7), 1);
    record(full);
    const auto found = last();
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->at, full.at);
    EXPECT_EQ(found->total, full.total);
    EXPECT_EQ(found->byRate, full.byRate);
    EXPECT_EQ(found->balance, full.balance);
    EXPECT_EQ(found->purchaseCount, full.purchaseCount);
    EXPECT_EQ(found->relay, full.relay);
    EXPECT_EQ(found->control, full.control);
    EXPECT_TRUE(found->fault && found->arrears && found->alarm2);
    EXPECT_FALSE(found->overload || found->alarm1);
    EXPECT_EQ(found->quantities.voltageDeciVolt, full.quantities.voltageDeciVolt);
    EXPECT_EQ(found->quantities.currentCentiAmp, full.quantities.currentCentiAmp);
    EXPECT_EQ(found->quantities.powerWatt, full.quantities.powerWatt);
    EXPECT_EQ(found->has, full.has);
    EXPECT_EQ(found->countRule, full.countRule);
    EXPECT_EQ(found->clock, full.clock);
    EXPECT_EQ(*sql("SELECT clock_deviation_s FROM meter_reading"), "90");
}

TEST_F(ReadingTableTest, HoursAndDaysAreWhatTheRegisterGrewByBetweenTheirEnds) {
    record(h(0, 0, 4), 1'000);
    for (int half = 1; half <= 48; ++half)
        record(h(0, 30 * half, 5), 1'000 + 100 * half);
    const auto known = hours(h(0), h(24));
    ASSERT_EQ(known.size(), 24U);
    for (const auto& each : known) {
        EXPECT_EQ(each.energy, Energy::fromWh(200));
        EXPECT_EQ((*each.byRate)[2], Energy::fromWh(200));
        EXPECT_TRUE(each.complete);
    }
    ASSERT_TRUE(day(kDay));
    EXPECT_EQ(day(kDay)->energy, Energy::fromWh(4'800));
    EXPECT_EQ((*day(kDay)->byRate)[2], Energy::fromWh(4'800));
    EXPECT_TRUE(day(kDay)->complete);
    EXPECT_FALSE(day(kDay + kOne)) << "the reading just after midnight ends the old day";
    EXPECT_TRUE(gaps(h(0), h(25)).empty());
    EXPECT_EQ(hours(h(5), h(7)).size(), 2U);
    EXPECT_EQ(hours(h(5, 1), h(7)).size(), 1U) << "only hours that begin in the span";
}

TEST_F(ReadingTableTest, AFirstReadingAloneSaysNothingAboutUse) {
    EXPECT_FALSE(record(h(9), 1'000));
    EXPECT_FALSE(day(kDay));
    record(h(9, 30), 1'250);
    ASSERT_TRUE(day(kDay));
    EXPECT_EQ(day(kDay)->energy, Energy::fromWh(250));
    EXPECT_FALSE(day(kDay)->complete);
    EXPECT_EQ(day(kDay)->from, at(h(9)));
    EXPECT_EQ(day(kDay)->to, at(h(9, 30)));
}

TEST_F(ReadingTableTest, EnergyOverSilenceIsASumAndNoHourGetsIt) {
    record(h(8), 1'000);
    record(h(9, 0, 3), 1'500);
    record(h(12, 20), 3'500);
    record(h(13), 3'900);
    const auto known = hours(h(8), h(14));
    ASSERT_EQ(known.size(), 2U);
    EXPECT_TRUE(known[0].complete);
    EXPECT_EQ(known[1].begins, at(h(12)));
    EXPECT_FALSE(known[1].complete);
    EXPECT_EQ(known[1].from, at(h(12, 20)));
    const auto silent = gaps(h(10), h(11));
    ASSERT_EQ(silent.size(), 1U);
    EXPECT_EQ(silent[0], (ReadingGap{at(h(9, 0, 3)), at(h(12, 20)), ReadingGap::Reason::Silent,
                                     silent[0].use, true}));
    EXPECT_EQ(silent[0].use->total, Energy::fromWh(2'000));
    EXPECT_EQ(day(kDay)->energy, Energy::fromWh(2'900)) << "the day knows the whole sum";
}

TEST_F(ReadingTableTest, EnergyOverASilentMidnightIsInNeitherDay) {
    record(h(22), 1'000);
    record(h(23), 1'400);
    record(h(25), 2'400);
    record(h(26), 2'700);
    EXPECT_EQ(day(kDay)->energy, Energy::fromWh(400));
    EXPECT_EQ(day(kDay)->to, at(h(23)));
    EXPECT_FALSE(day(kDay)->complete);
    EXPECT_EQ(day(kDay + kOne)->energy, Energy::fromWh(300));
    EXPECT_EQ(day(kDay + kOne)->from, at(h(25)));
    const auto silent = gaps(h(0), h(48));
    ASSERT_EQ(silent.size(), 1U);
    EXPECT_FALSE(silent[0].inDay);
    EXPECT_EQ(silent[0].use->total, Energy::fromWh(1'000));
}

TEST_F(ReadingTableTest, ARegisterThatFallsBeginsANewInstallation) {
    record(h(8), 50'000);
    record(h(8, 30), 50'700);
    const auto booking = record(h(9), 10);
    ASSERT_TRUE(booking);
    EXPECT_EQ(booking->step.kind, Step::Kind::Fell);
    record(h(9, 30), 310);
    EXPECT_EQ(day(kDay)->energy, Energy::fromWh(1'000));
    EXPECT_FALSE(day(kDay)->complete);
    const auto fell = gaps(h(8), h(10));
    ASSERT_EQ(fell.size(), 1U);
    EXPECT_EQ(fell[0].reason, ReadingGap::Reason::RegisterFell);
    EXPECT_FALSE(fell[0].use) << "what was used between them nobody knows";
    const auto both = installations();
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0],
              (Installation{at(h(8)), Installation::Reason::FirstReading, std::nullopt,
                            Energy::fromWh(50'000), at(h(8, 30)), Energy::fromWh(50'700)}));
    EXPECT_EQ(both[1], (Installation{at(h(9)), Installation::Reason::RegisterFell, std::nullopt,
                                     Energy::fromWh(10), std::nullopt, std::nullopt}));
}

TEST_F(ReadingTableTest, ARegisterThatTurnsOverGoesOn) {
    record(h(8), 999'999'900);
    record(h(8, 30), 150);
    EXPECT_EQ(day(kDay)->energy, Energy::fromWh(250));
    EXPECT_EQ(installations().size(), 1U);
}

TEST_F(ReadingTableTest, AJumpIsSetAsideAndChargedToNoHour) {
    record(h(8), 1'000);
    record(h(8, 30), 900'000);
    record(h(9), 900'400);
    const auto known = hours(h(8), h(9));
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].energy, Energy::fromWh(400));
    EXPECT_FALSE(known[0].complete);
    const auto jump = gaps(h(8), h(9));
    ASSERT_EQ(jump.size(), 1U);
    EXPECT_EQ(jump[0].reason, ReadingGap::Reason::Suspicious);
    EXPECT_EQ(jump[0].use->total, Energy::fromWh(899'000));
}

TEST_F(ReadingTableTest, AClockSetBackCountsNothingTwice) {
    record(h(10), 1'000);
    record(h(11), 1'500);
    record(h(10, 20), 1'700);
    record(h(11, 0, 10), 1'800);
    const auto known = hours(h(10), h(11));
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].energy, Energy::fromWh(600));
    EXPECT_FALSE(known[0].complete);
    const auto around = gaps(h(10), h(11));
    ASSERT_EQ(around.size(), 1U);
    EXPECT_EQ(around[0].reason, ReadingGap::Reason::ClockSet);
    EXPECT_EQ(around[0].use->total, Energy::fromWh(200));
}

TEST_F(ReadingTableTest, AReplacedMeterEndsAtItsLastReadingAndTheNewOneBeginsAtItsFirst) {
    const MeterId other("220711000099");
    record(reading(h(1), 70'000), other);
    record(h(8), 1'000);
    record(h(9), 1'500);
    ASSERT_TRUE(write([&](order::UnitOfWork& unit) {
                    return unit.readings().replaced(kMeter, other, at(h(10)));
                }).ok());
    EXPECT_FALSE(record(reading(h(10, 10), 90'000), other));
    const auto old = installations();
    ASSERT_EQ(old.size(), 1U);
    EXPECT_EQ(old[0].to, at(h(9)));
    EXPECT_EQ(old[0].last, Energy::fromWh(1'500));
    const auto now = installations(other);
    ASSERT_EQ(now.size(), 2U);
    EXPECT_EQ(now[0].last, Energy::fromWh(70'000));
    EXPECT_EQ(now[1], (Installation{at(h(10)), Installation::Reason::Replacement, kMeter,
                                    Energy::fromWh(90'000), std::nullopt, std::nullopt}));
    record(reading(h(10, 30), 90'100), other);
    const auto used =
        ask([&](const order::UnitOfWork& u) { return u.readings().days(other, kDay, kDay); });
    ASSERT_EQ(used.size(), 1U);
    EXPECT_EQ(used[0].energy, Energy::fromWh(100));
}

TEST_F(ReadingTableTest, AdoptedDaysFillOnlyWhatIsNotOurs) {
    record(h(8), 1'000);
    record(h(9), 1'200);
    adopt(kDay, 99'999);
    adopt(kDay - kOne, 8'000);
    adopt(kDay - kOne, 8'100);
    EXPECT_EQ(day(kDay)->energy, Energy::fromWh(200));
    EXPECT_EQ(*day(kDay - kOne), (DailyEnergy{kDay - kOne, Energy::fromWh(8'100)}));
}

TEST_F(ReadingTableTest, ReadingsGoOnFromAnAdoptedDay) {
    adopt(kDay, 5'000);
    record(h(8), 100);
    record(h(9), 400);
    adopt(kDay, 1);
    EXPECT_EQ(day(kDay)->energy, Energy::fromWh(5'300));
    EXPECT_FALSE(day(kDay)->complete);
}

TEST_F(ReadingTableTest, DaysComeOldestFirstWithinTheRange) {
    for (int i = 4; i >= 0; --i)
        adopt(kDay + i * kOne, i);
    const auto found = days(kDay + kOne, kDay + 3 * kOne);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found.front(), (DailyEnergy{kDay + kOne, Energy::fromWh(1)}));
    EXPECT_EQ(found.back(), (DailyEnergy{kDay + 3 * kOne, Energy::fromWh(3)}));
}

TEST_F(ReadingTableTest, UseBelowZeroIsNotAdopted) {
    EXPECT_EQ(codeOf(write([](order::UnitOfWork& unit) {
                  return unit.readings().adopt(kMeter, {kDay, Energy::fromWh(-1)});
              })),
              ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace wattill::storage
