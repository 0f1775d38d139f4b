#include "end-to-end/site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// The cases of the table in tests/README.md that happen on the wire or on paper: what is signed,
/// dated, notified and billed.
namespace wattill::e2e {

namespace {

using Balances = std::map<std::string, std::int64_t>;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// One site and what its only meter for orders took.
class EdgeCase : public testing::Test {
  protected:
    OrderView awaitingPayment() {
        const OrderView order = site.followTo(site.order().id, "awaiting-payment");
        m_meter = order.place.meter;
        return order;
    }
    OrderView delivered() {
        const OrderView order = awaitingPayment();
        EXPECT_EQ(site.pay(order.code), 0);
        return site.followTo(order.id, "delivered");
    }
    int sales() { return site.meterState(m_meter)["sales"].get<int>(); }
    std::string deliveredAccount() { return "delivered:" + m_meter.text(); }

    Site site;

  private:
    MeterId m_meter;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace

TEST_F(EdgeCase, AnotherMerchantOrCurrency) {
    site.gatewayRule(R"({"do":"notify-never","times":0})");
    std::vector<std::string> alarms;
    for (const std::string lie : {"wrong-seller", "wrong-currency"}) {
        const OrderView order = awaitingPayment();
        const int before = sales();
        site.gatewayRule(R"({"do":")" + lie + R"("})");
        EXPECT_EQ(site.pay(order.code), 0);
        site.followTo(order.id, "suspect");
        alarms.emplace_back("payment-suspect");
        EXPECT_EQ(site.alarms(alarms), alarms) << lie;
        EXPECT_EQ(sales(), before) << lie;
        EXPECT_EQ(site.balances(), Balances{}) << lie;
        EXPECT_FALSE(site.client().decideOrder(order.id, {"refund", "li", "not ours"}).ok()) << lie;
    }
}

TEST_F(EdgeCase, AGenuineNotificationOfAnotherMerchantOrCurrency) {
    site.gatewayRule(R"({"do":"lose-before","method":"query","times":0})");
    site.gatewayRule(R"({"do":"notify-wrong-seller","times":0})");
    const OrderView order = awaitingPayment();
    EXPECT_EQ(site.pay(order.code), 0);
    const auto notices = site.awaitNotices(order.id.text(), 1);
    ASSERT_FALSE(notices.empty());
    EXPECT_NE(notices[0].at("lastAnswer").get<std::string>(), "success");
    EXPECT_THAT(site.alarms({"notice-refused"}), ElementsAre("notice-refused"));
    EXPECT_EQ(site.followTo(order.id, "awaiting-payment").trade, "");
    EXPECT_EQ(sales(), 0);
    EXPECT_EQ(site.balances(), Balances{});
    // The channel's own answer decides.
    site.gatewayBehaves();
    site.followTo(order.id, "delivered");
    EXPECT_EQ(sales(), 1);
    // Another currency is a payment to us, only not the one that was ordered.
    site.gatewayRule(R"({"do":"lose-before","method":"query","times":0})");
    site.gatewayRule(R"({"do":"wrong-currency"})");
    const OrderView foreign = awaitingPayment();
    EXPECT_EQ(site.pay(foreign.code), 0);
    site.followTo(foreign.id, "suspect");
    EXPECT_THAT(site.alarms({"payment-suspect", "notice-refused"}),
                ElementsAre("payment-suspect", "notice-refused"));
    EXPECT_EQ(sales(), 1);
    EXPECT_EQ(site.balances(),
              (Balances{{"channel:alipay", 100'00}, {deliveredAccount(), -100'00}}));
    // Nothing but a person ends the one alarm; the other ends with its order.
    const auto end = [&](const std::string& kind) {
        const auto open = site.client().alarms(true);
        EXPECT_TRUE(open.ok());
        for (const auto& alarm : *open) {
            if (alarm.kind != kind) continue;
            return site.wattill({"alarm", "end", std::to_string(alarm.number), "--by", "li",
                                 "--reason", "told the other site"});
        }
        return test::Finished{};
    };
    const auto ended = end("notice-refused");
    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_THAT(ended.output, HasSubstr("ended by li: told the other site"));
    const auto refused = end("payment-suspect");
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.errors, HasSubstr("wattill order resolve"));
    EXPECT_THAT(site.alarms({"payment-suspect"}), ElementsAre("payment-suspect"));
}

TEST_F(EdgeCase, AClockThatIsWrong) {
    // A minute off: said, and sold all the same. A channel is asked at the start, and looked at
    // ten seconds later.
    site.gatewayRule(R"({"do":"clock","ms":-60000})");
    site.restartNode();
    ASSERT_TRUE(site.node().line("clock-wrong")) << site.node().output();
    EXPECT_THAT(site.alarms({"clock-wrong"}), ElementsAre("clock-wrong"));
    const OrderView order = delivered();
    EXPECT_EQ(sales(), 1);
    // Three minutes off: no order begins, neither here nor at the channel.
    site.gatewayRule(R"({"do":"clock","ms":-180000})");
    site.restartNode();
    ASSERT_TRUE(site.node().line("sales=stopped")) << site.node().output();
    const auto refused = site.tryToOrder();
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(site.gatewayBook().at("orders").size(), 1U);
    EXPECT_THAT(site.alarms({"clock-wrong"}), ElementsAre("clock-wrong"));
    // Right again: nobody has to look any more.
    site.gatewayBehaves();
    site.restartNode();
    EXPECT_THAT(site.alarms({}), IsEmpty());
    site.expectDeliveredOnce(order.id);
    EXPECT_EQ(site.balances(),
              (Balances{{"channel:alipay", 100'00}, {deliveredAccount(), -100'00}}));
}

TEST_F(EdgeCase, AForgedNotification) {
    const OrderView paid = delivered();
    const auto notices = site.awaitNotices(paid.id.text(), 1);
    ASSERT_EQ(notices.size(), 1U);
    const auto genuine = notices[0].at("body").get<std::string>();
    const OrderView order = awaitingPayment();
    site.gatewayRule(R"({"do":"lose-before","method":"query","times":0})");
    // A genuine one of another order, with another number in it; and the same without a signature.
    const std::string other = replaced(genuine, paid.id.text(), order.id.text());
    EXPECT_NE(site.notify(other), "success");
    EXPECT_NE(site.notify(replaced(other, "sign=", "nosign=")), "success");
    EXPECT_EQ(site.notify(genuine), "success") << "again, and it changes nothing";
    // One that says the truth, and is signed by somebody else.
    site.gatewayRule(R"({"do":"notify-bad-signature","times":0})");
    EXPECT_EQ(site.pay(order.code), 0);
    const auto forged = site.awaitNotices(order.id.text(), 1);
    ASSERT_FALSE(forged.empty());
    EXPECT_NE(forged[0].at("lastAnswer").get<std::string>(), "success");
    EXPECT_EQ(site.followTo(order.id, "awaiting-payment").state, "awaiting-payment");
    EXPECT_EQ(sales(), 1) << "the one of the paid order";
    EXPECT_EQ(site.balances(),
              (Balances{{"channel:alipay", 100'00}, {deliveredAccount(), -100'00}}));
    // The channel's own answer is believed.
    site.gatewayBehaves();
    site.followTo(order.id, "delivered");
    EXPECT_EQ(sales(), 2);
    EXPECT_EQ(site.balances(),
              (Balances{{"channel:alipay", 200'00}, {deliveredAccount(), -200'00}}));
    EXPECT_THAT(site.alarms({}), IsEmpty());
}

TEST_F(EdgeCase, ARefundsNotification) {
    const OrderView order = delivered();
    ASSERT_EQ(site.awaitNotices(order.id.text(), 1).size(), 1U);
    const api::ReversalBody wish{"reversal-0001", Money::fromFen(30'00), "book-debt", "li",
                                 "wrong meter"};
    ASSERT_TRUE(site.client().reverseOrder(order.id, wish).ok());
    site.follow(order.id, [](const OrderView& seen) {
        return !seen.refunds.empty() && seen.refunds[0].state == "returned";
    });
    // It has the payment's number and the payment's status.
    const auto notices = site.awaitNotices(order.id.text(), 2);
    ASSERT_EQ(notices.size(), 2U);
    EXPECT_THAT(notices[1].at("body").get<std::string>(), HasSubstr("refund_fee"));
    EXPECT_THAT(notices[1].at("body").get<std::string>(), HasSubstr("TRADE_SUCCESS"));
    EXPECT_EQ(notices[1].at("lastAnswer").get<std::string>(), "success");
    const OrderView after = site.followTo(order.id, "delivered");
    ASSERT_EQ(after.refunds.size(), 1U) << "no extra payment";
    EXPECT_EQ(after.refunds[0].cause, "reversal");
    EXPECT_EQ(sales(), 1);
    EXPECT_EQ(site.balances(), (Balances{{"channel:alipay", 70'00},
                                         {"debt:" + std::string(after.place.account.text()), 30'00},
                                         {deliveredAccount(), -100'00}}));
    EXPECT_THAT(site.alarms({}), IsEmpty());
}

TEST_F(EdgeCase, AnAnswerUnsignedOrSignedByAnother) {
    site.gatewayRule(R"({"do":"notify-never","times":0})");
    site.gatewayRule(R"({"do":"unsigned","method":"precreate","times":1})");
    std::size_t number = 0;
    for (const std::string lie : {"unsigned", "tampered", "wrong-key"}) {
        const OrderView order = awaitingPayment();
        EXPECT_EQ(site.gatewayBook().at("orders").size(), ++number) << "each order once";
        site.gatewayRule(R"({"do":")" + lie + R"(","method":"query","times":0})");
        EXPECT_EQ(site.pay(order.code), 0);
        // The alarm comes after several of them.
        EXPECT_THAT(site.alarms({"gateway-answer"}), ElementsAre("gateway-answer")) << lie;
        EXPECT_EQ(site.followTo(order.id, "awaiting-payment").trade, "") << lie;
        EXPECT_EQ(sales(), static_cast<int>(number) - 1);
        site.gatewayBehaves();
        site.followTo(order.id, "delivered");
        site.gatewayRule(R"({"do":"notify-never","times":0})");
        EXPECT_THAT(site.alarms({}), IsEmpty());
    }
    EXPECT_EQ(sales(), 3);
    EXPECT_EQ(site.balances(),
              (Balances{{"channel:alipay", 300'00}, {deliveredAccount(), -300'00}}));
}

TEST_F(EdgeCase, TheBillShowsAPaymentThatWeLack) {
    const std::string day = dayAgo(3);
    site.gatewayRule(R"({"do":"bill-extra-row","amount":"45.67","times":0})");
    const auto run = site.wattill({"reconcile", "--date", day});
    EXPECT_EQ(run.status, 0) << run.errors;
    EXPECT_THAT(run.output, HasSubstr("unmatched-in"));
    EXPECT_THAT(run.output, HasSubstr("45.67"));
    EXPECT_THAT(site.alarms({"reconciliation-open"}), ElementsAre("reconciliation-open"));
    EXPECT_EQ(site.balances(), Balances{}) << "a person books it, or sends it back";
    // Again: the same case. It waits until a person has settled it.
    const auto again = site.wattill({"reconcile", "--date", day});
    EXPECT_EQ(again.status, 0) << again.errors;
    const auto cases = site.wattill({"--json", "reconcile", "cases"});
    ASSERT_EQ(nlohmann::json::parse(cases.output).at("items").size(), 1U) << cases.output;
    const auto settled = site.wattill(
        {"reconcile", "case", "1", "--settle", "--reason", "sent back by hand", "--by", "li"});
    EXPECT_EQ(settled.status, 0) << settled.errors;
    EXPECT_THAT(site.alarms({}), IsEmpty());
}

}  // namespace wattill::e2e
