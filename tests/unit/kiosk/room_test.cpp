#include "unit/kiosk/desk.hpp"

#include <gtest/gtest.h>

// What a tenant sees whose meter does not take every amount.
namespace wattill::kiosk::test {
namespace {

using Page = Terminal::Page;

class MeterWithLittleRoom : public testing::Test {
  protected:
    [[nodiscard]] Page page() const { return desk.terminal.page(); }
    Desk desk;
};

TEST_F(MeterWithLittleRoom, AnAmountThatTheMeterHasNoRoomForIsSaidBeforeAnybodyPays) {
    desk.node.meters["202411110002"].mostAmount = Money::fromFen(7'550);
    desk.openAccount();
    AccountModel& account = *desk.terminal.account();
    account.setOther(Money::fromFen(10'000));
    EXPECT_FALSE(account.canPay());
    EXPECT_EQ(account.payLabel(), QStringLiteral("现在最多充 ¥ 75.50"));
    EXPECT_TRUE(account.notice().isEmpty()) << "or no other amount could be chosen";
    account.pay();
    desk.settle();
    EXPECT_TRUE(desk.node.created.empty());
    account.setOther(Money::fromFen(7'500));
    EXPECT_TRUE(account.canPay());
}

TEST_F(MeterWithLittleRoom, AFullMeterIsCalledFull) {
    desk.node.meters["202411110002"].mostAmount = Money::fromFen(50);
    desk.openAccount();
    EXPECT_FALSE(desk.terminal.account()->canPay());
    EXPECT_EQ(desk.terminal.account()->payLabel(), QStringLiteral("电表余额已到上限"));
}

TEST_F(MeterWithLittleRoom, ARefusalForWantOfRoomSaysHowMuchThereIs) {
    desk.openAccount();
    desk.node.meters["202411110002"].mostAmount = Money::fromFen(2'000);
    desk.node.refuseCreate = Error{ErrorCode::Refused, Retry::Later, "no room", {}};
    desk.terminal.account()->setOther(Money::fromFen(10'000));
    desk.terminal.account()->pay();
    desk.settle();
    EXPECT_EQ(page(), Page::Account);
    EXPECT_FALSE(desk.terminal.account()->notice().isEmpty());
    desk.hear();
    EXPECT_TRUE(desk.terminal.account()->notice().isEmpty());
    EXPECT_EQ(desk.terminal.account()->payLabel(), QStringLiteral("现在最多充 ¥ 20"));
}

}  // namespace
}  // namespace wattill::kiosk::test
