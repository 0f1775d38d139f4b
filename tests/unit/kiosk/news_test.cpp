#include "unit/kiosk/desk.hpp"

#include <gtest/gtest.h>

// What a tenant who comes back is told of payments that ended after he had left.
namespace wattill::kiosk::test {
namespace {

/// Ten minutes old, paid two minutes later.
api::OrderView earlier(const char* state) {
    api::OrderView order = demoOrder(state);
    order.createdAt = order.createdAt - 10min;
    order.paidAt = order.createdAt + 2min;
    return order;
}

api::OrderView late(const char* state) {
    api::OrderView order = earlier(state);
    order.paidLate = true;
    return order;
}

api::OrderView withRefund(api::OrderView order, const char* cause, const char* state) {
    api::RefundView refund;
    refund.cause = cause;
    refund.state = state;
    refund.amount = order.amount;
    order.refunds.push_back(refund);
    return order;
}

api::OrderView slow() {
    api::OrderView order = earlier("delivered");
    order.deliveredAt = *order.paidAt + 5min;
    return order;
}

api::OrderView quick() {
    api::OrderView order = earlier("delivered");
    order.deliveredAt = *order.paidAt + 4s;
    return order;
}

api::OrderView held() {
    api::OrderView order = earlier("delivery-unknown");
    order.held = true;
    return order;
}

struct Case {
    const char* name;
    api::OrderView order;
    QString said;  ///< empty: there is nothing to tell
    Tone tone = Tone::Amber;
};

void PrintTo(const Case& each, std::ostream* out) {
    *out << each.name;
}

const std::vector<Case>& cases() {
    static const std::vector<Case> all{
        {"InTime", quick(), QString()},
        {"NotPaid", demoOrder("expired"), QString()},
        {"GivenUp", demoOrder("cancelled"), QString()},
        {"WaitingForPayment", demoOrder("awaiting-payment"), QString()},
        {"Late", late("delivered"), QStringLiteral("14:24 付的 ¥ 100.00 超时到账，已为您入账"),
         Tone::Good},
        {"Slow", slow(), QStringLiteral("14:24 付的 ¥ 100.00 已于 14:29 充入电表"), Tone::Good},
        {"Sending", earlier("delivering"),
         QStringLiteral("14:24 付的 ¥ 100.00 正在充入电表，请不要重复付款")},
        {"LateAndNotDecided", late("paid-late"),
         QStringLiteral("14:24 付的 ¥ 100.00 超时到账，正在核对")},
        {"Held", held(), QStringLiteral("14:24 的 ¥ 100.00 充值，物业正在处理"), Tone::Amber},
        {"Suspect", earlier("suspect"), QStringLiteral("14:24 的 ¥ 100.00 充值，物业正在处理"),
         Tone::Amber},
        {"GoesBack", withRefund(earlier("refunding"), "undelivered", "asked"),
         QStringLiteral("14:24 付的 ¥ 100.00 未能入账，正在退回支付宝")},
        {"WentBack", withRefund(earlier("refunded"), "undelivered", "returned"),
         QStringLiteral("14:24 付的 ¥ 100.00 未能入账，已退回支付宝"), Tone::Good},
        {"ReturnedByTheChannel", earlier("refunded"),
         QStringLiteral("14:24 付的 ¥ 100.00 未能入账，已退回支付宝"), Tone::Good},
        {"TooLateGoesBack", withRefund(late("refunding"), "undelivered", "waiting"),
         QStringLiteral("14:24 付的 ¥ 100.00 到账太晚，正在退回支付宝")},
        {"TooLateWentBack", withRefund(late("refunded"), "undelivered", "returned"),
         QStringLiteral("14:24 付的 ¥ 100.00 到账太晚，已退回支付宝"), Tone::Good},
        {"RefundFailed", withRefund(earlier("refunding"), "undelivered", "failed"),
         QStringLiteral("14:24 的 ¥ 100.00 充值，物业正在处理"), Tone::Amber},
        {"GivenBackByHand", withRefund(earlier("refunded"), "undelivered", "settled"),
         QStringLiteral("14:24 付的 ¥ 100.00 已由物业退还"), Tone::Good},
        {"ExtraGoesBack", withRefund(quick(), "extra-payment", "asked"),
         QStringLiteral("14:24 多付的 ¥ 100.00 正在退回支付宝")},
        {"ExtraWentBack", withRefund(quick(), "extra-payment", "returned"),
         QStringLiteral("14:24 多付的 ¥ 100.00 已退回支付宝"), Tone::Good},
        {"ExtraUnderAnotherNumber",
         withRefund(withRefund(quick(), "extra-payment", "settled"), "extra-payment", "asked"),
         QStringLiteral("14:24 多付的 ¥ 100.00 正在退回支付宝")},
        {"ReversedAtTheOffice", withRefund(quick(), "reversal", "returned"), QString()},
    };
    return all;
}

class NewsOfAnOrder : public testing::TestWithParam<Case> {
  protected:
    Desk desk;
};

TEST_P(NewsOfAnOrder, IsToldToWhoComesBack) {
    desk.node.recent["202411110002"] = {GetParam().order};
    desk.openAccount();
    AccountModel& account = *desk.terminal.account();
    ASSERT_EQ(account.hasNews(), !GetParam().said.isEmpty());
    if (!account.hasNews()) return;
    const NewsModel& news = *account.news();
    ASSERT_EQ(news.rowCount(), 1);
    EXPECT_EQ(news.data(news.index(0), NewsModel::Said).toString().toStdString(),
              GetParam().said.toStdString());
    EXPECT_EQ(news.data(news.index(0), NewsModel::ToneRole).value<Tone>(), GetParam().tone);
}

INSTANTIATE_TEST_SUITE_P(All, NewsOfAnOrder, testing::ValuesIn(cases()),
                         [](const auto& at) { return std::string(at.param.name); });

class NewsTest : public testing::Test {
  protected:
    [[nodiscard]] std::string said(int row) {
        const NewsModel& news = *desk.terminal.account()->news();
        return news.data(news.index(row), NewsModel::Said).toString().toStdString();
    }
    Desk desk;
};

TEST_F(NewsTest, TheNewestTwoOfAWeekAreToldWithTheirDay) {
    std::vector<api::OrderView> orders;
    for (const auto age : {8 * 24h, 30h, 1h, 3h}) {
        orders.push_back(late("delivered"));
        orders.back().createdAt = orders.back().createdAt - age;
        orders.back().paidAt = *orders.back().paidAt - age;
    }
    desk.node.recent["202411110002"] = orders;
    desk.openAccount();
    ASSERT_EQ(desk.terminal.account()->news()->rowCount(), 2);
    EXPECT_EQ(said(0), "13:24 付的 ¥ 100.00 超时到账，已为您入账");
    EXPECT_EQ(said(1), "11:24 付的 ¥ 100.00 超时到账，已为您入账");
    desk.terminal.home();
    desk.node.recent["202411110002"] = {orders[0], orders[1]};
    desk.openAccount();
    ASSERT_EQ(desk.terminal.account()->news()->rowCount(), 1) << "a week is enough";
    EXPECT_EQ(said(0), "11-21 08:24 付的 ¥ 100.00 超时到账，已为您入账");
}

TEST_F(NewsTest, BothEndsOfAnOrderThatWasPaidTwiceAreTold) {
    desk.node.recent["202411110002"] = {withRefund(late("delivered"), "extra-payment", "returned")};
    desk.openAccount();
    ASSERT_EQ(desk.terminal.account()->news()->rowCount(), 2);
    desk.terminal.toggleLanguage();
    EXPECT_EQ(said(0), "¥ 100.00 paid 14:24 came late and was credited");
    EXPECT_EQ(said(1), "¥ 100.00 paid twice 14:24, went back to Alipay");
}

TEST_F(NewsTest, OfASuspectPaymentTheAmountThatCameGoesBack) {
    api::OrderView order = withRefund(earlier("refunding"), "suspect", "asked");
    order.refunds[0].amount = Money::fromFen(100);
    desk.node.recent["202411110002"] = {order};
    desk.openAccount();
    EXPECT_EQ(said(0), "14:24 付的 ¥ 1.00 未能入账，正在退回支付宝");
}

TEST_F(NewsTest, TheNextTenantIsNotToldOfTheLastOnes) {
    desk.node.recent["202411110002"] = {late("delivered")};
    desk.openAccount();
    ASSERT_TRUE(desk.terminal.account()->hasNews());
    desk.terminal.home();
    desk.node.recent.clear();
    desk.openAccount();
    EXPECT_FALSE(desk.terminal.account()->hasNews());
}

}  // namespace
}  // namespace wattill::kiosk::test
