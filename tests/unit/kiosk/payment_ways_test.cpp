#include "unit/kiosk/desk.hpp"

#include <QStringList>

#include <gtest/gtest.h>

namespace wattill::kiosk::test {
namespace {

using Page = Terminal::Page;
using Kind = NoticeModel::Kind;

/// Several ways to pay, and none while the clock is wrong.
class PaymentWays : public testing::Test {
  protected:
    [[nodiscard]] Page page() const { return desk.terminal.page(); }
    [[nodiscard]] Kind kind() { return desk.terminal.notice()->kind(); }
    void hear(const char* state) {
        desk.node.order = demoOrder(state);
        desk.node.order.channel = "unionpay";
        desk.hear();
    }
    [[nodiscard]] static QString valuesOf(const RowsModel* rows) {
        QStringList values;
        for (const OutcomeRow& row : rows->rows())
            values += row.value;
        return values.join(QLatin1Char('|'));
    }
    Desk desk;
};

TEST_F(PaymentWays, AWrongClockIsSaidAtOnceAndForgottenWhenItIsRight) {
    desk.openAccount();
    desk.clockGoesWrong();
    desk.terminal.account()->pay();
    desk.pass(1s);
    EXPECT_EQ(page(), Page::Notice);
    EXPECT_EQ(kind(), Kind::ClockWrong);
    EXPECT_TRUE(desk.terminal.notice()->warning().isEmpty()) << "nothing was begun";
    desk.node.site.closed.clear();
    desk.node.refuseCreate.reset();
    desk.pass(11s);
    EXPECT_EQ(page(), Page::Account);
    desk.node.order = demoOrder("awaiting-payment");
    desk.terminal.account()->pay();
    desk.settle();
    EXPECT_EQ(page(), Page::Code);
}

TEST_F(PaymentWays, WhileTheClockIsKnownToBeWrongNoOrderIsAskedFor) {
    desk.clockGoesWrong();
    desk.openAccount();
    desk.terminal.account()->pay();
    desk.settle();
    EXPECT_EQ(kind(), Kind::ClockWrong);
    EXPECT_TRUE(desk.node.created.empty());
    desk.terminal.notice()->leave();
    EXPECT_EQ(page(), Page::Account) << "the balance can still be looked at";
}

TEST_F(PaymentWays, AClosedChannelLeavesTheOtherOpen) {
    desk.node.site.channels = {"alipay", "unionpay"};
    desk.node.site.closed = {{"alipay", "clock-wrong"}};
    desk.node.order = demoOrder("awaiting-payment");
    desk.openAccount();
    desk.terminal.account()->pay();
    desk.settle();
    EXPECT_EQ(kind(), Kind::ClockWrong);
    desk.terminal.notice()->leave();
    desk.terminal.account()->chooseChannel(1);
    desk.terminal.account()->pay();
    desk.settle();
    EXPECT_EQ(page(), Page::Code);
    ASSERT_EQ(desk.node.created.size(), 1U);
    EXPECT_EQ(desk.node.created[0].channel, "unionpay");
}

TEST_F(PaymentWays, ANodeThatCannotNowForAnotherReasonIsAskedAgain) {
    desk.openAccount();
    desk.node.refuseCreate = Error{ErrorCode::Unavailable, Retry::Later, "stopping", {}};
    desk.terminal.account()->pay();
    desk.pass(1s);
    EXPECT_EQ(page(), Page::Progress);
    desk.node.refuseCreate.reset();
    desk.node.order = demoOrder("awaiting-payment");
    desk.pass(3s);
    EXPECT_EQ(page(), Page::Code);
    EXPECT_EQ(desk.node.created[0].request, desk.node.created[1].request);
}

TEST_F(PaymentWays, EveryPageOfAPaymentNamesItsChannel) {
    desk.openUnionPayCode();
    const QString name = QStringLiteral("云闪付");
    EXPECT_TRUE(desk.terminal.code()->title().contains(name));
    EXPECT_TRUE(desk.terminal.code()->firstStep().contains(name));
    EXPECT_EQ(desk.terminal.code()->tone(), Tone::UnionPay);
    for (const char* state : {"paid", "paid-late"}) {
        hear(state);
        EXPECT_TRUE(desk.terminal.progress()->way().contains(name)) << state;
    }
    hear("delivered");
    EXPECT_TRUE(valuesOf(desk.terminal.done()->rows()).contains(name));
}

TEST_F(PaymentWays, MoneyThatGoesBackDoesSoByItself) {
    desk.openUnionPayCode();
    hear("refunding");
    const QString said = valuesOf(desk.terminal.notice()->rows());
    EXPECT_TRUE(said.contains(QStringLiteral("自动原路退回银联云闪付"))) << said.toStdString();
    EXPECT_FALSE(said.contains(QStringLiteral("由物业")));
}

}  // namespace
}  // namespace wattill::kiosk::test
