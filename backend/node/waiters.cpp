#include "node/waiters.hpp"

namespace wattill::node {

template <class Key>
bool Waiters<Key>::wait(const Key& id, std::int64_t version, Duration longest, Wake wake) {
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

template <class Key>
void Waiters<Key>::changed(const Key& id, std::int64_t version) {
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

template <class Key>
void Waiters<Key>::timeUp(const Key& id, std::int64_t number) {
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

template class Waiters<OrderId>;
template class Waiters<order::BatchId>;

}  // namespace wattill::node
