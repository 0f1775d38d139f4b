#include "base/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wattill {
namespace {

constexpr std::int64_t kMillisPerYear = 31'556'952'000;

TimeZone shanghai() {
    return *TimeZone::find("Asia/Shanghai");
}

TEST(Time, IsoTextIsUtcToTheMillisecond) {
    EXPECT_EQ(isoText(fromMillis(1'795'314'600'123)), "2026-11-22T02:30:00.123Z");
    EXPECT_EQ(isoText(fromMillis(0)), "1970-01-01T00:00:00.000Z");
}

TEST(Time, IsoThatIsNotOneIsRefused) {
    for (const char* text : {"", "2026-11-22", "2026-11-22T02:30:00", "2026-13-22T02:30:00Z",
                             "2026-11-22T02:30:00.123Zx", "22.11.2026"}) {
        EXPECT_FALSE(parseIso(text).has_value()) << text;
    }
}

TEST(Time, DaysReadBack) {
    const auto day = parseDay("2026-02-28");
    ASSERT_TRUE(day.has_value());
    EXPECT_EQ(dayText(*day), "2026-02-28");
    EXPECT_EQ(dayText(*day + std::chrono::days(1)), "2026-03-01");
    for (const char* text : {"", "2026-02-30", "2026-2-28", "2026-02-28x", "20260228"}) {
        EXPECT_FALSE(parseDay(text).has_value()) << text;
    }
}

TEST(Time, UnknownZoneIsAbsent) {
    EXPECT_FALSE(TimeZone::find("Mars/Olympus").has_value());
}

TEST(Time, DayTurnsAtLocalMidnight) {
    const TimeZone zone = shanghai();
    const Instant midnight = *parseIso("2026-11-21T16:00:00Z");
    EXPECT_EQ(dayText(zone.dayOf(midnight)), "2026-11-22");
    EXPECT_EQ(dayText(zone.dayOf(midnight - Duration(1))), "2026-11-21");
    EXPECT_EQ(zone.startOf(*parseDay("2026-11-22")), midnight);
    EXPECT_EQ(zone.format("%Y-%m-%d %H:%M:%S", midnight), "2026-11-22 00:00:00");
}

TEST(Time, DayWithoutMidnightBeginsAtItsFirstMoment) {
    // Clocks went from 00:00 to 01:00 in Beirut on 2022-03-27.
    const auto zone = TimeZone::find("Asia/Beirut");
    ASSERT_TRUE(zone.has_value());
    const LocalDay day = *parseDay("2022-03-27");
    const Instant first = zone->startOf(day);
    EXPECT_EQ(zone->dayOf(first), day);
    EXPECT_EQ(zone->dayOf(first - Duration(1)), day - std::chrono::days(1));
}

RC_GTEST_PROP(TimeProperty, IsoTextReadsBack, ()) {
    const auto at = fromMillis(*rc::gen::inRange<std::int64_t>(0, 200 * kMillisPerYear));
    RC_ASSERT(parseIso(isoText(at)) == at);
}

RC_GTEST_PROP(TimeProperty, EveryMomentLiesInItsDay, ()) {
    const auto at = fromMillis(*rc::gen::inRange<std::int64_t>(0, 100 * kMillisPerYear));
    const TimeZone zone = shanghai();
    const LocalDay day = zone.dayOf(at);
    RC_ASSERT(zone.startOf(day) <= at);
    RC_ASSERT(at < zone.startOf(day + std::chrono::days(1)));
}

}  // namespace
}  // namespace wattill
