#pragma once

#include "base/executor.hpp"
#include "base/log.hpp"
#include "node/counted_database.hpp"
#include "node/sale_gate.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wattill::node {

/// What is wrong with a channel, as an alarm says it: one of a kind and channel.
struct ChannelAlarm {
    order::AlarmKind kind{};
    std::string channel;
    std::string text;
    bool operator==(const ChannelAlarm&) const = default;
};

/// How long before its end a key or certificate is spoken of, and spoken of loudly.
inline constexpr auto kExpirySoon = std::chrono::days(30);
inline constexpr auto kExpiryUrgent = std::chrono::days(7);
/// "app certificate expires in 12 days (2026-12-08)", "… has expired (2026-11-20)"
[[nodiscard]] std::string expiryText(const payment::Expiry& expiry, Instant now,
                                     const TimeZone& zone);

/// The alarms that a channel gives reason for. Its text changes only when a person should look
/// again: with the standing of the clock, and once a day with the days that a key has left.
[[nodiscard]] std::vector<ChannelAlarm> alarmsOf(const std::string& channel,
                                                 const payment::ChannelHealth& health,
                                                 const ClockBounds& bounds, Instant now,
                                                 const TimeZone& zone);

/// Makes the open alarms of the kinds ClockWrong and KeyExpires those of `wanted`: one with another
/// text is raised anew.
Result<void> settleAlarms(order::AlarmStore& alarms, const std::vector<ChannelAlarm>& wanted,
                          Instant now);

/// What the notify address leaves behind: notices beyond their limits go, and alarms of the kind
/// NoticeRefused; those about one of `channels` after two days, of an unknown order after 30.
Result<void> tidyNotices(order::UnitOfWork& unit, const std::vector<std::string>& channels,
                         Instant now);

/// Keeps measuring the clock while nobody pays, and tells of clocks and keys by log and alarm.
/// Tidies up after notifications, once an hour.
///
/// It asks each channel for an order that cannot exist: at the start, every 10 min, every minute
/// while the clock is off, and at once when the clock was set.
class ChannelWatch {
  public:
    struct Ports {
        const Channels& channels;
        order::Database& database;
        Executor& timer;
        const Clock& clock;
        Log& log;
        TimeZone zone;
    };
    static constexpr Duration kLookEvery{10'000};
    static constexpr Duration kAskEvery{600'000};
    static constexpr Duration kAskEveryWhileOff{60'000};
    static constexpr Duration kTidyEvery{3'600'000};
    /// A step of the clock of more than that since the last look means that it was set.
    static constexpr Duration kClockWasSet{2'000};
    /// No order's number: those end in sixteen digits.
    static constexpr const char* kNoOrder = "CLOCKCHECK";

    ChannelWatch(Ports ports, ClockBounds bounds);
    /// Begins to look, on the timer's thread.
    void start();
    /// `now` is of a clock that never jumps. On the timer's thread.
    void look(Duration now);

  private:
    struct Watched {
        std::optional<Duration> askedAt;
        ClockStanding standing = ClockStanding::NotMeasured;
        std::shared_ptr<std::atomic<bool>> asking = std::make_shared<std::atomic<bool>>(false);
    };
    void lookAgain();
    void ask(const std::string& channel, Watched& watched, Duration now);
    void noteStanding(const std::string& channel, Watched& watched,
                      const std::optional<Duration>& ahead);
    void settle(std::vector<ChannelAlarm> wanted);
    void tidy();

    const Ports m_ports;
    const ClockBounds m_bounds;
    std::map<std::string, Watched> m_watched;
    std::optional<Duration> m_civilMinusSteady;
    std::optional<Duration> m_tidiedAt;
    std::optional<std::vector<ChannelAlarm>> m_settled;  ///< what was last sent to the database
    std::shared_ptr<std::atomic<bool>> m_unsettled = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace wattill::node
