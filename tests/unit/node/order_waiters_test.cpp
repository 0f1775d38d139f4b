#include "node/waiters.hpp"
#include "unit/node/hand_cranked.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

class Waiters : public testing::Test {
  protected:
    const OrderId m_order{"K01A"};
    HandCranked m_timer;
    OrderWaiters m_waiters{m_timer, 3};
    int m_woken = 0;
    OrderWaiters::Wake count() {
        return [this] { ++m_woken; };
    }
};

TEST_F(Waiters, AreWokenOnceByANewerVersion) {
    ASSERT_TRUE(m_waiters.wait(m_order, 3, Duration(5000), count()));
    m_waiters.changed(m_order, 4);
    m_waiters.changed(m_order, 5);
    m_timer.advance(Duration(10'000));
    EXPECT_EQ(m_woken, 1);
}

TEST_F(Waiters, SleepOnForVersionsTheyKnowAndForOtherOrders) {
    ASSERT_TRUE(m_waiters.wait(m_order, 3, Duration(5000), count()));
    m_waiters.changed(m_order, 3);
    m_waiters.changed(OrderId("K01B"), 9);
    m_timer.advance(Duration(4'999));
    EXPECT_EQ(m_woken, 0);
    m_timer.advance(Duration(1));
    EXPECT_EQ(m_woken, 1);
}

TEST_F(Waiters, OfOneOrderAreAllWoken) {
    ASSERT_TRUE(m_waiters.wait(m_order, 1, Duration(5000), count()));
    ASSERT_TRUE(m_waiters.wait(m_order, 2, Duration(5000), count()));
    m_waiters.changed(m_order, 2);
    m_timer.advance(Duration(0));
    EXPECT_EQ(m_woken, 1);
    m_waiters.changed(m_order, 3);
    m_timer.advance(Duration(0));
    EXPECT_EQ(m_woken, 2);
}

TEST_F(Waiters, AreBounded) {
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(m_waiters.wait(m_order, 1, Duration(5000), count()));
    EXPECT_FALSE(m_waiters.wait(m_order, 1, Duration(5000), count()));
    m_timer.advance(Duration(5000));
    EXPECT_TRUE(m_waiters.wait(m_order, 1, Duration(5000), count()));
}

}  // namespace
}  // namespace wattill::node
