#pragma once

#include "base/executor.hpp"
#include "order/ticket.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

namespace wattill::node {

/// Those who wait for something with a version to change. Any thread. A waiter is called exactly
/// once, on the timer's thread: when the version has passed the one it knows, or when its time is
/// up.
template <class Key>
class Waiters {
  public:
    using Wake = std::function<void()>;
    explicit Waiters(Executor& timer, std::size_t limit = 1024) : m_timer(timer), m_limit(limit) {}

    /// The caller looks at it AFTER this: a change before that was not yet waited for.
    /// False: too many wait.
    [[nodiscard]] bool wait(const Key& id, std::int64_t version, Duration longest, Wake wake);
    /// After each commit that changed it.
    void changed(const Key& id, std::int64_t version);

  private:
    struct Waiter {
        std::int64_t number = 0;
        std::int64_t version = 0;
        Wake wake;
    };
    void timeUp(const Key& id, std::int64_t number);

    Executor& m_timer;
    const std::size_t m_limit;
    std::mutex m_mutex;
    std::multimap<Key, Waiter> m_waiters;
    std::int64_t m_lastNumber = 0;
};

using OrderWaiters = Waiters<OrderId>;
using BatchWaiters = Waiters<order::BatchId>;

}  // namespace wattill::node
