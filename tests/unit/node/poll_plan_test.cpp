#include "node/poll_plan.hpp"

#include <set>

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

using std::chrono::seconds;
using Change = PollPlan::Change;

MeterId meter(int number) {
    return MeterId("20241111000" + std::to_string(number));
}

/// A bus in virtual time: whoever is due is read, an answer takes 100 ms, silence one second.
class PlannedBus : public testing::Test {
  protected:
    Change readNext() {
        const auto due = m_plan.nextAt();
        EXPECT_TRUE(due);
        m_now = std::max(m_now, *due);
        const auto next = m_plan.next(m_now);
        EXPECT_TRUE(next);
        m_last = *next;
        const bool answers = !m_dead.contains(m_last);
        const Duration startedAt = m_now;
        m_now += answers ? Duration(100) : Duration(1000);
        return m_plan.finished(m_last, answers, startedAt, m_now);
    }

    PollPlan m_plan{seconds(60)};
    Duration m_now{1'000'000};
    std::set<MeterId> m_dead;
    MeterId m_last;
};

TEST_F(PlannedBus, ReadsEveryMeterOnceInAnIntervalInTheGivenOrder) {
    m_plan.setMeters({meter(1), meter(2), meter(3)}, m_now);
    for (const int number : {1, 2, 3}) {
        readNext();
        EXPECT_EQ(m_last, meter(number));
    }
    EXPECT_FALSE(m_plan.next(m_now));
    readNext();
    EXPECT_EQ(m_last, meter(1));
    EXPECT_GE(m_now, Duration(1'000'000) + seconds(60));
    EXPECT_LT(m_now, Duration(1'000'000) + seconds(61));
}

TEST_F(PlannedBus, OneMissedAnswerDoesNotMakeAMeterLost) {
    m_plan.setMeters({meter(1)}, m_now);
    m_dead.insert(meter(1));
    EXPECT_EQ(readNext(), Change::None);
    m_dead.clear();
    EXPECT_EQ(readNext(), Change::None);
    EXPECT_FALSE(m_plan.isLost(meter(1)));
}

TEST_F(PlannedBus, AMeterIsLostAfterTwoMissesOverThreeSecondsAndNotBefore) {
    m_plan.setMeters({meter(1)}, m_now);
    m_dead.insert(meter(1));
    const Duration first = m_now;
    int misses = 0;
    while (!m_plan.isLost(meter(1))) {
        const Change change = readNext();
        ++misses;
        ASSERT_LT(misses, 10);
        EXPECT_EQ(change == Change::BecameLost, m_plan.isLost(meter(1)));
    }
    EXPECT_GE(misses, 2);
    EXPECT_GE(m_now - first, seconds(3));
    EXPECT_LE(m_now - first, seconds(10));
}

TEST_F(PlannedBus, QuickFailuresAloneDoNotMakeAMeterLost) {
    m_plan.setMeters({meter(1)}, m_now);
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(m_plan.finished(meter(1), false, m_now, m_now + Duration(1)), Change::None);
    }
}

TEST_F(PlannedBus, ALostMeterIsProbedAtGrowingDistancesUpToTenSeconds) {
    m_plan.setMeters({meter(1)}, m_now);
    m_dead.insert(meter(1));
    while (!m_plan.isLost(meter(1)))
        readNext();
    std::vector<Duration> distances;
    for (int i = 0; i < 5; ++i) {
        const Duration ended = m_now;
        readNext();
        distances.push_back(m_now - seconds(1) - ended);
    }
    EXPECT_EQ(distances, (std::vector<Duration>{seconds(2), seconds(4), seconds(8), seconds(10),
                                                seconds(10)}));
}

TEST_F(PlannedBus, ALostMeterIsBackAtTheFirstAnswer) {
    m_plan.setMeters({meter(1)}, m_now);
    m_dead.insert(meter(1));
    while (!m_plan.isLost(meter(1)))
        readNext();
    EXPECT_EQ(m_plan.lostCount(), 1U);
    m_dead.clear();
    EXPECT_EQ(readNext(), Change::CameBack);
    EXPECT_EQ(m_plan.lostCount(), 0U);
}

TEST_F(PlannedBus, TheLivingAreReadOnTimeBesideManyDeadOnes) {
    std::vector<MeterId> meters;
    for (int i = 0; i < 9; ++i)
        meters.push_back(meter(i));
    for (int i = 1; i < 9; ++i)
        m_dead.insert(meter(i));
    m_plan.setMeters(meters, m_now);
    while (m_plan.lostCount() < 8)
        readNext();
    Duration lastReadAt = m_now;
    const Duration end = m_now + std::chrono::minutes(30);
    Duration probing{0};
    const Duration begin = m_now;
    while (m_now < end) {
        readNext();
        if (m_last != meter(0)) {
            probing += seconds(1);
            continue;
        }
        EXPECT_LE(m_now - lastReadAt, seconds(63));
        lastReadAt = m_now;
    }
    EXPECT_LE(probing * 2, m_now - begin + seconds(2));
}

TEST_F(PlannedBus, ReadingsThatSomebodyElseAskedForCount) {
    m_plan.setMeters({meter(1)}, m_now);
    readNext();
    m_now += seconds(50);
    m_plan.finished(meter(1), true, m_now, m_now + Duration(100));
    EXPECT_EQ(*m_plan.nextAt(), m_now + seconds(60));
}

TEST_F(PlannedBus, NewMetersAreDueAtOnceAndKnownOnesKeepTheirState) {
    m_plan.setMeters({meter(1)}, m_now);
    m_dead.insert(meter(1));
    while (!m_plan.isLost(meter(1)))
        readNext();
    m_plan.setMeters({meter(1), meter(2)}, m_now);
    EXPECT_TRUE(m_plan.isLost(meter(1)));
    EXPECT_EQ(m_plan.next(m_now), meter(2));
    m_plan.setMeters({meter(2)}, m_now);
    EXPECT_EQ(m_plan.size(), 1U);
    EXPECT_EQ(m_plan.finished(meter(1), true, m_now, m_now), Change::None);
}

TEST(PollPlan, WithoutMetersNothingIsDue) {
    EXPECT_FALSE(PollPlan(seconds(60)).nextAt());
}

}  // namespace
}  // namespace wattill::node
