#include "node/channel_watch.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace wattill::node {

namespace {
using order::AlarmKind;

constexpr std::size_t kMostAlarms = 100'000;
/// Of another merchant's money it is for information. Money of ours stays in sight until every bill
/// there may be has told of it.
constexpr auto kForeignStays = std::chrono::hours(48);
constexpr auto kUnknownOrderStays = std::chrono::days(30);

Duration sinceBoot() {
    return std::chrono::duration_cast<Duration>(
        std::chrono::steady_clock::now().time_since_epoch());
}

std::int64_t wholeSeconds(Duration time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time).count();
}

std::string clockText(ClockStanding standing, const ClockBounds& bounds) {
    const bool wrong = standing == ClockStanding::Wrong;
    return fmt::format(
        "this machine's clock is more than {} s off the channel's; {}: set it (timedatectl) and "
        "look at its time server",
        wholeSeconds(wrong ? bounds.stop : bounds.warn),
        wrong ? "no payment is taken until it is right"
              : fmt::format("payments stop at {} s", wholeSeconds(bounds.stop)));
}
}  // namespace

std::string expiryText(const payment::Expiry& expiry, Instant now, const TimeZone& zone) {
    const std::string day = dayText(zone.dayOf(expiry.at));
    if (expiry.at <= now) return fmt::format("{} has expired ({})", expiry.what, day);
    const auto days = (zone.dayOf(expiry.at) - zone.dayOf(now)).count();
    return fmt::format("{} expires in {} day{} ({})", expiry.what, days, days == 1 ? "" : "s", day);
}

std::vector<ChannelAlarm> alarmsOf(const std::string& channel, const payment::ChannelHealth& health,
                                   const ClockBounds& bounds, Instant now, const TimeZone& zone) {
    std::vector<ChannelAlarm> all;
    const ClockStanding clock = standing(health.clockAhead, bounds);
    if (clock == ClockStanding::Off || clock == ClockStanding::Wrong) {
        all.push_back({AlarmKind::ClockWrong, channel, clockText(clock, bounds)});
    }
    std::vector<std::string> ending;
    for (const payment::Expiry& expiry : health.expiries) {
        if (expiry.at <= now + kExpirySoon) ending.push_back(expiryText(expiry, now, zone));
    }
    if (!ending.empty()) {
        all.push_back({AlarmKind::KeyExpires, channel,
                       fmt::format("{}; get a new one from the channel, put it in the old one's "
                                   "place and restart the node",
                                   fmt::join(ending, ", "))});
    }
    return all;
}

Result<void> settleAlarms(order::AlarmStore& alarms, const std::vector<ChannelAlarm>& wanted,
                          Instant now) {
    const auto open = alarms.list(true, kMostAlarms);
    if (!open) return open.error();
    std::vector<ChannelAlarm> missing = wanted;
    for (const order::Alarm& each : *open) {
        if (each.kind != AlarmKind::ClockWrong && each.kind != AlarmKind::KeyExpires) continue;
        const ChannelAlarm said{each.kind, each.order.text(), each.text};
        const auto found = std::find(missing.begin(), missing.end(), said);
        if (found != missing.end()) {
            missing.erase(found);
            continue;
        }
        if (const auto gone = alarms.clear(each.order, each.kind, now); !gone) return gone;
    }
    for (const ChannelAlarm& each : missing) {
        const auto raised = alarms.raise(
            {0, each.kind, OrderId(each.channel), MeterId(), now, std::nullopt, each.text});
        if (!raised) return raised;
    }
    return {};
}

Result<void> tidyNotices(order::UnitOfWork& unit, const std::vector<std::string>& channels,
                         Instant now) {
    if (const auto pruned = unit.notices().prune({}, now); !pruned) return pruned;
    const auto open = unit.alarms().list(true, kMostAlarms);
    if (!open) return open.error();
    for (const order::Alarm& each : *open) {
        if (each.kind != AlarmKind::NoticeRefused) continue;
        const bool foreign =
            std::find(channels.begin(), channels.end(), each.order.text()) != channels.end();
        const Duration stays = foreign ? Duration(kForeignStays) : Duration(kUnknownOrderStays);
        if (now < each.raisedAt + stays) continue;
        if (const auto gone = unit.alarms().clear(each.order, each.kind, now); !gone) return gone;
    }
    return {};
}

ChannelWatch::ChannelWatch(Ports ports, ClockBounds bounds) : m_ports(ports), m_bounds(bounds) {
    for (const std::string& channel : m_ports.channels.names())
        m_watched[channel];
}

void ChannelWatch::start() {
    m_ports.timer.post([this] { lookAgain(); });
}

void ChannelWatch::lookAgain() {
    look(sinceBoot());
    m_ports.timer.postAfter(kLookEvery, [this] { lookAgain(); });
}

void ChannelWatch::look(Duration now) {
    const Instant civil = m_ports.clock.now();
    const Duration difference = civil.time_since_epoch() - now;
    const bool wasSet =
        m_civilMinusSteady && std::chrono::abs(difference - *m_civilMinusSteady) > kClockWasSet;
    m_civilMinusSteady = difference;
    std::vector<ChannelAlarm> wanted;
    for (auto& [channel, watched] : m_watched) {
        const payment::ChannelHealth health = (*m_ports.channels.find(channel))->health();
        noteStanding(channel, watched, health.clockAhead);
        const bool off =
            watched.standing == ClockStanding::Off || watched.standing == ClockStanding::Wrong;
        const Duration every = off ? kAskEveryWhileOff : kAskEvery;
        if (wasSet || !watched.askedAt || now - *watched.askedAt >= every) {
            ask(channel, watched, now);
        }
        for (ChannelAlarm& alarm : alarmsOf(channel, health, m_bounds, civil, m_ports.zone))
            wanted.push_back(std::move(alarm));
    }
    if (m_unsettled->exchange(false)) m_settled.reset();
    if (m_settled != wanted) settle(std::move(wanted));
    if (!m_tidiedAt || now - *m_tidiedAt >= kTidyEvery) {
        m_tidiedAt = now;
        tidy();
    }
}

void ChannelWatch::ask(const std::string& channel, Watched& watched, Duration now) {
    // One that hangs is not asked a second time.
    if (watched.asking->exchange(true)) return;
    watched.askedAt = now;
    const payment::PaymentRef nothing{OrderId(kNoOrder), m_ports.clock.now(), Money::fromFen(1)};
    const auto queued = m_ports.channels.call(
        channel, [nothing, asking = watched.asking](payment::PaymentGateway& gateway) {
            // Whatever it answers, the answer's Date is what was wanted.
            std::ignore = gateway.query(nothing);
            *asking = false;
        });
    if (!queued) *watched.asking = false;
}

void ChannelWatch::noteStanding(const std::string& channel, Watched& watched,
                                const std::optional<Duration>& ahead) {
    const ClockStanding now = standing(ahead, m_bounds);
    if (now == watched.standing) return;
    const bool wasOff =
        watched.standing == ClockStanding::Off || watched.standing == ClockStanding::Wrong;
    watched.standing = now;
    const std::int64_t seconds = wholeSeconds(ahead.value_or(Duration{}));
    if (now == ClockStanding::Right) {
        if (wasOff) m_ports.log.info("clock-right", {{"channel", channel}, {"ahead-s", seconds}});
        return;
    }
    m_ports.log.warning("clock-wrong",
                        {{"channel", channel},
                         {"ahead-s", seconds},
                         {"sales", now == ClockStanding::Wrong ? "stopped" : "go on"}});
}

void ChannelWatch::tidy() {
    m_ports.database.submit(
        [channels = m_ports.channels.names(), now = m_ports.clock.now()](order::UnitOfWork& unit) {
            return tidyNotices(unit, channels, now);
        },
        [this](const Result<void>& done) {
            if (!done) m_ports.log.error("notices", {{"message", done.error().message}});
        });
}

void ChannelWatch::settle(std::vector<ChannelAlarm> wanted) {
    for (const ChannelAlarm& alarm : wanted) {
        const bool known = m_settled && std::count(m_settled->begin(), m_settled->end(), alarm) > 0;
        if (alarm.kind != AlarmKind::KeyExpires || known) continue;
        m_ports.log.warning("key-expires", {{"channel", alarm.channel}, {"what", alarm.text}});
    }
    m_settled = wanted;
    m_ports.database.submit(
        [wanted = std::move(wanted), now = m_ports.clock.now()](order::UnitOfWork& unit) {
            return settleAlarms(unit.alarms(), wanted, now);
        },
        [unsettled = m_unsettled](const Result<void>& done) {
            if (!done) *unsettled = true;
        });
}

}  // namespace wattill::node
