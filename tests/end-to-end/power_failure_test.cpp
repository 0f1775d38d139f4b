#include "end-to-end/site.hpp"

#include <gtest/gtest.h>

/// kill -9 of the node at each state of an order; after the next start the money is on the meter,
/// once.
namespace wattill::e2e {

namespace {

OrderView awaiting(Site& site) {
    return site.followTo(site.order().id, "awaiting-payment");
}

std::string fault(const OrderView& order, const std::string& what) {
    return "fault " + order.place.meter.text() + " " + what;
}

bool isDelivering(const OrderView& order) {
    return order.state == "delivering";
}

bool saleIsCommitted(const OrderView& order) {
    return order.purchaseCount.has_value() && order.state != "delivered";
}

}  // namespace

TEST(PowerFailure, Created) {
    Site site;
    site.gatewayRule(R"({"do":"lose-before","method":"precreate","times":0})");
    const OrderView order = site.order();
    EXPECT_EQ(order.state, "created");
    site.killNode();
    site.gatewayBehaves();
    site.startNode();
    EXPECT_EQ(site.pay(site.followTo(order.id, "awaiting-payment").code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST(PowerFailure, AwaitingPayment) {
    Site site;
    const OrderView order = awaiting(site);
    site.restartNode();
    EXPECT_EQ(site.pay(order.code), 0);
    site.expectDeliveredOnce(order.id);
}

TEST(PowerFailure, AwaitingPaymentAndPaidBeforeTheNextStart) {
    Site site;
    const OrderView order = awaiting(site);
    site.killNode();
    EXPECT_EQ(site.pay(order.code), 0);
    site.startNode();
    site.expectDeliveredOnce(order.id);
}

TEST(PowerFailure, PaidWhileTheMeterIsSilent) {
    Site site;
    const OrderView order = awaiting(site);
    site.meters("dead " + order.place.meter.text());
    EXPECT_EQ(site.pay(order.code), 0);
    const OrderView paid = site.follow(
        order.id, [](const OrderView& seen) { return seen.state == "paid" && seen.meterSilent; });
    EXPECT_EQ(paid.state, "paid");
    site.killNode();
    site.meters("alive " + order.place.meter.text());
    site.startNode();
    site.expectDeliveredOnce(order.id);
}

TEST(PowerFailure, DeliveringBeforeAnythingWasSold) {
    Site site;
    const OrderView order = awaiting(site);
    site.meters("dead " + order.place.meter.text());
    EXPECT_EQ(site.pay(order.code), 0);
    const OrderView seen = site.follow(order.id, isDelivering);
    EXPECT_EQ(seen.state, "delivering");
    EXPECT_FALSE(seen.purchaseCount);
    site.killNode();
    site.meters("alive " + order.place.meter.text());
    site.startNode();
    site.expectDeliveredOnce(order.id);
}

TEST(PowerFailure, DeliveringWhenTheMeterHasTheSaleAndTheAnswerIsLost) {
    Site site;
    const OrderView order = awaiting(site);
    site.meters(fault(order, "lose-after once on sales"));
    EXPECT_EQ(site.pay(order.code), 0);
    EXPECT_TRUE(saleIsCommitted(site.follow(order.id, saleIsCommitted)));
    site.killNode();
    site.startNode();
    site.expectDeliveredOnce(order.id);
}

TEST(PowerFailure, DeliveringWhenTheSaleNeverReachedTheMeter) {
    Site site;
    const OrderView order = awaiting(site);
    site.meters(fault(order, "lose-before once on sales"));
    EXPECT_EQ(site.pay(order.code), 0);
    EXPECT_TRUE(saleIsCommitted(site.follow(order.id, saleIsCommitted)));
    site.killNode();
    site.startNode();
    site.expectDeliveredOnce(order.id);
}

TEST(PowerFailure, DeliveryUnknownOfASaleThatTheMeterHas) {
    Site site;
    const OrderView order = awaiting(site);
    site.meters(fault(order, "lose-after once on sales"));
    EXPECT_EQ(site.pay(order.code), 0);
    EXPECT_TRUE(saleIsCommitted(site.follow(order.id, saleIsCommitted)));
    // Its answer is awaited for seconds; by then the meter says nothing at all.
    site.meters(fault(order, "lose-before always on reads"));
    site.followTo(order.id, "delivery-unknown");
    EXPECT_EQ(site.meterState(order.place.meter)["sales"].get<int>(), 1);
    site.killNode();
    site.meters(fault(order, "none"));
    site.startNode();
    site.expectDeliveredOnce(order.id);
}

TEST(PowerFailure, DeliveryUnknownOfASaleThatTheMeterHasNot) {
    Site site;
    const OrderView order = awaiting(site);
    site.meters(fault(order, "lose-before once on sales"));
    EXPECT_EQ(site.pay(order.code), 0);
    EXPECT_TRUE(saleIsCommitted(site.follow(order.id, saleIsCommitted)));
    site.meters(fault(order, "lose-before always on reads"));
    site.followTo(order.id, "delivery-unknown");
    EXPECT_EQ(site.meterState(order.place.meter)["sales"].get<int>(), 0);
    site.killNode();
    site.meters(fault(order, "none"));
    site.startNode();
    site.expectDeliveredOnce(order.id);
}

TEST(PowerFailure, Delivered) {
    Site site;
    const OrderView order = awaiting(site);
    EXPECT_EQ(site.pay(order.code), 0);
    site.followTo(order.id, "delivered");
    site.restartNode();
    site.expectDeliveredOnce(order.id);
}

}  // namespace wattill::e2e
