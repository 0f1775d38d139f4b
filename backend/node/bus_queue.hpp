#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace wattill::node {

/// What may overtake what on a bus. Routine reading and probes of lost meters come after all of
/// these, from the PollPlan, whenever nothing waits here.
enum class BusPriority {
    Sale,     ///< a sale, its read-backs, commands to a relay or about the balance
    Present,  ///< somebody stands at the kiosk
    Alarm,    ///< a reading that shows something bad is read again before anyone is told
    Setting,  ///< prices, timetable, alarm amounts, overload, clock
};

/// A task runs on the bus thread. It is told `late` when its deadline passed while it waited: then
/// it must only report that nothing was done.
struct BusTask {
    using Run = std::function<void(bool late)>;
    BusPriority priority = BusPriority::Sale;
    std::optional<std::chrono::steady_clock::time_point> deadline;
    Run run;
    std::optional<MeterId> meter{};  ///< the only one it uses; empty: any
};

/// Waiting tasks of one bus: higher priority first, then first come. Bounded for each priority, so
/// that a crowd at the kiosk cannot shut out a sale. Any thread.
class BusQueue {
  public:
    using Steady = std::chrono::steady_clock;
    explicit BusQueue(std::size_t limitPerPriority) : m_limit(limitPerPriority) {}

    /// False, and nothing kept, when full or closed.
    [[nodiscard]] bool push(BusTask task);
    /// The next task; empty when there is none until `until`, after wake(), or when closed.
    [[nodiscard]] std::optional<BusTask> takeUntil(Steady::time_point until);
    /// The first sale of a meter that `may` says yes to, unless one for `underWay`, which has to
    /// wait, came before it. Does not wait; `may` must not use the queue.
    [[nodiscard]] std::optional<BusTask> takeSale(const std::optional<MeterId>& underWay,
                                                  const std::function<bool(const MeterId&)>& may);
    /// Ends one takeUntil() early.
    void wake();
    void close();
    [[nodiscard]] bool closed() const;

  private:
    [[nodiscard]] bool somethingWaits() const;

    const std::size_t m_limit;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::array<std::deque<BusTask>, 4> m_tasks;  // by BusPriority
    bool m_woken = false;
    bool m_closed = false;
};

}  // namespace wattill::node
