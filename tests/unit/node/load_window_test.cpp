#include "node/load_window.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {
using namespace std::chrono_literals;

metering::BusHealth busy(std::uint64_t ms, std::uint64_t timeouts = 0) {
    metering::BusHealth counts;
    counts.busyMs = ms;
    counts.timeouts = timeouts;
    return counts;
}

TEST(LoadWindow, SaysNothingOfATimeItHasNotSeen) {
    LoadWindow window;
    EXPECT_EQ(window.over(LoadWindow::kMinute).covered, Duration::zero());
    window.sample(10s, busy(0));
    EXPECT_EQ(window.over(LoadWindow::kMinute).covered, Duration::zero());
    EXPECT_EQ(window.over(LoadWindow::kMinute).loadPermille, 0);
}

TEST(LoadWindow, TellsTheLastMinuteFromTheLastQuarter) {
    LoadWindow window;
    std::uint64_t ms = 0;
    // Fourteen minutes at a tenth, then one at nine tenths.
    for (Duration now = 0s; now <= 15min; now += 5s) {
        window.sample(now, busy(ms, ms / 1000));
        ms += now < 14min ? 500U : 4500U;
    }
    EXPECT_EQ(window.over(LoadWindow::kMinute).loadPermille, 900);
    EXPECT_EQ(window.over(LoadWindow::kQuarter).covered, Duration(15min));
    EXPECT_EQ(window.over(LoadWindow::kQuarter).loadPermille, (14 * 100 + 900) / 15);
    EXPECT_EQ(window.over(LoadWindow::kMinute).counts.timeouts, 54U);
}

TEST(LoadWindow, ForgetsWhatIsOlderThanAQuarter) {
    LoadWindow window;
    for (Duration now = 0s; now <= 2h; now += 5s)
        window.sample(now, busy(now < 1h ? static_cast<std::uint64_t>(now.count()) : 3'600'000));
    EXPECT_EQ(window.over(LoadWindow::kQuarter).loadPermille, 0);
    EXPECT_EQ(window.over(LoadWindow::kQuarter).covered, Duration(15min));
}

TEST(LoadWindow, CountsThatFellGiveNoNonsense) {
    LoadWindow window;
    window.sample(0s, busy(5'000, 9));
    window.sample(60s, busy(1'000, 2));
    EXPECT_EQ(window.over(LoadWindow::kMinute).loadPermille, 0);
    EXPECT_EQ(window.over(LoadWindow::kMinute).counts.timeouts, 0U);
}

}  // namespace
}  // namespace wattill::node
