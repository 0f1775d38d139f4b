#pragma once

#include "base/executor.hpp"

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace wattill::node {

/// One thread that runs tasks in the order of their time. Any thread may post. The destructor ends
/// the thread after the task under way; what still waits is dropped.
class Worker final : public Executor {
  public:
    /// `name`: up to 15 letters, as `top -H` shows it. `limit`: bound for tryPost().
    explicit Worker(const std::string& name, std::size_t limit = 4096);
    ~Worker() override;
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void post(Task task) override { postAfter(Duration::zero(), std::move(task)); }
    void postAfter(Duration delay, Task task) override;
    /// False, and nothing done, when `limit` tasks wait or the worker is stopping.
    [[nodiscard]] bool tryPost(Task task);
    /// Ends the thread; later posts are dropped. Not from the worker's own thread.
    void stop();

  private:
    using Steady = std::chrono::steady_clock;
    void run();

    const std::size_t m_limit;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::multimap<Steady::time_point, Task> m_tasks;
    bool m_stopping = false;
    std::thread m_thread;
};

/// Names the calling thread for `top -H` and debuggers.
void nameThisThread(const std::string& name);

}  // namespace wattill::node
