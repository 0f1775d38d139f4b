#include "end-to-end/site.hpp"

#include <gtest/gtest.h>

/// One top-up through real programs, without the touchscreen, on good days and on bad ones.
namespace wattill::e2e {

TEST(TopUp, PaidOnceIsDeliveredOnce) {
    Site site;
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST(TopUp, WithoutNotificationsTheNodeAsksByItself) {
    Site site(Site::Options{.notifications = false});
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST(TopUp, RepeatedNotificationsCreditOnce) {
    Site site;
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

TEST(TopUp, AGatewayThatIsAwayWhenTheOrderBeginsGivesTheCodeLater) {
    Site site;
    site.stopGateway();
    const OrderView begun = site.order();
    EXPECT_EQ(begun.state, "created");
    site.startGateway();
    const OrderView order = site.followTo(begun.id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST(TopUp, AGatewayThatIsAwayForAWhileChangesNothing) {
    Site site(Site::Options{.notifications = false});
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    site.stopGateway();
    // Unless the payment was noticed before, it is now waiting to be asked for.
    site.startGateway();
    site.expectDeliveredOnce(order.id);
}

TEST(TopUp, APaymentOfAnotherAmountIsNotDelivered) {
    Site site;
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

}  // namespace wattill::e2e
