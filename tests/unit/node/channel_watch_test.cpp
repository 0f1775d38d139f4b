#include "node/channel_watch.hpp"

#include "node/doctor_checks.hpp"
#include "unit/node/clocked_gateway.hpp"
#include "unit/node/hand_cranked.hpp"
#include "unit/node/small_site.hpp"

#include <algorithm>

namespace wattill::node {
namespace {

using namespace std::chrono_literals;
using order::AlarmKind;

/// Keeps the names of what was logged. Any thread.
class NotedLog final : public Log {
  public:
    void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
        const std::lock_guard lock(m_guard);
        m_events.emplace_back(event);
    }
    [[nodiscard]] std::ptrdiff_t count(const std::string& event) const {
        const std::lock_guard lock(m_guard);
        return std::count(m_events.begin(), m_events.end(), event);
    }

  private:
    mutable std::mutex m_guard;
    std::vector<std::string> m_events;
};

/// Two channels that are watched over a real database, in time that the test passes.
class Watch : public SmallSite {
  protected:
    Watch() {
        for (ClockedGateway** own : {&m_alipay, &m_unionpay}) {
            auto made = std::make_unique<ClockedGateway>(own == &m_alipay ? "alipay" : "unionpay");
            *own = made.get();
            m_watched.add(std::move(made));
        }
        restart();
    }
    ~Watch() override { m_watched.stop(); }

    void restart() {
        m_watch = std::make_unique<ChannelWatch>(
            ChannelWatch::Ports{m_watched, *m_database, m_crank, m_civil, m_noted, m_zone},
            ClockBounds{});
    }
    /// Time goes by, and the watch looks every so often; each question is answered at once.
    void pass(Duration time) {
        for (Duration passed{}; passed < time; passed += ChannelWatch::kLookEvery) {
            m_steady += ChannelWatch::kLookEvery;
            m_civil.pass(ChannelWatch::kLookEvery);
            look();
        }
    }
    void look() {
        m_watch->look(m_steady);
        for (const std::string& channel : m_watched.names())
            settle(channel);
    }
    /// Whatever the channel was asked is answered.
    void settle(const std::string& channel) {
        std::promise<void> answered;
        ASSERT_TRUE(m_watched.call(channel, [&](auto&) { answered.set_value(); }));
        answered.get_future().wait();
    }
    /// Open alarms once everything submitted is on the disk: "clock-wrong alipay: …".
    std::vector<std::string> alarms() {
        std::promise<void> committed;
        m_database->submit([](order::UnitOfWork&) -> Result<void> { return {}; },
                           [&](const Result<void>&) { committed.set_value(); });
        committed.get_future().wait();
        const auto views =
            ask<std::vector<api::AlarmView>>([&](auto reply) { m_service->alarms(true, reply); });
        EXPECT_TRUE(views.ok());
        std::vector<std::string> all;
        for (const api::AlarmView& view : *views)
            all.push_back(view.kind + " " + view.order.text() + ": " + view.text);
        return all;
    }
    std::size_t everRaised() {
        const auto views =
            ask<std::vector<api::AlarmView>>([&](auto reply) { m_service->alarms(false, reply); });
        return views.ok() ? views->size() : 0;
    }

    HandCranked m_crank;
    SetClock m_civil;
    NotedLog m_noted;
    Channels m_watched;
    ClockedGateway* m_alipay = nullptr;
    ClockedGateway* m_unionpay = nullptr;
    Duration m_steady{5'000'000};
    std::unique_ptr<ChannelWatch> m_watch;
};

TEST_F(Watch, GoesOnMeasuringWhileNobodyPays) {
    look();
    EXPECT_EQ(m_alipay->asked(), std::vector<std::string>{"CLOCKCHECK"});
    EXPECT_EQ(m_unionpay->asked().size(), 1U);
    pass(590s);
    EXPECT_EQ(m_alipay->asked().size(), 1U);
    pass(10s);
    EXPECT_EQ(m_alipay->asked().size(), 2U);
    pass(3h);
    EXPECT_EQ(m_alipay->asked().size(), 20U);
}

TEST_F(Watch, MeasuresEveryMinuteWhileTheClockIsOffAndFindsItRightAgain) {
    look();
    m_alipay->setAhead(-200s);
    m_alipay->onQuery([this] { m_alipay->setAhead(0s); });
    pass(60s);
    EXPECT_EQ(m_alipay->asked().size(), 2U);
    EXPECT_EQ(m_unionpay->asked().size(), 1U) << "its own word is not off";
    pass(10s);
    EXPECT_EQ(m_noted.count("clock-wrong"), 1);
    EXPECT_EQ(m_noted.count("clock-right"), 1);
    EXPECT_TRUE(alarms().empty());
}

TEST_F(Watch, MeasuresAtOnceWhenTheClockWasSet) {
    look();
    m_civil.pass(3s);
    pass(10s);
    EXPECT_EQ(m_alipay->asked().size(), 2U);
    EXPECT_EQ(m_unionpay->asked().size(), 2U);
    pass(100s);
    EXPECT_EQ(m_alipay->asked().size(), 2U);
}

TEST_F(Watch, AClockThatIsOffIsAnAlarmAndANewOneWhenPaymentsStop) {
    m_alipay->setAhead(31s);
    look();
    ASSERT_EQ(alarms().size(), 1U);
    EXPECT_NE(alarms().at(0).find("clock-wrong alipay: this machine's clock is more than 30 s off"),
              std::string::npos);
    m_alipay->setAhead(119s);
    pass(10s);
    EXPECT_EQ(alarms().size(), 1U);
    EXPECT_EQ(everRaised(), 1U) << "another figure is no other alarm";
    m_alipay->setAhead(121s);
    pass(10s);
    ASSERT_EQ(alarms().size(), 1U);
    EXPECT_NE(alarms().at(0).find("no payment is taken"), std::string::npos);
    EXPECT_EQ(everRaised(), 2U);
    m_alipay->setAhead(-30s);
    pass(10s);
    EXPECT_TRUE(alarms().empty());
}

TEST_F(Watch, AKeyThatEndsSoonIsAnAlarmOnceADay) {
    const Instant end = m_civil.now() + 29 * 24h;
    m_unionpay->setHealth(
        {{}, {{"UnionPay's root certificate", end + 365 * 24h}, {"own certificate", end}}});
    look();
    ASSERT_EQ(alarms().size(), 1U);
    EXPECT_NE(alarms().at(0).find("key-expires unionpay: own certificate expires in 29 days"),
              std::string::npos)
        << alarms().at(0);
    EXPECT_EQ(alarms().at(0).find("root"), std::string::npos);
    restart();
    pass(60s);
    EXPECT_EQ(everRaised(), 1U) << "a restart is no new day";
    pass(24h);
    ASSERT_EQ(alarms().size(), 1U);
    EXPECT_NE(alarms().at(0).find("in 28 days"), std::string::npos) << alarms().at(0);
    EXPECT_EQ(everRaised(), 2U);
    m_unionpay->setHealth({{}, {{"own certificate", end + 365 * 24h}}});
    pass(10s);
    EXPECT_TRUE(alarms().empty());
}

TEST_F(Watch, AlarmsOfAChannelThatIsGoneAreClearedAndOthersLeftAlone) {
    std::promise<void> done;
    m_database->submit(
        [this](order::UnitOfWork& unit) -> Result<void> {
            for (const auto kind : {AlarmKind::KeyExpires, AlarmKind::RefundDue}) {
                const auto raised = unit.alarms().raise(
                    {0, kind, OrderId("gone"), MeterId(), m_civil.now(), std::nullopt, "old"});
                if (!raised) return raised;
            }
            return {};
        },
        [&](const Result<void>&) { done.set_value(); });
    done.get_future().wait();
    look();
    EXPECT_EQ(alarms(), std::vector<std::string>{"refund-due gone: old"});
}

TEST_F(Watch, TidiesUpAfterNotificationsEveryHour) {
    std::promise<void> done;
    m_database->submit(
        [this](order::UnitOfWork& unit) -> Result<void> {
            for (const auto kind : {AlarmKind::NoticeRefused, AlarmKind::RefundDue}) {
                const auto raised = unit.alarms().raise(
                    {0, kind, OrderId("alipay"), MeterId(), m_civil.now(), std::nullopt, "x"});
                if (!raised) return raised;
            }
            const auto unknown =
                unit.alarms().raise({0, AlarmKind::NoticeRefused, OrderId("K0100001"), MeterId(),
                                     m_civil.now(), std::nullopt, "y"});
            if (!unknown) return unknown;
            order::Notice notice;
            notice.at = m_civil.now() - order::NoticeLimits{}.refusedKeptFor + 50h;
            notice.channel = "alipay";
            return unit.notices().keep(notice);
        },
        [&](const Result<void>& kept) {
            EXPECT_TRUE(kept.ok());
            done.set_value();
        });
    done.get_future().wait();
    const auto kept = [this] {
        std::size_t count = 0;
        const auto read = m_database->read([&](const order::UnitOfWork& unit) -> Result<void> {
            const auto notices = unit.notices().newest(10);
            if (!notices) return notices.error();
            count = notices->size();
            return {};
        });
        EXPECT_TRUE(read.ok());
        return count;
    };
    look();
    m_civil.pass(47h);
    m_steady += 47h;
    look();
    EXPECT_EQ(alarms().size(), 3U);
    EXPECT_EQ(kept(), 1U);
    m_civil.pass(4h);
    look();
    EXPECT_EQ(alarms().size(), 3U) << "not an hour later";
    m_steady += 4h;
    look();
    EXPECT_EQ(alarms().size(), 2U) << "money of ours stays in sight";
    EXPECT_EQ(kept(), 0U);
    m_civil.pass(24h * 29);
    m_steady += 24h * 29;
    look();
    EXPECT_EQ(alarms(), std::vector<std::string>{"refund-due alipay: x"});
}

TEST_F(Watch, AChannelThatHangsIsNotAskedASecondTime) {
    std::promise<void> release;
    const auto released = release.get_future().share();
    m_alipay->onQuery([released] { released.wait(); });
    for (int minute = 0; minute < 60; ++minute) {
        m_steady += 60s;
        m_civil.pass(60s);
        m_watch->look(m_steady);
        settle("unionpay");
    }
    release.set_value();
    look();
    EXPECT_LE(m_alipay->asked().size(), 2U);
    EXPECT_EQ(m_unionpay->asked().size(), 6U);
}

struct ExpiryCase {
    std::string name;
    Duration left;
    bool ok;
    bool remedy;
    std::string finding;
};
class Expiries : public ::testing::TestWithParam<ExpiryCase> {};

TEST_P(Expiries, AreSaidInTime) {
    const auto zone = TimeZone::find("Asia/Shanghai");
    const Instant now = *parseIso("2026-11-26T04:00:00.000Z");
    const ExpiryCase& each = GetParam();
    const Check check = expiryCheck("alipay", {"app certificate", now + each.left}, now, *zone);
    EXPECT_EQ(check.name, "alipay app certificate");
    EXPECT_EQ(check.ok, each.ok);
    EXPECT_EQ(!check.remedy.empty(), each.remedy);
    EXPECT_EQ(check.finding, "app certificate " + each.finding);
}

INSTANTIATE_TEST_SUITE_P(
    All, Expiries,
    ::testing::Values(
        ExpiryCase{"LongAway", 31 * 24h, true, false, "expires in 31 days (2026-12-27)"},
        ExpiryCase{"WithinAMonth", 30 * 24h, true, true, "expires in 30 days (2026-12-26)"},
        ExpiryCase{"WithinAWeek", 7 * 24h, false, true, "expires in 7 days (2026-12-03)"},
        ExpiryCase{"Tomorrow", 24h, false, true, "expires in 1 day (2026-11-27)"},
        ExpiryCase{"Today", 1h, false, true, "expires in 0 days (2026-11-26)"},
        ExpiryCase{"Over", -1h, false, true, "has expired (2026-11-26)"}),
    [](const auto& at) { return at.param.name; });

TEST(ClockCheck, WarnsAndThenFails) {
    EXPECT_TRUE(clockCheck("alipay", 0s, {}).remedy.empty());
    const Check off = clockCheck("alipay", -31s, {});
    EXPECT_TRUE(off.ok);
    EXPECT_FALSE(off.remedy.empty());
    EXPECT_EQ(off.finding, "-31 s");
    EXPECT_FALSE(clockCheck("alipay", 121s, {}).ok);
}

}  // namespace
}  // namespace wattill::node
