#include "node/poll_plan.hpp"

#include <map>
#include <set>
#include <string>

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

TEST_F(PlannedBus, AMeterIsLostAfterTwoRoundsOverThreeSecondsAndNotBefore) {
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

TEST_F(PlannedBus, TriesOfOthersBetweenTwoTurnsDoNotMakeAMeterLost) {
    m_plan.setMeters({meter(1), meter(2)}, m_now);
    m_dead.insert(meter(1));
    readNext();
    ASSERT_EQ(m_last, meter(1));
    const Duration turn = *m_plan.dueAt(meter(1));
    // A sale that cannot reach it tries a few times; the bus has not been round meanwhile.
    for (Duration at = m_now; at < turn + seconds(2); at += Duration(300)) {
        EXPECT_EQ(m_plan.finished(meter(1), false, at, at + seconds(4)), Change::None);
    }
    EXPECT_EQ(m_plan.dueAt(meter(1)), turn) << "nor do they put its turn off";
    readNext();
    EXPECT_EQ(m_last, meter(2)) << "who was due before comes first";
    m_now = turn + seconds(1);
    EXPECT_EQ(readNext(), Change::BecameLost);
    EXPECT_EQ(m_last, meter(1));
}

TEST_F(PlannedBus, AnAnswerToAnybodyEndsTheFailedRounds) {
    m_plan.setMeters({meter(1)}, m_now);
    m_dead.insert(meter(1));
    EXPECT_EQ(readNext(), Change::None);
    m_plan.finished(meter(1), true, m_now, m_now + Duration(100));
    m_now += seconds(30);
    EXPECT_EQ(readNext(), Change::None) << "the first failed round again";
    EXPECT_EQ(readNext(), Change::BecameLost);
    EXPECT_EQ(m_plan.finished(meter(1), true, m_now, m_now), Change::CameBack)
        << "a sale's reading brings it back before its probe";
}

TEST_F(PlannedBus, ALostMeterIsProbedAtGrowingDistancesUpToFiveMinutes) {
    m_plan.setMeters({meter(1)}, m_now);
    m_dead.insert(meter(1));
    while (!m_plan.isLost(meter(1)))
        readNext();
    std::vector<Duration> distances;
    for (int i = 0; i < 10; ++i) {
        const Duration ended = m_now;
        readNext();
        distances.push_back(m_now - seconds(1) - ended);
    }
    EXPECT_EQ(distances, (std::vector<Duration>{seconds(2), seconds(4), seconds(8), seconds(16),
                                                seconds(32), seconds(64), seconds(128),
                                                seconds(256), seconds(300), seconds(300)}));
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

TEST_F(PlannedBus, WhenOneIsBackTheOtherLostOnesAreProbedSoon) {
    m_plan.setMeters({meter(1), meter(2)}, m_now);
    m_dead = {meter(1), meter(2)};
    while (m_now < Duration(1'000'000) + std::chrono::minutes(30))
        readNext();
    m_dead.clear();
    EXPECT_EQ(readNext(), Change::CameBack);
    const Duration firstBack = m_now;
    while (m_plan.lostCount() > 0)
        readNext();
    EXPECT_LE(m_now - firstBack, seconds(5));
}

TEST_F(PlannedBus, EveryLivingMeterIsReadRightAfterABorder) {
    const Duration border = m_now + std::chrono::minutes(30);
    m_plan.setMeters({meter(1), meter(2), meter(3)}, m_now);
    std::map<MeterId, Duration> firstAfter;
    while (m_now < border + seconds(30)) {
        const bool passed = m_now >= border;
        m_plan.readAllAt(passed ? border + std::chrono::minutes(30) : border, m_now);
        const Duration due = std::max(m_now, *m_plan.nextAt());
        readNext();
        if (due >= border) firstAfter.emplace(m_last, due);
    }
    ASSERT_EQ(firstAfter.size(), 3U);
    for (const auto& [id, at] : firstAfter)
        EXPECT_LT(at - border, seconds(1)) << id.text();
}

TEST_F(PlannedBus, ABusThatIsGoneMakesNoMeterLostAndIsTriedAgainSoon) {
    m_plan.setMeters({meter(1), meter(2)}, m_now);
    readNext();
    readNext();
    EXPECT_TRUE(m_plan.busFailed(m_now));
    std::vector<Duration> pauses;
    for (int i = 0; i < 6; ++i) {
        EXPECT_FALSE(m_plan.next(m_now));
        const Duration at = *m_plan.nextAt();
        pauses.push_back(at - m_now);
        m_now = at;
        EXPECT_TRUE(m_plan.next(m_now));
        EXPECT_FALSE(m_plan.busFailed(m_now)) << "that it is gone is said once";
    }
    EXPECT_EQ(pauses, (std::vector<Duration>{Duration(500), seconds(1), seconds(2), seconds(4),
                                             seconds(5), seconds(5)}));
    EXPECT_TRUE(m_plan.busDown());
    EXPECT_EQ(m_plan.lostCount(), 0U);
    readNext();
    EXPECT_FALSE(m_plan.busDown());
}

TEST_F(PlannedBus, TheOldestStateIsOfTheLivingOnly) {
    m_plan.setMeters({meter(1), meter(2)}, m_now);
    m_dead.insert(meter(2));
    EXPECT_EQ(m_plan.oldestState(), m_now) << "nothing is known since it came onto the bus";
    while (m_plan.lostCount() == 0)
        readNext();
    EXPECT_GT(*m_plan.oldestState(), Duration(1'000'000) - Duration(1));
    const Duration readAt = m_now;
    m_plan.finished(meter(1), true, readAt, readAt + Duration(100));
    EXPECT_EQ(m_plan.oldestState(), readAt);
}

TEST_F(PlannedBus, ACycleIsWhatItTakesToReadEveryLivingMeterOnce) {
    m_plan.setMeters({meter(1), meter(2), meter(3)}, m_now);
    EXPECT_FALSE(m_plan.cycle());
    m_dead.insert(meter(3));
    while (m_plan.lostCount() == 0)
        readNext();
    EXPECT_EQ(m_plan.cycle(), Duration(200));
}

/// 32 meters of which some are dead on a bus that never rests: an answer takes 130 ms, a time-out
/// 500 ms and the bus's silence after it as much again, which comes when the plan was told already.
/// Gives how long the living ones' cycle is in the first five minutes, when probes are closest.
double cycleOfLoadedBus(int dead, Duration* back = nullptr) {
    constexpr int kMeters = 32;
    PollPlan plan{Duration(1)};
    std::vector<MeterId> meters;
    for (int i = 0; i < kMeters; ++i)
        meters.push_back(MeterId(std::to_string(202411110000 + i)));
    std::set<MeterId> silent(meters.begin(), meters.begin() + dead);
    Duration now{1'000'000};
    plan.setMeters(meters, now);
    std::size_t living = 0;
    const auto turn = [&] {
        const auto next = plan.next(now);
        const Duration startedAt = now;
        if (!next) {
            now = *plan.nextAt();
            return;
        }
        const bool answers = !silent.contains(*next);
        now += answers ? Duration(130) : Duration(500);
        living += answers ? 1U : 0U;
        plan.finished(*next, answers, startedAt, now);
        if (!answers) now += Duration(500);
    };
    while (plan.lostCount() < static_cast<std::size_t>(dead))
        turn();
    living = 0;
    const Duration begun = now;
    while (now - begun < std::chrono::minutes(5))
        turn();
    const double each = static_cast<double>((now - begun).count()) / static_cast<double>(living);
    if (back != nullptr) {
        silent.clear();
        const Duration revived = now;
        while (plan.lostCount() > 0)
            turn();
        *back = now - revived;
    }
    return each * (kMeters - dead);
}

TEST(PollPlan, FourDeadOfThirtyTwoMakeTheCycleOfTheLivingAtMostFivePercentLonger) {
    const double alone = 28 * 130.0;
    const double beside = cycleOfLoadedBus(4);
    RecordProperty("cycle", std::to_string(beside / alone));
    EXPECT_LE(beside, alone * 1.05) << beside / alone;
    EXPECT_GT(beside, alone) << "they are probed all the same";
}

TEST(PollPlan, AllThatWereDeadAreBackWithinFiveMinutesAlsoOnALoadedBus) {
    Duration back{};
    cycleOfLoadedBus(4, &back);
    EXPECT_LE(back, std::chrono::minutes(5));
}

TEST(PollPlan, WithoutMetersNothingIsDue) {
    EXPECT_FALSE(PollPlan(seconds(60)).nextAt());
}

}  // namespace
}  // namespace wattill::node
