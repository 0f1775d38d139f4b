#include "node/bus_queue.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

class Queue : public testing::Test {
  protected:
    BusTask task(BusPriority priority, int number, std::optional<MeterId> meter = {}) {
        return {priority, std::nullopt, [this, number](bool) { m_ran.push_back(number); },
                std::move(meter)};
    }
    void runAll() {
        while (auto next = m_queue.takeUntil(BusQueue::Steady::now()))
            next->run(false);
    }

    const MeterId m_first{"202411110001"};
    const MeterId m_second{"202411110002"};
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

TEST_F(Queue, OfSalesTheFirstOneThatMayIsTakenAndTheOthersStayInTurn) {
    const auto other = [this](const MeterId& meter) { return meter != m_first; };
    const std::optional<MeterId> nobody;
    ASSERT_TRUE(m_queue.push(task(BusPriority::Present, 9, m_second)));
    EXPECT_FALSE(m_queue.takeSale(nobody, other)) << "it is no sale";
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 1, m_first)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 2, m_second)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 3, m_second)));
    for (int taken = 0; taken < 2; ++taken)
        m_queue.takeSale(nobody, other).value().run(false);
    EXPECT_FALSE(m_queue.takeSale(nobody, other));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 4)));
    EXPECT_FALSE(m_queue.takeSale(nobody, other)) << "of which meter is not known";
    runAll();
    EXPECT_EQ(m_ran, (std::vector<int>{2, 3, 1, 4, 9}));
}

TEST_F(Queue, ThatIsClosedGivesNoSaleEither) {
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 1, m_first)));
    m_queue.close();
    EXPECT_FALSE(m_queue.takeSale(std::nullopt, [](const MeterId&) { return true; }));
}

TEST_F(Queue, NoSaleIsTakenThatCameAfterOneForTheMeterUnderWay) {
    const auto any = [](const MeterId&) { return true; };
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 1, m_second)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 2, m_first)));
    ASSERT_TRUE(m_queue.push(task(BusPriority::Sale, 3, m_second)));
    m_queue.takeSale(m_first, any).value().run(false);
    EXPECT_FALSE(m_queue.takeSale(m_first, any));
    runAll();
    EXPECT_EQ(m_ran, (std::vector<int>{1, 2, 3}));
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
