#include "link/thread_lane.hpp"
#include "unit/kiosk/desk.hpp"

#include <QCoreApplication>
#include <QEventLoop>
#include <future>

#include <gtest/gtest.h>

namespace wattill::kiosk::test {
namespace {

class LinkTest : public testing::Test {
  protected:
    [[nodiscard]] std::unique_ptr<Lane> lane() {
        return std::make_unique<ThreadLane>(std::make_unique<ScriptedClient>(node));
    }
    void turnUntil(const std::function<bool()>& condition) {
        while (!condition()) {
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        }
    }
    ScriptedNode node;
};

TEST_F(LinkTest, AnswersComeOnTheThreadThatAsked) {
    node.site = demoSite();
    NodeLink link(lane(), lane());
    const auto here = std::this_thread::get_id();
    std::thread::id asked;
    std::optional<std::thread::id> answered;
    std::string name;
    link.ask(
        &link,
        [&asked](api::Client& client) {
            asked = std::this_thread::get_id();
            return client.site();
        },
        [&](const Result<api::SiteView>& site) {
            name = site->name;
            answered = std::this_thread::get_id();
        });
    turnUntil([&] { return answered.has_value(); });
    EXPECT_NE(asked, here);
    EXPECT_EQ(*answered, here);
    EXPECT_EQ(name, "五彩城");
}

TEST_F(LinkTest, ALongPollDoesNotHoldUpATap) {
    NodeLink link(lane(), lane());
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    bool polled = false;
    bool tapped = false;
    link.wait(
        &link,
        [released](api::Client& client) {
            released.wait();
            return client.site();
        },
        [&](const Result<api::SiteView>&) { polled = true; });
    link.ask(
        &link, [](api::Client& client) { return client.site(); },
        [&](const Result<api::SiteView>&) { tapped = true; });
    turnUntil([&] { return tapped; });
    EXPECT_FALSE(polled);
    release.set_value();
    turnUntil([&] { return polled; });
}

TEST_F(LinkTest, AnAnswerWhoseAskerIsGoneIsDropped) {
    NodeLink link(lane(), lane());
    auto asker = std::make_unique<QObject>();
    bool told = false;
    bool after = false;
    link.ask(
        asker.get(), [](api::Client& client) { return client.site(); },
        [&](const Result<api::SiteView>&) { told = true; });
    asker.reset();
    link.ask(
        &link, [](api::Client& client) { return client.site(); },
        [&](const Result<api::SiteView>&) { after = true; });
    turnUntil([&] { return after; });
    EXPECT_FALSE(told);
}

TEST_F(LinkTest, AFullLaneAnswersBusyAtOnce) {
    NodeLink link(lane(), lane());
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    int busy = 0;
    int answered = 0;
    constexpr int kAsked = 50;
    for (int question = 0; question < kAsked; ++question) {
        link.ask(
            &link,
            [released](api::Client& client) {
                released.wait();
                return client.site();
            },
            [&](const Result<api::SiteView>& site) {
                ++answered;
                if (!site && site.error().code == ErrorCode::Busy) ++busy;
            });
    }
    turnUntil([&] { return answered > 0; });
    EXPECT_GE(busy, 1);
    release.set_value();
    turnUntil([&] { return answered == kAsked; });
    EXPECT_LT(busy, kAsked);
}

TEST(IdleWatch, CountsDownAndIsEndedByATouch) {
    IdleWatch watch;
    watch.follow(IdleRule{45s, 20s, true}, 10s);
    EXPECT_EQ(watch.at(54s).secondsLeft, 0);
    EXPECT_EQ(watch.at(55s).secondsLeft, 20);
    EXPECT_TRUE(watch.at(55s).banner);
    watch.touched(60s);
    EXPECT_EQ(watch.at(60s).secondsLeft, 0);
    EXPECT_FALSE(watch.at(124s).over);
    EXPECT_TRUE(watch.at(125s).over);
}

TEST(IdleWatch, WithoutARuleNothingEnds) {
    IdleWatch watch;
    watch.follow(std::nullopt, 0s);
    EXPECT_FALSE(watch.at(24h).over);
    EXPECT_EQ(watch.at(24h).secondsLeft, 0);
}

}  // namespace
}  // namespace wattill::kiosk::test
