#pragma once

#include "base/executor.hpp"

#include <atomic>
#include <map>
#include <utility>

namespace wattill::node {

/// Runs what is posted when told to, and what is posted for later when its time has come.
class HandCranked final : public Executor {
  public:
    void post(Task task) override { postAfter(Duration(0), std::move(task)); }
    void postAfter(Duration delay, Task task) override {
        m_tasks.emplace(m_now + delay, std::move(task));
    }
    void advance(Duration by) {
        const Duration end = m_now + by;
        while (!m_tasks.empty() && m_tasks.begin()->first <= end) {
            m_now = m_tasks.begin()->first;
            const Task task = std::move(m_tasks.extract(m_tasks.begin()).mapped());
            task();
        }
        m_now = end;
    }
    [[nodiscard]] std::size_t waiting() const { return m_tasks.size(); }

  private:
    Duration m_now{0};
    std::multimap<Duration, Task> m_tasks;
};

/// Shows what it was set to. Any thread.
class SetClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override { return fromMillis(m_millis); }
    void pass(Duration time) { m_millis += time.count(); }

  private:
    std::atomic<std::int64_t> m_millis{1'795'228'200'000};  // 2026-11-21
};

}  // namespace wattill::node
