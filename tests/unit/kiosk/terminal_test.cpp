#include "unit/kiosk/desk.hpp"

#include <gtest/gtest.h>

namespace wattill::kiosk::test {
namespace {

using Page = Terminal::Page;
using Kind = NoticeModel::Kind;

class TerminalTest : public testing::Test {
  protected:
    [[nodiscard]] Page page() const { return desk.terminal.page(); }
    [[nodiscard]] Kind kind() { return desk.terminal.notice()->kind(); }
    Desk desk;
};

TEST_F(TerminalTest, StartsOutOfServiceWhenTheNodeIsNotThereAndComesBackByItself) {
    desk.node.down = true;
    EXPECT_EQ(page(), Page::Starting);
    desk.start();
    EXPECT_EQ(page(), Page::OutOfService);
    desk.node.down = false;
    desk.pass(5s);
    EXPECT_EQ(page(), Page::Welcome);
}

TEST_F(TerminalTest, OneLostAnswerIsNotAnOutage) {
    desk.start();
    desk.node.down = true;
    desk.pass(11s);
    EXPECT_EQ(page(), Page::Welcome);
    desk.node.down = false;
    desk.pass(3s);
    EXPECT_EQ(page(), Page::Welcome);
}

TEST_F(TerminalTest, AnUnknownNumberIsSaidInPlace) {
    desk.start();
    desk.type("40404");
    desk.terminal.welcome()->submit();
    desk.settle();
    EXPECT_EQ(page(), Page::Welcome);
    EXPECT_TRUE(desk.terminal.welcome()->notice().contains(QStringLiteral("40404")));
    EXPECT_EQ(desk.terminal.welcome()->digits(), QStringLiteral("40404"));
}

TEST_F(TerminalTest, ALostLookupIsNotCalledAnUnknownNumber) {
    desk.start();
    desk.type("1027");
    desk.node.down = true;
    desk.terminal.welcome()->submit();
    desk.settle();
    EXPECT_FALSE(desk.terminal.welcome()->notice().isEmpty());
    EXPECT_FALSE(desk.terminal.welcome()->notice().contains(QStringLiteral("1027")));
}

TEST_F(TerminalTest, AnAnswerForATenantWhoLeftIsDropped) {
    desk.start();
    desk.type("1027");
    desk.terminal.welcome()->submit();
    desk.terminal.home();
    desk.settle();
    EXPECT_EQ(page(), Page::Welcome);
}

TEST_F(TerminalTest, AFreshReadingReplacesTheOldOne) {
    desk.start();
    desk.type("1027");
    desk.terminal.welcome()->submit();
    desk.settle();
    EXPECT_TRUE(desk.terminal.account()->asking());
    desk.node.meters["202411110002"].balance = Money::fromFen(7'000);
    desk.hear();
    EXPECT_FALSE(desk.terminal.account()->asking());
    EXPECT_EQ(desk.terminal.account()->balance(), QStringLiteral("¥ 70.00"));
}

TEST_F(TerminalTest, AMeterThatCannotBeSoldToHasNoWayOn) {
    desk.node.meters["202411110002"].sellable = false;
    desk.node.meters["202411110002"].notSellable = "held";
    desk.openAccount();
    EXPECT_FALSE(desk.terminal.account()->canPay());
    EXPECT_TRUE(desk.terminal.account()->notice().contains(QStringLiteral("010-6900 1234")));
    desk.terminal.account()->pay();
    desk.settle();
    EXPECT_TRUE(desk.node.created.empty());
}

TEST_F(TerminalTest, LostAnswerRepeatsTheSameRequestKey) {
    desk.openAccount();
    desk.node.loseCreateAnswers = 2;
    desk.node.order = demoOrder("awaiting-payment");
    desk.terminal.account()->pay();
    desk.pass(6s);
    EXPECT_EQ(page(), Page::Code);
    ASSERT_EQ(desk.node.created.size(), 3U);
    EXPECT_EQ(desk.node.created[0].request, desk.node.created[1].request);
    EXPECT_EQ(desk.node.created[0].request, desk.node.created[2].request);
}

TEST_F(TerminalTest, EveryTapOnPayHasAKeyOfItsOwn) {
    desk.openCode();
    desk.commit("cancelled");
    desk.terminal.home();
    desk.openCode();
    ASSERT_EQ(desk.node.created.size(), 2U);
    EXPECT_NE(desk.node.created[0].request, desk.node.created[1].request);
}

TEST_F(TerminalTest, ARefusedOrderSaysThatNothingWasCharged) {
    desk.openAccount();
    desk.node.refuseCreate = Error{ErrorCode::Conflict, Retry::Never, "held", {}};
    desk.terminal.account()->pay();
    desk.settle();
    EXPECT_EQ(page(), Page::Account);
    EXPECT_FALSE(desk.terminal.account()->notice().isEmpty());
    EXPECT_EQ(desk.node.created.size(), 1U);
}

TEST_F(TerminalTest, ANodeThatNeverAnswersTheOrderEndsWithoutACode) {
    desk.openAccount();
    desk.node.loseCreateAnswers = 1000;
    desk.terminal.account()->pay();
    desk.pass(40s);
    EXPECT_EQ(page(), Page::Account);
    EXPECT_FALSE(desk.terminal.account()->notice().isEmpty());
}

TEST_F(TerminalTest, NoCodeIsShownBeforeTheNodeHasOne) {
    desk.openAccount();
    desk.node.order = demoOrder("created");
    desk.node.order.code.clear();
    desk.terminal.account()->pay();
    desk.settle();
    EXPECT_EQ(page(), Page::Progress);
    EXPECT_FALSE(desk.terminal.progress()->paid());
    desk.commit("awaiting-payment");
    EXPECT_EQ(page(), Page::Code);
}

TEST_F(TerminalTest, CodePageNeverReturnsToWelcomeByIdle) {
    desk.openCode();
    desk.pass(600s);
    EXPECT_EQ(page(), Page::Code);
    EXPECT_TRUE(desk.terminal.idleText().isEmpty());
}

TEST_F(TerminalTest, TheCodeIsCoveredWhenItsTimeIsUp) {
    desk.openCode();
    EXPECT_FALSE(desk.terminal.code()->covered());
    EXPECT_TRUE(desk.terminal.code()->countdown().isEmpty());
    desk.pass(136s);
    EXPECT_FALSE(desk.terminal.code()->countdown().isEmpty());
    EXPECT_FALSE(desk.terminal.code()->covered());
    desk.pass(45s);
    EXPECT_TRUE(desk.terminal.code()->covered());
    EXPECT_EQ(page(), Page::Code) << "only the node says that an order expired";
}

TEST_F(TerminalTest, AScannedCodeAsksToConfirmOnThePhone) {
    desk.openCode();
    EXPECT_FALSE(desk.terminal.code()->scanned());
    desk.scan();
    EXPECT_EQ(page(), Page::Code);
    EXPECT_TRUE(desk.terminal.code()->scanned());
    EXPECT_FALSE(desk.terminal.code()->covered()) << "another phone may be the one that pays";
}

TEST_F(TerminalTest, CancellingThatCameTooLateFollowsThePayment) {
    desk.openCode();
    desk.node.refuseCancel = true;
    desk.terminal.code()->cancel();
    desk.settle();
    EXPECT_EQ(page(), Page::Code);
    EXPECT_FALSE(desk.terminal.code()->cancelling());
    desk.commit("paid");
    EXPECT_EQ(page(), Page::Progress);
    EXPECT_TRUE(desk.terminal.progress()->paid());
}

TEST_F(TerminalTest, AnotherWayToPayIsOfferedOnlyAfterTheFirstIsCancelled) {
    desk.node.site.channels = {"alipay", "unionpay"};
    desk.openCode();
    desk.terminal.code()->change();
    desk.settle();
    EXPECT_EQ(page(), Page::Code);
    desk.commit("cancelled");
    EXPECT_EQ(page(), Page::Account);
}

TEST_F(TerminalTest, EveryStateOfAnOrderHasItsPage) {
    struct Row {
        const char* state;
        Page page;
        std::optional<Kind> kind;
    };
    const Row rows[] = {
        {"paid", Page::Progress, {}},
        {"delivering", Page::Progress, {}},
        {"delivery-unknown", Page::Progress, {}},
        {"paid-late", Page::Progress, {}},
        {"delivered", Page::Done, {}},
        {"expired", Page::Notice, Kind::Expired},
        {"cancelled", Page::Notice, Kind::Cancelled},
        {"suspect", Page::Notice, Kind::Held},
        {"refunding", Page::Notice, Kind::Refunding},
        {"refunded", Page::Notice, Kind::Refunded},
    };
    for (const Row& row : rows) {
        Desk own;
        own.openCode();
        own.commit(row.state);
        EXPECT_EQ(own.terminal.page(), row.page) << row.state;
        if (row.kind) {
            EXPECT_EQ(own.terminal.notice()->kind(), *row.kind) << row.state;
        }
    }
}

TEST_F(TerminalTest, AMeterThatIsSilentIsSaidAndForgottenWhenItAnswers) {
    desk.openCode();
    desk.node.order = demoOrder("delivering");
    desk.node.order.meterSilent = true;
    desk.hear();
    EXPECT_EQ(page(), Page::Notice);
    EXPECT_EQ(kind(), Kind::MeterSilent);
    desk.commit("delivered");
    EXPECT_EQ(page(), Page::Done);
}

TEST_F(TerminalTest, AHeldOrderGoesToThePeople) {
    desk.openCode();
    desk.node.order = demoOrder("delivery-unknown");
    desk.node.order.held = true;
    desk.node.order.meterSilent = true;
    desk.hear();
    EXPECT_EQ(kind(), Kind::Held);
    EXPECT_TRUE(desk.terminal.notice()->warningDetail().contains(QStringLiteral("010-6900 1234")));
}

TEST_F(TerminalTest, LateMoneyIsFollowedFromTheExpiredPage) {
    desk.openCode();
    desk.commit("expired");
    EXPECT_EQ(kind(), Kind::Expired);
    desk.commit("paid-late");
    EXPECT_EQ(page(), Page::Progress);
    desk.commit("delivered");
    EXPECT_EQ(page(), Page::Done);
}

TEST_F(TerminalTest, ADelayedAnswerNeverTakesTheScreenBack) {
    desk.openCode();
    const api::OrderView before = demoOrder("awaiting-payment");
    desk.commit("delivering");
    desk.node.order = before;
    desk.hear();
    EXPECT_EQ(page(), Page::Progress);
}

TEST_F(TerminalTest, NodeGoneWhilePaidShowsMoneySafe) {
    desk.openCode();
    desk.commit("paid");
    desk.node.down = true;
    desk.pass(8s);
    EXPECT_EQ(page(), Page::Notice);
    EXPECT_EQ(kind(), Kind::Interrupted);
    EXPECT_TRUE(desk.terminal.notice()->title().contains(QStringLiteral("已收款")));
    EXPECT_TRUE(desk.terminal.notice()->subtitle().contains(QStringLiteral("安全")));
    EXPECT_FALSE(desk.terminal.notice()->warning().isEmpty());
    desk.pass(600s);
    EXPECT_EQ(kind(), Kind::Interrupted) << "it stays until the node answers";
}

TEST_F(TerminalTest, NodeGoneBeforeThePaymentDoesNotClaimOne) {
    desk.openCode();
    desk.node.down = true;
    desk.pass(8s);
    EXPECT_EQ(kind(), Kind::Interrupted);
    EXPECT_FALSE(desk.terminal.notice()->title().contains(QStringLiteral("已收款")));
}

TEST_F(TerminalTest, WhenTheNodeIsBackTheOrderGoesOnWhereItStands) {
    desk.openCode();
    desk.commit("paid");
    desk.node.down = true;
    desk.pass(8s);
    desk.node.order = demoOrder("delivered");
    desk.node.down = false;
    desk.pass(3s);
    EXPECT_EQ(page(), Page::Done);
}

TEST_F(TerminalTest, WhenTheNodeIsBackWithoutNewsThePageOfTheOrderIsBack) {
    desk.openCode();
    desk.node.down = true;
    desk.pass(8s);
    ASSERT_EQ(page(), Page::Notice);
    desk.node.down = false;
    desk.pass(3s);
    EXPECT_EQ(page(), Page::Code);
}

TEST_F(TerminalTest, AnAccountIsLeftAfterACountdownThatOneTouchEnds) {
    desk.openAccount();
    desk.pass(44s);
    EXPECT_TRUE(desk.terminal.idleText().isEmpty());
    desk.pass(3s);
    EXPECT_FALSE(desk.terminal.idleText().isEmpty());
    desk.terminal.touched();
    EXPECT_TRUE(desk.terminal.idleText().isEmpty());
    desk.pass(66s);
    EXPECT_EQ(page(), Page::Welcome);
    EXPECT_TRUE(desk.terminal.welcome()->digits().isEmpty());
}

TEST_F(TerminalTest, LargeTypeWaitsLonger) {
    desk.openAccount();
    desk.terminal.toggleLargeType();
    desk.pass(74s);
    EXPECT_TRUE(desk.terminal.idleText().isEmpty());
    desk.pass(2s);
    EXPECT_FALSE(desk.terminal.idleText().isEmpty());
}

TEST_F(TerminalTest, TheNextTenantFindsTheTerminalAsItWas) {
    desk.openAccount();
    desk.terminal.toggleLanguage();
    desk.terminal.toggleLargeType();
    desk.pass(100s);
    EXPECT_EQ(page(), Page::Welcome);
    EXPECT_EQ(desk.language.code(), QStringLiteral("zh"));
    EXPECT_FALSE(desk.theme.largeType());
}

TEST_F(TerminalTest, AResultLeavesAfterFifteenSeconds) {
    desk.openCode();
    desk.commit("delivered");
    desk.pass(14s);
    EXPECT_EQ(page(), Page::Done);
    desk.pass(2s);
    EXPECT_EQ(page(), Page::Welcome);
}

TEST_F(TerminalTest, NewsOfAnOpenOrderDoNotKeepTheTerminalForEver) {
    desk.openCode();
    for (int second = 0; second < 210; ++second) {
        desk.node.order = demoOrder("delivering");
        desk.node.order.meterSilent = true;
        desk.pass(1s);
    }
    EXPECT_EQ(page(), Page::Welcome);
}

TEST_F(TerminalTest, TheHelpGivesWayToTheResult) {
    desk.openCode();
    desk.terminal.toggleHelp();
    EXPECT_EQ(page(), Page::Help);
    desk.pass(300s);
    EXPECT_EQ(page(), Page::Help) << "the code below is still payable";
    desk.commit("delivered");
    EXPECT_EQ(page(), Page::Done);
}

TEST_F(TerminalTest, LeavingAnOpenOrderDoesNotCancelIt) {
    desk.openCode();
    desk.commit("delivering");
    desk.terminal.home();
    desk.pass(5s);
    EXPECT_EQ(desk.node.cancels, 0);
    EXPECT_EQ(page(), Page::Welcome);
}

}  // namespace
}  // namespace wattill::kiosk::test
