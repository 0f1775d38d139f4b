#include "node/worker.hpp"

#include <pthread.h>

namespace wattill::node {

void nameThisThread(const std::string& name) {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

Worker::Worker(const std::string& name, std::size_t limit)
    : m_limit(limit), m_thread([this, name] {
          nameThisThread(name);
          run();
      }) {}

Worker::~Worker() {
    stop();
}

void Worker::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

void Worker::postAfter(Duration delay, Task task) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping) return;
        m_tasks.emplace(Steady::now() + delay, std::move(task));
    }
    m_changed.notify_one();
}

bool Worker::tryPost(Task task) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping || m_tasks.size() >= m_limit) return false;
        m_tasks.emplace(Steady::now(), std::move(task));
    }
    m_changed.notify_one();
    return true;
}

void Worker::run() {
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        if (m_tasks.empty()) {
            m_changed.wait(lock);
            continue;
        }
        const auto first = m_tasks.begin()->first;
        if (first > Steady::now()) {
            m_changed.wait_until(lock, first);
            continue;
        }
        const Task task = std::move(m_tasks.extract(m_tasks.begin()).mapped());
        lock.unlock();
        task();
        lock.lock();
    }
}

}  // namespace wattill::node
