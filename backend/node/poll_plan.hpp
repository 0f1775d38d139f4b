#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"

#include <map>
#include <optional>
#include <vector>

namespace wattill::node {

/// No living meter's state may be older (S3).
inline constexpr Duration kOldestState = std::chrono::minutes(3);

/// Which meter of one bus is read next, and when. Pure: time comes in as an argument, from a clock
/// that never jumps. One thread.
///
/// Living meters are read every so often, and all of them at a border: the moment at which an hour
/// or half of it ends. One that fails is tried again soon, behind whoever is due before it: a round
/// is over when its turn comes again. It is lost after at least two failed rounds in a row over at
/// least 3 s; what a sale or a person at the kiosk tries between two turns makes no round. A lost
/// meter is probed after 2, 4, 8 … and then every 300 s, and is back at the first answer; then the
/// other lost ones are probed soon, too, for what ails meters ails several. While living meters
/// wait, probes take 1/50 of the bus's time, else half; with the silence that a bus keeps after an
/// unanswered request, which this plan does not see, it is twice that.
///
/// A bus that is gone says nothing about its meters: they keep what they are, one of them is tried
/// after 0.5, 1, 2 … and then every 5 s.
class PollPlan {
  public:
    using Time = Duration;  ///< since any fixed moment

    static constexpr Duration kLostAfter{3'000};
    static constexpr int kLostRounds = 2;
    static constexpr Duration kRetryAfterMiss{1'500};
    static constexpr Duration kProbeFirst{2'000};
    static constexpr Duration kProbeLongest{300'000};
    static constexpr int kProbePart = 50;
    static constexpr Duration kBusRetryFirst{500};
    static constexpr Duration kBusRetryLongest{5'000};

    explicit PollPlan(Duration every) : m_every(every) {}

    /// The meters of the bus from now on, in this order. Known ones keep their state, new ones are
    /// due at once, others are forgotten.
    void setMeters(const std::vector<MeterId>& meters, Time now);
    /// The border to come. Every living meter is due then, however short ago it was read.
    void readAllAt(Time border, Time now);
    /// A meter that is due: the longest due living one, or a lost one whose turn it is.
    [[nodiscard]] std::optional<MeterId> next(Time now) const;
    /// When next() will have something; empty without meters.
    [[nodiscard]] std::optional<Time> nextAt() const;

    enum class Change { None, BecameLost, CameBack };
    /// What a try came to, whoever asked for it: a sale's reading counts like a routine one.
    Change finished(const MeterId& meter, bool answered, Time startedAt, Time endedAt);
    /// The bus itself could not be used. True when that is news; finished() ends it.
    bool busFailed(Time endedAt);
    [[nodiscard]] bool busDown() const { return m_downUntil.has_value(); }

    [[nodiscard]] bool isLost(const MeterId& meter) const;
    /// When it is tried next, at the earliest; empty for a meter that is not on the bus.
    [[nodiscard]] std::optional<Time> dueAt(const MeterId& meter) const;
    [[nodiscard]] std::size_t lostCount() const;
    [[nodiscard]] std::size_t size() const { return m_meters.size(); }
    /// From when the oldest state of a living meter is; one that was never read counts from when it
    /// came onto the bus. Empty when none lives.
    [[nodiscard]] std::optional<Time> oldestState() const;
    /// What it takes to read every living meter once, as their last readings took; empty until each
    /// has been read.
    [[nodiscard]] std::optional<Duration> cycle() const;

  private:
    struct Meter {
        Time dueAt{};
        Time stateAt{};
        std::optional<Time> triedAt{};
        std::optional<Duration> cost{};  ///< of the last good reading
        int failedRounds = 0;            ///< in a row
        Time firstMissAt{};
        Duration probeDistance = kProbeFirst;
        bool lost = false;
    };
    using Entry = std::pair<const MeterId, Meter>;
    [[nodiscard]] Time effectiveDue(const Meter& meter) const;
    [[nodiscard]] const Entry* longestDue(bool lost, Time now) const;
    Change missed(Meter& meter, Time startedAt, Time endedAt);
    void probeOthersSoon(Time now);

    Duration m_every;
    std::map<MeterId, Meter> m_meters;
    std::optional<Time> m_border;        ///< to come
    std::optional<Time> m_passedBorder;  ///< the one before
    Time m_idleProbesFrom{};             ///< no probe before, even on an idle bus
    Time m_busyProbesFrom{};             ///< none before while living meters wait
    std::optional<Time> m_downUntil;     ///< the bus is gone; next try
    Duration m_downPause = kBusRetryFirst;
};

}  // namespace wattill::node
