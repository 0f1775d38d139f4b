#include "node/bus_queue.hpp"

#include <algorithm>

namespace wattill::node {

bool BusQueue::push(BusTask task) {
    {
        const std::lock_guard lock(m_mutex);
        auto& lane = m_tasks[static_cast<std::size_t>(task.priority)];
        if (m_closed || lane.size() >= m_limit) return false;
        lane.push_back(std::move(task));
    }
    m_changed.notify_one();
    return true;
}

bool BusQueue::somethingWaits() const {
    return std::any_of(m_tasks.begin(), m_tasks.end(),
                       [](const auto& lane) { return !lane.empty(); });
}

std::optional<BusTask> BusQueue::takeUntil(Steady::time_point until) {
    std::unique_lock lock(m_mutex);
    m_changed.wait_until(lock, until, [this] { return m_closed || m_woken || somethingWaits(); });
    m_woken = false;
    if (m_closed) return std::nullopt;
    for (auto& lane : m_tasks) {
        if (lane.empty()) continue;
        BusTask task = std::move(lane.front());
        lane.pop_front();
        return task;
    }
    return std::nullopt;
}

std::optional<BusTask> BusQueue::takeSale(const std::optional<MeterId>& underWay,
                                          const std::function<bool(const MeterId&)>& may) {
    const std::lock_guard lock(m_mutex);
    auto& sales = m_tasks[static_cast<std::size_t>(BusPriority::Sale)];
    const auto end = std::find_if(sales.begin(), sales.end(), [&underWay](const BusTask& each) {
        return underWay && each.meter == underWay;
    });
    const auto found = std::find_if(
        sales.begin(), end, [&may](const BusTask& each) { return each.meter && may(*each.meter); });
    if (m_closed || found == end) return std::nullopt;
    BusTask task = std::move(*found);
    sales.erase(found);
    return task;
}

void BusQueue::wake() {
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
    }
    m_changed.notify_one();
}

void BusQueue::close() {
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
}

bool BusQueue::closed() const {
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

}  // namespace wattill::node
