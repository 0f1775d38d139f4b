#include "order/balance_fit.hpp"

#include <gtest/gtest.h>
// rapidcheck needs gtest before it
#include <rapidcheck/gtest.h>

namespace wattill::order {
namespace {
using namespace std::chrono_literals;

const Instant kThen = fromMillis(1'795'314'600'000);
constexpr Energy kTotal = Energy::fromWh(1'000'000);
const UseBounds kBounds{Money::fromFen(10'000), Money::fromFen(500), Money::fromFen(100)};
const Money kExpected = Money::fromFen(5'000);

/// `passed` by the node's clock and `used` by the register since kThen.
metering::MeterReading reading(std::int64_t fen, Duration passed, Energy used) {
    metering::MeterReading reading;
    reading.at = kThen + passed;
    reading.total = kTotal + used;
    reading.balance = Money::fromFen(fen);
    return reading;
}
Fit found(const metering::MeterReading& now) {
    return fit(kExpected, {kThen, kTotal}, now, kBounds);
}
bool fits(const metering::MeterReading& now) {
    return found(now) == Fit::Yes;
}

TEST(BalanceFit, NothingUsedLeavesItAllOrLittleLess) {
    EXPECT_TRUE(fits(reading(5'000, 0s, {})));
    EXPECT_TRUE(fits(reading(4'900, 0s, {}))) << "the tolerance";
    EXPECT_FALSE(fits(reading(4'899, 0s, {})));
    EXPECT_FALSE(fits(reading(5'001, 0s, {}))) << "more than was there";
}

TEST(BalanceFit, TimeAllowsUse) {
    EXPECT_TRUE(fits(reading(3'900, 360s, {}))) << "10 yuan in a tenth of an hour";
    EXPECT_FALSE(fits(reading(3'899, 360s, {})));
}

TEST(BalanceFit, AClockThatWasSetBackDoesNotHideTheUse) {
    const Energy used = Energy::fromWh(4'000);
    EXPECT_TRUE(fits(reading(2'900, -5h, used))) << "4 kWh at 5 yuan";
    EXPECT_FALSE(fits(reading(2'899, -5h, used)));
}

TEST(BalanceFit, ARegisterThatCountsTooLittleDoesNotHideItEither) {
    EXPECT_TRUE(fits(reading(2'900, 720s, Energy::fromWh(10))));
}

TEST(BalanceFit, WhatCannotBeBoundedMayBeAnyUse) {
    EXPECT_EQ(found(reading(-5'000, 0s, Energy::fromWh(-10))), Fit::MayBe) << "reset, turned over";
    EXPECT_EQ(found(reading(-5'000, 32 * 24h, {})), Fit::MayBe);
    EXPECT_EQ(found(reading(5'000, 0s, Energy::fromWh(4'000'000'000'000'000'000))), Fit::MayBe);
    EXPECT_EQ(fit(kExpected, {kThen, std::nullopt}, reading(5'000, 0s, {}), kBounds), Fit::MayBe);
    EXPECT_EQ(found(reading(5'001, 32 * 24h, {})), Fit::No) << "use adds nothing";
}

/// What was honestly used is always allowed, whatever the clock did meanwhile.
RC_GTEST_PROP(BalanceFit, OrdinaryUseFitsUnderAnyClock, ()) {
    const auto wattHours = *rc::gen::inRange<std::int64_t>(0, 900'000'000);
    const Money price = Money::fromFen(*rc::gen::inRange<std::int64_t>(0, 501));
    const Duration clock(*rc::gen::inRange<std::int64_t>(-4'000'000'000, 4'000'000'000));
    metering::MeterReading now = reading(0, clock, Energy::fromWh(wattHours));
    now.balance = kExpected - Energy::fromWh(wattHours).costAt(price);
    RC_ASSERT(found(now) != Fit::No);
}

}  // namespace
}  // namespace wattill::order
