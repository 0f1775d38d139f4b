#include "base/use_bound.hpp"

#include <gtest/gtest.h>

namespace wattill {
namespace {

constexpr Money kPerHour = Money::fromMicroYuan(100'000'000);

TEST(UseBound, GrowsWithTheTime) {
    EXPECT_EQ(mostUsedIn(std::chrono::hours(1), kPerHour), kPerHour);
    EXPECT_EQ(mostUsedIn(std::chrono::minutes(90), kPerHour), Money::fromMicroYuan(150'000'000));
    EXPECT_EQ(mostUsedIn(std::chrono::seconds(36), kPerHour), Money::fromMicroYuan(1'000'000));
}

TEST(UseBound, AClockThatWentBackLeavesNoTimeForUse) {
    EXPECT_EQ(mostUsedIn(-std::chrono::hours(5), kPerHour), Money());
}

TEST(UseBound, AnythingMayBeUsedAfterAMonth) {
    EXPECT_EQ(mostUsedIn(std::chrono::days(31), kPerHour), Money::fromMicroYuan(74'400'000'000));
    EXPECT_FALSE(mostUsedIn(std::chrono::days(31) + Duration(1), kPerHour).has_value());
}

TEST(UseBound, TheDearestMeterOverTheWholeMonthStaysInRange) {
    const Money aMillionYuan = Money::fromMicroYuan(1'000'000'000'000);
    EXPECT_EQ(mostUsedIn(std::chrono::days(31), aMillionYuan),
              Money::fromMicroYuan(744'000'000'000'000));
}

}  // namespace
}  // namespace wattill
