#include "unit/node/clocked_gateway.hpp"
#include "unit/node/small_site.hpp"

#include <algorithm>
#include <atomic>

namespace wattill::node {
namespace {

using namespace std::chrono_literals;

class TwoChannels : public ::testing::Test {
  protected:
    TwoChannels() {
        for (const char* name : {"first", "second"})
            m_channels.add(std::make_unique<ClockedGateway>(name));
    }
    ~TwoChannels() override { m_channels.stop(); }
    Channels m_channels;
};

TEST_F(TwoChannels, OneThatHangsKeepsOnlyItselfWaiting) {
    std::promise<void> hanging, release;
    ASSERT_TRUE(m_channels.call(
        "first", [&, released = release.get_future().share()](payment::PaymentGateway&) {
            hanging.set_value();
            released.wait();
        }));
    hanging.get_future().wait();
    std::atomic<bool> behindIt{false};
    ASSERT_TRUE(m_channels.call("first", [&](payment::PaymentGateway&) { behindIt = true; }));
    std::promise<std::string> answered;
    ASSERT_TRUE(m_channels.call("second", [&](payment::PaymentGateway& gateway) {
        answered.set_value(std::string(gateway.channel()));
    }));
    auto answer = answered.get_future();
    EXPECT_EQ(answer.wait_for(10s), std::future_status::ready);
    EXPECT_EQ(answer.get(), "second");
    EXPECT_FALSE(behindIt);
    release.set_value();
    m_channels.stop();  // what it runs refers to this function
}

TEST_F(TwoChannels, CallsOfOneAreMadeInTheirOrder) {
    std::vector<int> seen;
    std::promise<void> last;
    for (int at = 0; at < 100; ++at)
        ASSERT_TRUE(m_channels.call("first", [&, at](auto&) { seen.push_back(at); }));
    ASSERT_TRUE(m_channels.call("first", [&](auto&) { last.set_value(); }));
    last.get_future().wait();
    m_channels.stop();
    ASSERT_EQ(seen.size(), 100U);
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

TEST_F(TwoChannels, AFullQueueIsBusyAndTheOtherIsNot) {
    std::promise<void> hanging, release;
    ASSERT_TRUE(m_channels.call("first", [&, released = release.get_future().share()](auto&) {
        hanging.set_value();
        released.wait();
    }));
    hanging.get_future().wait();
    for (std::size_t at = 0; at < Channels::kMostWaiting; ++at)
        ASSERT_TRUE(m_channels.call("first", [](auto&) {}));
    const auto full = m_channels.call("first", [](auto&) {});
    ASSERT_FALSE(full.ok());
    EXPECT_EQ(full.error().code, ErrorCode::Busy);
    EXPECT_TRUE(m_channels.call("second", [](auto&) {}));
    release.set_value();
    m_channels.stop();
}

TEST_F(TwoChannels, AnUnknownOneIsNotFound) {
    const auto unknown = m_channels.call("third", [](auto&) {});
    ASSERT_FALSE(unknown.ok());
    EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
    EXPECT_NE(unknown.error().message.find("[payment.third]"), std::string::npos);
}

/// The small site with a second channel like the first.
class SiteOfTwoChannels : public SmallSite {
  protected:
    SiteOfTwoChannels() {
        auto other = std::make_unique<testing::FakeGateway>(m_clock, "other");
        m_other = other.get();
        m_channels.add(std::move(other));
        EXPECT_TRUE(
            import("meters",
                   "meter,profile,bus,address,premises,building,account,tenant,phone,price,alarm1,"
                   "alarm2,open\n202411110001,acrel-ddsy1352-nk,bus-1,1,1025,A,800101,王小明,,"
                   "0.90,100,30,yes\n")
                .ok());
    }
    Result<std::string> notify(const std::string& channel, const payment::Notification& what) {
        return ask<std::string>([&](auto reply) { m_service->notify(channel, what, reply); });
    }
    testing::FakeGateway* m_other = nullptr;
};

TEST_F(SiteOfTwoChannels, ANotificationIsTakenByItsOwnChannelAlone) {
    const auto created = create("request-1", 10'000);
    ASSERT_TRUE(created.ok()) << created.error().message;
    const auto waiting = until(created->id, "awaiting-payment");
    ASSERT_TRUE(waiting.ok());
    const auto notification = pay(waiting->code);
    const auto wrong = notify("other", notification);
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(wrong.error().code, ErrorCode::Unauthorised);
    const auto stranger = notify("none", notification);
    ASSERT_FALSE(stranger.ok());
    EXPECT_EQ(stranger.error().code, ErrorCode::NotFound);
    ASSERT_TRUE(notify("fake", notification).ok());
    EXPECT_TRUE(until(created->id, "delivered").ok());
}

TEST_F(SiteOfTwoChannels, WhatAnotherChannelSaysOfAnOrderIsNeverDelivered) {
    const auto created = create("request-1", 10'000);
    ASSERT_TRUE(created.ok());
    ASSERT_TRUE(until(created->id, "awaiting-payment").ok());
    // Genuine, of the other channel, with the order's number and amount.
    std::promise<payment::Notification> genuine;
    ASSERT_TRUE(m_channels.call("other", [&](payment::PaymentGateway& gateway) {
        const auto code = gateway.create({created->id, Money::fromFen(10'000), "s", "K01",
                                          m_clock.now(), std::chrono::minutes(5)});
        ASSERT_TRUE(code.ok());
        ASSERT_TRUE(m_other->pay(*code));
        genuine.set_value(m_other->notifications().back());
    }));
    const auto told = notify("other", genuine.get_future().get());
    ASSERT_FALSE(told.ok());
    EXPECT_EQ(told.error().code, ErrorCode::Refused);
    const auto order = until(created->id, "awaiting-payment");
    ASSERT_TRUE(order.ok());
    EXPECT_EQ(order->state, "awaiting-payment") << "it is not what the order waits for";
    EXPECT_EQ(order->trade, "");
    EXPECT_EQ(m_wire.at(m_first)->with([](auto& meter) { return meter.sales(); }), 0);
}

TEST_F(SiteOfTwoChannels, NoOrderIsMadeWhileTheClockIsWrongAndThenAgain) {
    m_gateway->setHealth({Duration(-121s), {}});
    const auto site = ask<api::SiteView>([&](auto reply) { m_service->site(reply); });
    ASSERT_TRUE(site.ok());
    ASSERT_EQ(site->closed.size(), 2U) << "the other was not heard and goes by this one";
    EXPECT_EQ(site->closed[0].why, "clock-wrong");
    const auto refused = create("request-1", 10'000);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(refused.error().retry, Retry::Later);
    EXPECT_NE(refused.error().message.find("121 s behind"), std::string::npos)
        << refused.error().message;
    const auto orders =
        ask<std::vector<api::OrderView>>([&](auto reply) { m_service->orders({}, reply); });
    ASSERT_TRUE(orders.ok());
    EXPECT_TRUE(orders->empty()) << "nothing is written of an order that is refused";

    m_gateway->setHealth({Duration(-120s), {}});
    EXPECT_TRUE(create("request-1", 10'000).ok()) << "the same request, and the clock is right";
}

TEST_F(SiteOfTwoChannels, AnOrderThatStandsIsNotTakenBackByAWrongClock) {
    const auto created = create("request-1", 10'000);
    ASSERT_TRUE(created.ok());
    m_gateway->setHealth({Duration(500s), {}});
    const auto again = create("request-1", 10'000);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->id, created->id);
    const auto waiting = until(created->id, "awaiting-payment");
    ASSERT_TRUE(waiting.ok());
    ASSERT_TRUE(notify("fake", pay(waiting->code)).ok());
    const auto delivered = until(created->id, "delivered");
    ASSERT_TRUE(delivered.ok());
    EXPECT_EQ(delivered->state, "delivered") << "money that came is not kept waiting";
}

TEST(SaleGate, AChannelsOwnWordCountsBeforeThatOfOthers) {
    Channels channels;
    auto right = std::make_unique<ClockedGateway>("right");
    auto wrong = std::make_unique<ClockedGateway>("wrong");
    auto mute = std::make_unique<ClockedGateway>("mute");
    ClockedGateway* const own[] = {right.get(), wrong.get()};
    channels.add(std::move(right));
    channels.add(std::move(wrong));
    channels.add(std::move(mute));
    const SaleGate gate(channels, {});
    for (const char* name : {"right", "wrong", "mute"})
        EXPECT_TRUE(gate.admit(name).ok()) << "nobody was heard yet";
    own[0]->setAhead(1s);
    own[1]->setAhead(300s);
    EXPECT_TRUE(gate.admit("right").ok());
    EXPECT_FALSE(gate.admit("wrong").ok());
    EXPECT_FALSE(gate.admit("mute").ok());
    EXPECT_EQ(gate.closed().size(), 2U);
    EXPECT_EQ(gate.admit("none").error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace wattill::node
