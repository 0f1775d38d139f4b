#include "node/order_waiters.hpp"

namespace wattill::node {

bool OrderWaiters::wait(const OrderId& id, std::int64_t version, Duration longest, Wake wake) {
    std::int64_t number = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiters.size() >= m_limit) return false;
        number = ++m_lastNumber;
        m_waiters.emplace(id, Waiter{number, version, std::move(wake)});
    }
    m_timer.postAfter(longest, [this, id, number] { timeUp(id, number); });
    return true;
}

void OrderWaiters::changed(const OrderId& id, std::int64_t version) {
    const std::lock_guard lock(m_mutex);
    auto [each, end] = m_waiters.equal_range(id);
    while (each != end) {
        if (each->second.version >= version) {
            ++each;
            continue;
        }
        m_timer.post(std::move(each->second.wake));
        each = m_waiters.erase(each);
    }
}

void OrderWaiters::timeUp(const OrderId& id, std::int64_t number) {
    Wake wake;
    {
        const std::lock_guard lock(m_mutex);
        auto [each, end] = m_waiters.equal_range(id);
        while (each != end && each->second.number != number)
            ++each;
        if (each == end) return;
        wake = std::move(each->second.wake);
        m_waiters.erase(each);
    }
    wake();
}

}  // namespace wattill::node
