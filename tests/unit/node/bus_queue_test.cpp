#include "node/bus_queue.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

class Queue : public testing::Test {
  protected:
    BusTask task(BusPriority priority, int number) {
        return {priority, std::nullopt, [this, number](bool) { m_ran.push_back(number); }};
    }
    void runAll() {
        while (auto next = m_queue.takeUntil(BusQueue::Steady::now()))
            next->run(false);
    }

    BusQueue m_queue{3};
    std::vector<int> m_ran;
};

TEST_F(Queue, SalesOvertakeWhoeverStandsAtTheKioskAndEachComesInTurn) {
    ASSERT_TRUE(m_queue.push(task(BusPriority::Setting, 6)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Alarm, 5)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Present, 1)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 2)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Present, 3)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 4)));
    runAll();
    EXPECT_EQ(m_ran, (std::vector<int>{2, 4, 1, 3, 5, 6}));
}

TEST_F(Queue, ThatIsFullOfOnePriorityStillTakesTheOther) {
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(m_queue.push(task(BusPriority::Present, i)));
    EXPECT_FALSE(m_queue.push(task(BusPriority::Present, 9)));
    EXPECT_TRUE(m_queue.push(task(BusPriority::Sale, 7)));
    runAll();
    EXPECT_EQ(m_ran, (std::vector<int>{7, 0, 1, 2}));
}

TEST_F(Queue, ThatIsClosedTakesAndGivesNothing) {
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 1)));
    m_queue.close();
    EXPECT_FALSE(m_queue.push(task(BusPriority::Sale, 2)));
    EXPECT_FALSE(m_queue.takeUntil(BusQueue::Steady::now() + std::chrono::hours(1)));
}

TEST_F(Queue, ATaskEndsAWait) {
    std::thread other([this] { ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 5))); });
    const auto taken = m_queue.takeUntil(BusQueue::Steady::now() + std::chrono::minutes(1));
    other.join();
    ASSERT_TRUE(taken);
}

TEST_F(Queue, WakeEndsOneWaitWithoutATask) {
    m_queue.wake();
    EXPECT_FALSE(m_queue.takeUntil(BusQueue::Steady::now() + std::chrono::minutes(1)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 1)));
    EXPECT_TRUE(m_queue.takeUntil(BusQueue::Steady::now() + std::chrono::minutes(1)));
}

}  // namespace
}  // namespace wattill::node
