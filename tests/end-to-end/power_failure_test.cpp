#include "end-to-end/site.hpp"

#include <gtest/gtest.h>

/// kill -9 of the node at each state of an order; after the next start the money is on the meter,
/// once.
namespace wattill::e2e {

namespace {

bool isDelivering(const OrderView& order) {
    return order.state == "delivering";
}

bool isPaidAndSilent(const OrderView& order) {
    return order.state == "paid" && order.meterSilent;
}

bool saleIsCommitted(const OrderView& order) {
    return order.purchaseCount.has_value() && order.state != "delivered";
}

/// A site and its one order.
class PowerFailure : public testing::Test {
  protected:
    explicit PowerFailure(const char* channel = "alipay")
        : m_site(Site::Options{.channel = channel}) {}
    void awaitPayment() { m_order = m_site.followTo(m_site.order().id, "awaiting-payment"); }
    void pay() { EXPECT_EQ(m_site.pay(m_order.code), 0); }
    void tellMeter(const std::string& verb, const std::string& rest = {}) {
        m_site.meters(verb + " " + m_order.place.meter.text() + rest);
    }
    int salesOnTheMeter() { return m_site.meterState(m_order.place.meter)["sales"].get<int>(); }

    /// Paid for a meter that says nothing, up to what `wanted` tells.
    OrderView payForADeadMeter(const std::function<bool(const OrderView&)>& wanted) {
        awaitPayment();
        tellMeter("dead");
        pay();
        OrderView seen = m_site.follow(m_order.id, wanted);
        EXPECT_TRUE(wanted(seen)) << seen.state;
        return seen;
    }
    /// Up to the sale, of which `loss` takes the request (lose-before) or the answer (lose-after).
    void sellWith(const std::string& loss) {
        awaitPayment();
        tellMeter("fault", " " + loss + " once on sales");
        pay();
        EXPECT_TRUE(saleIsCommitted(m_site.follow(m_order.id, saleIsCommitted)));
    }
    /// As sellWith, and nobody can read whether the meter took it.
    void sellIntoTheUnknown(const std::string& loss) {
        sellWith(loss);
        // The sale's answer is awaited for seconds; by then the meter says nothing at all.
        tellMeter("fault", " lose-before always on reads");
        m_site.followTo(m_order.id, "delivery-unknown");
    }

    /// The node is killed and started again; `meanwhile` happens while it is down.
    void failPower(const std::function<void()>& meanwhile = [] {}) {
        m_site.killNode();
        meanwhile();
        m_site.startNode();
    }
    void expectDeliveredOnce() { m_site.expectDeliveredOnce(m_order.id); }

    Site m_site;
    OrderView m_order;
};

/// Between the payment and the sale, whoever brings the money.
class PowerFailureByEither : public PowerFailure, public testing::WithParamInterface<const char*> {
  protected:
    PowerFailureByEither() : PowerFailure(GetParam()) {}
};
INSTANTIATE_TEST_SUITE_P(Channels, PowerFailureByEither, kChannels,
                         [](const auto& channel) { return std::string(channel.param); });

}  // namespace

TEST_F(PowerFailure, Created) {
    m_site.gatewayRule(R"({"do":"lose-before","method":"precreate","times":0})");
    m_order = m_site.order();
    EXPECT_EQ(m_order.state, "created");
    failPower([&] { m_site.gatewayBehaves(); });
    m_order = m_site.followTo(m_order.id, "awaiting-payment");
    pay();
    expectDeliveredOnce();
}

TEST_F(PowerFailure, AwaitingPayment) {
    awaitPayment();
    failPower();
    pay();
    expectDeliveredOnce();
}

TEST_P(PowerFailureByEither, AwaitingPaymentAndPaidBeforeTheNextStart) {
    awaitPayment();
    failPower([&] { pay(); });
    expectDeliveredOnce();
}

TEST_P(PowerFailureByEither, PaidWhileTheMeterIsSilent) {
    payForADeadMeter(isPaidAndSilent);
    failPower([&] { tellMeter("alive"); });
    expectDeliveredOnce();
}

TEST_F(PowerFailure, DeliveringBeforeAnythingWasSold) {
    EXPECT_FALSE(payForADeadMeter(isDelivering).purchaseCount);
    failPower([&] { tellMeter("alive"); });
    expectDeliveredOnce();
}

TEST_F(PowerFailure, DeliveringWhenTheMeterHasTheSaleAndTheAnswerIsLost) {
    sellWith("lose-after");
    failPower();
    expectDeliveredOnce();
}

TEST_F(PowerFailure, DeliveringWhenTheSaleNeverReachedTheMeter) {
    sellWith("lose-before");
    failPower();
    expectDeliveredOnce();
}

TEST_F(PowerFailure, DeliveryUnknownOfASaleThatTheMeterHas) {
    sellIntoTheUnknown("lose-after");
    EXPECT_EQ(salesOnTheMeter(), 1);
    failPower([&] { tellMeter("fault", " none"); });
    expectDeliveredOnce();
}

TEST_F(PowerFailure, DeliveryUnknownOfASaleThatTheMeterHasNot) {
    sellIntoTheUnknown("lose-before");
    EXPECT_EQ(salesOnTheMeter(), 0);
    failPower([&] { tellMeter("fault", " none"); });
    expectDeliveredOnce();
}

TEST_F(PowerFailure, Delivered) {
    awaitPayment();
    pay();
    m_site.followTo(m_order.id, "delivered");
    failPower();
    expectDeliveredOnce();
}

}  // namespace wattill::e2e
