#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"

#include <map>
#include <optional>
#include <vector>

namespace wattill::node {

/// Which meter of one bus is read next, and when. Pure: time comes in as an argument, from a clock
/// that never jumps. One thread.
///
/// A meter that fails is tried again soon; it is lost after at least two failed tries in a row over
/// at least 3 s. A lost meter is probed after 2, 4, 8 and then every 10 s, and is back at the first
/// answer. Probes take at most half of the bus, so that dead meters never slow the living ones
/// much.
class PollPlan {
  public:
    using Time = Duration;  ///< since any fixed moment

    static constexpr Duration kLostAfter{3'000};
    static constexpr int kLostMisses = 2;
    static constexpr Duration kRetryAfterMiss{1'500};
    static constexpr Duration kProbeFirst{2'000};
    static constexpr Duration kProbeLongest{10'000};

    explicit PollPlan(Duration every) : m_every(every) {}

    /// The meters of the bus from now on, in this order. Known ones keep their state, new ones are
    /// due at once, others are forgotten.
    void setMeters(const std::vector<MeterId>& meters, Time now);
    /// A meter that is due; those that are not lost first, then the longest due.
    [[nodiscard]] std::optional<MeterId> next(Time now) const;
    /// When next() will have something; empty without meters.
    [[nodiscard]] std::optional<Time> nextAt() const;

    enum class Change { None, BecameLost, CameBack };
    /// What a try came to, whoever asked for it: a sale's reading counts like a routine one.
    Change finished(const MeterId& meter, bool answered, Time startedAt, Time endedAt);

    [[nodiscard]] bool isLost(const MeterId& meter) const;
    /// When it is tried next, at the earliest; empty for a meter that is not on the bus.
    [[nodiscard]] std::optional<Time> dueAt(const MeterId& meter) const;
    [[nodiscard]] std::size_t lostCount() const;
    [[nodiscard]] std::size_t size() const { return m_meters.size(); }

  private:
    struct Meter {
        Time dueAt{};
        int misses = 0;
        Time firstMissAt{};
        Duration probeDistance = kProbeFirst;
        bool lost = false;
    };
    [[nodiscard]] Time effectiveDue(const Meter& meter) const;

    Duration m_every;
    std::map<MeterId, Meter> m_meters;
    Time m_probesFrom{};  ///< no probe before: keeps half of the bus for the living
};

}  // namespace wattill::node
