#include "link/thread_lane.hpp"

#include <utility>

namespace wattill::kiosk {

namespace {
constexpr std::size_t kMostWaiting = 32;
}

ThreadLane::ThreadLane(std::unique_ptr<api::Client> client)
    : m_client(std::move(client)), m_thread([this] { run(); }) {}

ThreadLane::~ThreadLane() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_tasks.clear();
    }
    m_wake.notify_all();
    m_thread.join();
}

bool ThreadLane::post(Task task) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping || m_tasks.size() >= kMostWaiting) return false;
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
    return true;
}

void ThreadLane::run() {
    while (true) {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_tasks.empty(); });
            if (m_stopping) return;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task(*m_client);
    }
}

}  // namespace wattill::kiosk
