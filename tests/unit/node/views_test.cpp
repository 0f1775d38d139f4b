#include "node/views.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

using api::MeterState;
using metering::Control;
using metering::DailyEnergy;
using metering::MeterReading;

Money yuan(std::int64_t amount) {
    return Money::fromFen(amount * 100);
}

tenancy::MeterPlace place() {
    tenancy::MeterPlace place;
    place.meter = MeterId("202411110001");
    place.alarm1 = yuan(100);
    place.alarm2 = yuan(30);
    return place;
}

MeterStatus withBalance(Money balance) {
    MeterStatus status;
    status.reading = MeterReading{};
    status.reading->balance = balance;
    return status;
}

struct StateCase {
    std::string name;
    std::function<void(tenancy::MeterPlace&, MeterStatus&)> change;
    MeterState expected;
};
class MeterStateTable : public testing::TestWithParam<StateCase> {};

TEST_P(MeterStateTable, Holds) {
    auto where = place();
    auto status = withBalance(yuan(500));
    GetParam().change(where, status);
    EXPECT_EQ(meterState(where, status), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, MeterStateTable,
    testing::Values(
        StateCase{"Normal", [](auto&, auto&) {}, MeterState::Normal},
        StateCase{"JustAboveAlarm1",
                  [](auto&, auto& s) { s.reading->balance = Money::fromFen(10'001); },
                  MeterState::Normal},
        StateCase{"AtAlarm1", [](auto&, auto& s) { s.reading->balance = yuan(100); },
                  MeterState::Alarm1},
        StateCase{"AtAlarm2", [](auto&, auto& s) { s.reading->balance = yuan(30); },
                  MeterState::Alarm2},
        StateCase{"APlainMeterIsNeverInArrears",
                  [](auto&, auto& s) {
                      s.reading->balance = Money();
                      s.reading->has = {false, false, false, true};
                  },
                  MeterState::Normal},
        StateCase{"NothingLeft", [](auto&, auto& s) { s.reading->balance = Money(); },
                  MeterState::Arrears},
        StateCase{"Overdrawn", [](auto&, auto& s) { s.reading->balance = yuan(-3); },
                  MeterState::Arrears},
        StateCase{"MeterSaysArrears", [](auto&, auto& s) { s.reading->arrears = true; },
                  MeterState::Arrears},
        StateCase{"MeterSaysAlarm1", [](auto&, auto& s) { s.reading->alarm1 = true; },
                  MeterState::Alarm1},
        StateCase{"MeterSaysAlarm2",
                  [](auto&, auto& s) { s.reading->alarm1 = s.reading->alarm2 = true; },
                  MeterState::Alarm2},
        StateCase{"TrippedByCommandBeatsArrears",
                  [](auto&, auto& s) {
                      s.reading->control = Control::ForcedOpen;
                      s.reading->balance = yuan(-3);
                  },
                  MeterState::Tripped},
        StateCase{"KeptOnBeatsArrears",
                  [](auto&, auto& s) {
                      s.reading->control = Control::ForcedClosed;
                      s.reading->balance = yuan(-3);
                  },
                  MeterState::KeptOn},
        StateCase{"LostBeatsWhatWasRead", [](auto&, auto& s) { s.lost = true; }, MeterState::Lost},
        StateCase{"NeverRead", [](auto&, auto& s) { s.reading.reset(); }, MeterState::Lost},
        StateCase{"NotOpenedBeatsAll",
                  [](auto& p, auto& s) {
                      p.open = false;
                      s.lost = true;
                  },
                  MeterState::NotOpened}),
    [](const auto& each) { return each.param.name; });

TEST(Stale, IsAReadingOlderThanThreeMinutesOrFromTheFuture) {
    MeterReading reading;
    reading.at = fromMillis(1'000'000'000);
    EXPECT_FALSE(isStale(reading, reading.at + kStaleAfter));
    EXPECT_TRUE(isStale(reading, reading.at + kStaleAfter + Duration(1)));
    EXPECT_FALSE(isStale(reading, reading.at - Duration(500)));
    EXPECT_TRUE(isStale(reading, reading.at - std::chrono::hours(1)));
    EXPECT_TRUE(isStale(std::nullopt, reading.at));
}

const LocalDay kToday = *parseDay("2026-11-22");
const Money kPrice = Money::fromFen(90);

DailyEnergy used(int daysAgo, std::int64_t wattHours) {
    return {kToday - std::chrono::days(daysAgo), Energy::fromWh(wattHours)};
}

TEST(LastsDays, IsTheBalanceOverTheAverageOfTheKnownFullDays) {
    // 10 and 20 kWh at 0.90 yuan: 13.50 a day.
    EXPECT_EQ(lastsDays(yuan(135), {used(1, 10'000), used(3, 20'000)}, kToday, kPrice), 10);
}

TEST(LastsDays, AreWholeDaysRoundedDown) {
    EXPECT_EQ(lastsDays(Money::fromFen(1799), {used(1, 10'000)}, kToday, kPrice), 1);
    EXPECT_EQ(lastsDays(Money::fromFen(899), {used(1, 10'000)}, kToday, kPrice), 0);
}

TEST(LastsDays, LeaveOutTodayAndWhatIsOlderThanAWeek) {
    const std::vector<DailyEnergy> days{used(0, 1), used(7, 10'000), used(8, 1)};
    EXPECT_EQ(lastsDays(yuan(90), days, kToday, kPrice), 10);
}

TEST(LastsDays, LeaveOutDaysThatAreKnownInPartOnly) {
    DailyEnergy partly = used(2, 1);
    partly.complete = false;
    EXPECT_EQ(lastsDays(yuan(90), {used(1, 10'000), partly}, kToday, kPrice), 10);
}

TEST(LastsDays, CannotBeToldWithoutUse) {
    EXPECT_EQ(lastsDays(yuan(90), {}, kToday, kPrice), std::nullopt);
    EXPECT_EQ(lastsDays(yuan(90), {used(1, 0)}, kToday, kPrice), std::nullopt);
    EXPECT_EQ(lastsDays(yuan(90), {used(0, 5'000)}, kToday, kPrice), std::nullopt);
}

TEST(LastsDays, AreNoneWhenNothingIsLeftAndNeverAbsurd) {
    EXPECT_EQ(lastsDays(yuan(-5), {used(1, 10'000)}, kToday, kPrice), 0);
    EXPECT_EQ(lastsDays(yuan(100'000), {used(1, 1)}, kToday, kPrice), 9999);
}

}  // namespace
}  // namespace wattill::node
