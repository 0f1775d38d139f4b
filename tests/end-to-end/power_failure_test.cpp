#include "end-to-end/site.hpp"

#include <gtest/gtest.h>

/// kill -9 of the node at each state of an order; after the next start the money is on the meter or
/// back with the payer, once.
namespace wattill::e2e {

namespace {

bool isDelivering(const OrderView& order) {
    return order.state == "delivering";
}

bool isPaidAndSilent(const OrderView& order) {
    return order.state == "paid" && order.meterSilent;
}

/// The waits of money that is late or goes back, shortened like the others.
const std::string kWaits = R"(
refund_query_after_s = 1
cancel_settle_s = 0.3
sweep_first_s = 0.3
sweep_longest_s = 1
)";

/// What is decided of a payment that does not match, and why.
constexpr const char* kWhy = "typed wrong";

/// A site and its one order.
class PowerFailure : public testing::Test {
  protected:
    explicit PowerFailure(const char* channel = "alipay", const std::string& order = {})
        : m_site(Site::Options{.channel = channel, .order = kWaits + order}) {}
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
    /// Up to the sale, of which `loss` has taken the request (lose-before) or the answer
    /// (lose-after).
    void sellWith(const std::string& loss) {
        awaitPayment();
        tellMeter("fault", " " + loss + " once on sales");
        pay();
        int struck = 0;
        m_site.await([&] {
            struck = nlohmann::json::parse(m_site.meters("bus"))["faults"].value(loss, 0);
            return struck > 0;
        });
        EXPECT_EQ(struck, 1) << "the sale never left";
        m_site.followTo(m_order.id, "delivering");
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

    /// A payment that does not match: nobody but a person decides what becomes of it.
    void payAnotherAmount() {
        awaitPayment();
        m_site.gatewayRule(R"({"do":"wrong-amount","amount":"1.00"})");
        pay();
        m_site.followTo(m_order.id, "suspect");
    }
    void sendBack() {
        EXPECT_TRUE(m_site.client().decideOrder(m_order.id, {"refund", "li", kWhy}).ok());
    }
    /// By every account of it: channel, order, meter, ledger.
    void expectReturnedOnce() {
        m_site.followTo(m_order.id, "refunded");
        const nlohmann::json book = m_site.gatewayBook();
        ASSERT_EQ(book.at("orders").size(), 1U);
        const nlohmann::json& there = book.at("orders").at(0);
        ASSERT_EQ(there.at("trades").size(), 1U);
        ASSERT_EQ(there.at("refunds").size(), 1U) << there.dump();
        const auto paid = there.at("trades").at(0).at("fen").get<int>();
        EXPECT_EQ(there.at("refunds").at(0).at("fen").get<int>(), paid);
        EXPECT_EQ(there.at("refunds").at(0).at("state").get<std::string>(), "done");
        EXPECT_EQ(there.at("trades").at(0).at("refundedFen").get<int>(), paid);
        EXPECT_EQ(salesOnTheMeter(), 0);
        EXPECT_EQ(m_site.balances(), (std::map<std::string, std::int64_t>{}));
        EXPECT_EQ(m_site.alarms({}), std::vector<std::string>{});
    }

    Site m_site;
    OrderView m_order;
};

/// What must hold whoever brings the money.
class PowerFailureByEither : public PowerFailure, public testing::WithParamInterface<const char*> {
  protected:
    explicit PowerFailureByEither(const std::string& order = {})
        : PowerFailure(GetParam(), order) {}

    /// The channel does not hear that an order is given up: its code can still be paid.
    void loseCloses() { m_site.gatewayRule(R"({"do":"lose-before","method":"close","times":0})"); }
    void payWhileDown() {
        failPower([&] {
            pay();
            m_site.gatewayBehaves();
        });
    }
};

/// The code is shown for a second.
class PowerFailureAfterTheTime : public PowerFailureByEither {
  protected:
    explicit PowerFailureAfterTheTime(const std::string& order = {})
        : PowerFailureByEither("pay_within_s = 1\n" + order) {}
};

/// And money that comes then is too late to be credited.
class PowerFailureTooLate : public PowerFailureAfterTheTime {
  protected:
    PowerFailureTooLate() : PowerFailureAfterTheTime("late_credit_within_s = 0.05\n") {}
};

std::string channelOf(const testing::TestParamInfo<const char*>& channel) {
    return channel.param;
}
INSTANTIATE_TEST_SUITE_P(Channels, PowerFailureByEither, kChannels, channelOf);
INSTANTIATE_TEST_SUITE_P(Channels, PowerFailureAfterTheTime, kChannels, channelOf);
INSTANTIATE_TEST_SUITE_P(Channels, PowerFailureTooLate, kChannels, channelOf);

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
    EXPECT_EQ(salesOnTheMeter(), 1);
    failPower();
    expectDeliveredOnce();
}

TEST_F(PowerFailure, DeliveringWhenTheSaleNeverReachedTheMeter) {
    sellWith("lose-before");
    EXPECT_EQ(salesOnTheMeter(), 0);
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

TEST_P(PowerFailureAfterTheTime, ExpiredAndPaidBeforeTheNextStart) {
    awaitPayment();
    loseCloses();
    m_site.followTo(m_order.id, "expired");
    payWhileDown();
    expectDeliveredOnce();
}

TEST_P(PowerFailureTooLate, ExpiredAndPaidBeforeTheNextStart) {
    awaitPayment();
    loseCloses();
    m_site.followTo(m_order.id, "expired");
    payWhileDown();
    expectReturnedOnce();
}

TEST_P(PowerFailureByEither, CancelledAndPaidBeforeTheNextStart) {
    awaitPayment();
    loseCloses();
    ASSERT_TRUE(m_site.client().cancelOrder(m_order.id).ok());
    m_site.followTo(m_order.id, "cancelled");
    payWhileDown();
    expectDeliveredOnce();
}

TEST_P(PowerFailureAfterTheTime, PaidLate) {
    awaitPayment();
    // Only a query shows that the money stays.
    m_site.gatewayRule(R"({"do":"lose-before","method":"query","times":0})");
    m_site.payAfterExpiry(m_order);
    m_site.followTo(m_order.id, "paid-late");
    failPower([&] { m_site.gatewayBehaves(); });
    expectDeliveredOnce();
}

TEST_P(PowerFailureByEither, Suspect) {
    payAnotherAmount();
    failPower();
    EXPECT_EQ(m_site.alarms({"payment-suspect"}), std::vector<std::string>{"payment-suspect"});
    m_site.followTo(m_order.id, "suspect");
    EXPECT_EQ(m_site.balances(), (std::map<std::string, std::int64_t>{}));
    sendBack();
    expectReturnedOnce();
}

TEST_F(PowerFailure, RefundingBeforeTheChannelCouldBeAsked) {
    payAnotherAmount();
    m_site.stopGateway();
    sendBack();
    const OrderView tried = m_site.follow(m_order.id, [](const OrderView& order) {
        return !order.refunds.empty() && order.refunds[0].note != kWhy;
    });
    EXPECT_EQ(tried.state, "refunding");
    EXPECT_EQ(tried.refunds.at(0).state, "waiting") << tried.refunds.at(0).note;
    failPower([&] { m_site.startGateway(); });
    expectReturnedOnce();
}

TEST_P(PowerFailureTooLate, RefundingWhenTheMoneyIsBackAndTheAnswerIsLost) {
    awaitPayment();
    m_site.gatewayRule(R"({"do":"lose-after","method":"refund"})");
    m_site.gatewayRule(R"({"do":"lose-before","method":"refund-query","times":0})");
    m_site.gatewayRule(R"({"do":"notify-never","method":"refund","times":0})");
    m_site.payAfterExpiry(m_order);
    const auto refundsThere = [&] { return m_site.gatewayBook()["orders"][0]["refunds"].size(); };
    m_site.await([&] { return refundsThere() > 0; });
    EXPECT_EQ(refundsThere(), 1U);
    m_site.followTo(m_order.id, "refunding");
    failPower([&] { m_site.gatewayBehaves(); });
    expectReturnedOnce();
}

TEST_F(PowerFailure, RefundedAndThePaymentIsToldOfAgain) {
    payAnotherAmount();
    const auto notices = m_site.awaitNotices(m_order.id.text(), 1);
    ASSERT_EQ(notices.size(), 1U);
    sendBack();
    m_site.followTo(m_order.id, "refunded");
    failPower();
    EXPECT_EQ(m_site.notify(notices[0].at("body").get<std::string>()), "success");
    expectReturnedOnce();
}

}  // namespace wattill::e2e
