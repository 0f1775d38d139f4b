#pragma once

#include "link/lane.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace wattill::kiosk {

/// A thread and a client. The destructor drops what waits and joins after the call under way, so it
/// takes as long as that call's time-out at most.
class ThreadLane final : public Lane {
  public:
    explicit ThreadLane(std::unique_ptr<api::Client> client);
    ~ThreadLane() override;
    ThreadLane(const ThreadLane&) = delete;
    ThreadLane& operator=(const ThreadLane&) = delete;

    bool post(Task task) override;

  private:
    void run();

    std::unique_ptr<api::Client> m_client;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_tasks;
    bool m_stopping = false;
    std::thread m_thread;
};

}  // namespace wattill::kiosk
