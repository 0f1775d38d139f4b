#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace wattill::simulation {

/// Virtual time: what happens next, in order of time, and in order of asking where times are equal.
class Timeline {
  public:
    using Action = std::function<void()>;
    /// True time since the run began. Nothing inside the node sees it.
    [[nodiscard]] Duration now() const { return m_now; }
    void after(Duration delay, Action action) {
        m_events.emplace(std::pair(m_now + delay, m_next++), std::move(action));
    }
    /// When the next thing happens; nothing when nothing ever will.
    [[nodiscard]] std::optional<Duration> next() const {
        if (m_events.empty()) return std::nullopt;
        return m_events.begin()->first.first;
    }
    /// Goes to the next moment at which something happens and lets it happen.
    void step() {
        auto event = m_events.extract(m_events.begin());
        m_now = event.key().first;
        ++m_steps;
        event.mapped()();
    }
    [[nodiscard]] std::uint64_t steps() const { return m_steps; }

  private:
    std::map<std::pair<Duration, std::uint64_t>, Action> m_events;
    Duration m_now{};
    std::uint64_t m_next = 0;
    std::uint64_t m_steps = 0;
};

/// The civil clock of the node's machine: may be set wrong, and right again.
class NodeClock final : public Clock {
  public:
    explicit NodeClock(const Timeline& timeline) : m_timeline(timeline) {}
    [[nodiscard]] Instant now() const override { return at(m_timeline.now()) + m_offset; }
    void setOffset(Duration offset) { m_offset = offset; }
    [[nodiscard]] Duration offset() const { return m_offset; }
    /// What a right clock shows.
    [[nodiscard]] static Instant at(Duration trueTime) { return fromMillis(kBeginMs) + trueTime; }

  private:
    static constexpr std::int64_t kBeginMs = 1'795'312'800'000;  // 2026-11-22T02:00:00Z
    const Timeline& m_timeline;
    Duration m_offset{};
};

}  // namespace wattill::simulation
