#include "unit/kiosk/desk.hpp"

#include <gtest/gtest.h>

// What the page says whose order has ended well.
namespace wattill::kiosk::test {
namespace {

class DoneTest : public testing::Test {
  protected:
    Desk desk;
};

TEST_F(DoneTest, BeforeAndAfterAreWhatWasReadAndNothingIsMadeUp) {
    desk.openCode();
    desk.node.order = demoOrder("delivered");
    desk.node.order.balanceAfter = Money::fromFen(18'637);
    desk.hear();
    std::vector<QString> values;
    for (const OutcomeRow& row : desk.terminal.done()->rows()->rows())
        values.push_back(row.value);
    EXPECT_EQ(values, (std::vector<QString>{QStringLiteral("¥ 100.00"), QStringLiteral("支付宝"),
                                            QStringLiteral("¥ 186.37")}));
}

TEST_F(DoneTest, WhatPaidADebtIsSaidAndOnlyThen) {
    desk.openCode();
    desk.node.order = demoOrder("delivered");
    desk.node.order.setOff = Money::fromFen(4'000);
    desk.hear();
    DoneModel& done = *desk.terminal.done();
    EXPECT_EQ(done.rows()->at(1).label, QStringLiteral("其中抵扣欠款"));
    EXPECT_EQ(done.rows()->at(1).value, QStringLiteral("¥ 40.00"));
    EXPECT_EQ(done.title(), QStringLiteral("已充入电表"));
    desk.node.order.setOff = Money();
    done.show(desk.node.order);
    EXPECT_EQ(done.rows()->rowCount(), 2) << "no row for nothing";
}

TEST_F(DoneTest, WhenAllOfItPaidADebtTheMeterIsNotSaidToHaveIt) {
    desk.openCode();
    desk.node.order = demoOrder("delivered");
    desk.node.order.setOff = desk.node.order.amount;
    desk.hear();
    EXPECT_EQ(desk.terminal.done()->title(), QStringLiteral("已全部用于抵扣欠款"));
    EXPECT_EQ(orderStateText(desk.node.order), QStringLiteral("已抵扣欠款"));
}

}  // namespace
}  // namespace wattill::kiosk::test
