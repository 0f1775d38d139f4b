#pragma once

#include "base/executor.hpp"
#include "order/order.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

namespace wattill::node {

/// Those who wait for an order to change. Any thread. A waiter is called exactly once, on the
/// timer's thread: when the order's version has passed the one it knows, or when its time is up.
class OrderWaiters {
  public:
    using Wake = std::function<void()>;
    explicit OrderWaiters(Executor& timer, std::size_t limit = 1024)
        : m_timer(timer), m_limit(limit) {}

    /// The caller looks at the order AFTER this: a change before that was not yet waited for.
    /// False: too many wait.
    [[nodiscard]] bool wait(const OrderId& id, std::int64_t version, Duration longest, Wake wake);
    /// After each commit that changed an order.
    void changed(const OrderId& id, std::int64_t version);

  private:
    struct Waiter {
        std::int64_t number = 0;
        std::int64_t version = 0;
        Wake wake;
    };
    void timeUp(const OrderId& id, std::int64_t number);

    Executor& m_timer;
    const std::size_t m_limit;
    std::mutex m_mutex;
    std::multimap<OrderId, Waiter> m_waiters;
    std::int64_t m_lastNumber = 0;
};

}  // namespace wattill::node
