#include "end-to-end/site.hpp"

#include <gtest/gtest.h>

/// One top-up through real programs, without the touchscreen, on good days and on bad ones.
namespace wattill::e2e {

/// What must hold whoever brings the money.
class TopUpByEither : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Channels, TopUpByEither, kChannels,
                         [](const auto& channel) { return std::string(channel.param); });

TEST_P(TopUpByEither, PaidOnceIsDeliveredOnce) {
    Site site(Site::Options{.channel = GetParam()});
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST_P(TopUpByEither, WithoutNotificationsTheNodeAsksByItself) {
    Site site(Site::Options{.channel = GetParam(), .notifications = false});
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST_P(TopUpByEither, RepeatedNotificationsCreditOnce) {
    Site site(Site::Options{.channel = GetParam()});
    site.gatewayRule(R"({"do":"notify-times","copies":4,"times":0})");
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST(TopUp, ASaleWhoseAnswerIsLostIsNotSoldAgain) {
    Site site;
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.meters("fault " + order.place.meter.text() + " lose-after once on sales"), "ok");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
    EXPECT_EQ(site.meterState(order.place.meter)["repeated"].get<int>(), 0);
}

TEST(TopUp, ASaleThatGotLostIsMadeAgain) {
    Site site;
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.meters("fault " + order.place.meter.text() + " lose-before once on sales"),
              "ok");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST(TopUp, AGatewayThatLosesItsAnswersIsAskedAgain) {
    Site site;
    site.gatewayRule(R"({"do":"lose-after","method":"precreate","times":1})");
    site.gatewayRule(R"({"do":"lose-after","method":"query","times":2})");
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST_P(TopUpByEither, AGatewayThatIsAwayWhenTheOrderBeginsGivesTheCodeLater) {
    Site site(Site::Options{.channel = GetParam()});
    site.stopGateway();
    const OrderView begun = site.order();
    EXPECT_EQ(begun.state, "created");
    site.startGateway();
    const OrderView order = site.followTo(begun.id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST_P(TopUpByEither, AGatewayThatIsAwayForAWhileChangesNothing) {
    Site site(Site::Options{.channel = GetParam(), .notifications = false});
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.stopGateway();
    // Unless the payment was noticed before, it is now waiting to be asked for.
    site.startGateway();
    site.expectDeliveredOnce(order.id);
}

TEST_P(TopUpByEither, APaymentOfAnotherAmountIsNotDelivered) {
    Site site(Site::Options{.channel = GetParam()});
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    const int before = site.meterState(order.place.meter)["sales"].get<int>();
    site.gatewayRule(R"({"do":"wrong-amount","amount":"1.00"})");
    EXPECT_EQ(site.pay(order.code), 0);
    site.followTo(order.id, "suspect");
    EXPECT_EQ(site.meterState(order.place.meter)["sales"].get<int>(), before);
    const auto alarms = site.client().alarms(true);
    ASSERT_TRUE(alarms.ok());
    EXPECT_EQ(alarms->size(), 1U);
}

TEST_P(TopUpByEither, APaymentThatComesWhenTheTimeIsOverIsCreditedAndSaidToBeLate) {
    // A cancel that may still take effect holds the credit back: a minute, but for a test.
    Site site(
        Site::Options{.channel = GetParam(), .order = "pay_within_s = 1\ncancel_settle_s = 0.3"});
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    site.payAfterExpiry(order);
    site.expectDeliveredOnce(order.id);
    const auto ofMeter = site.client().ordersOfMeter(order.place.meter);
    ASSERT_TRUE(ofMeter.ok());
    ASSERT_EQ(ofMeter->size(), 1U);
    EXPECT_TRUE(ofMeter->front().paidLate);
    EXPECT_GT(ofMeter->front().paidAt, order.payBy);
}

}  // namespace wattill::e2e
