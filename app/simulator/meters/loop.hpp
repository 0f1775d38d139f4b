#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace wattill::sim {

using Steady = std::chrono::steady_clock;

/// Something that a Loop runs.
class LoopClient {
  public:
    virtual ~LoopClient() = default;
    /// Does what is due and says when it wants to be called next. Called with the loop's mutex
    /// held, in its thread.
    virtual Steady::time_point run(Steady::time_point now) = 0;
};

/// One thread that waits for descriptors and moments on behalf of any number of buses. Its mutex
/// guards everything that its clients own; all functions but start() want it held.
class Loop {
  public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    [[nodiscard]] std::mutex& mutex() { return m_mutex; }
    /// A second call does nothing.
    void start();
    void add(LoopClient& client);
    /// Also forgets the client's descriptors.
    void remove(LoopClient& client);
    /// `readable` is called when there is something to read, and run() of the client after it.
    void watch(int descriptor, LoopClient& client, std::function<void()> readable);
    void forget(int descriptor);
    /// Runs the client as soon as the mutex is free: what is due for it has changed.
    void wake(LoopClient& client);

  private:
    struct Watch {
        LoopClient* client;
        std::function<void()> readable;
    };

    void serve(const std::stop_token& stop);
    void dispatch();
    void runDue(Steady::time_point now);
    void schedule(LoopClient& client, Steady::time_point at);
    void poke() const;

    std::mutex m_mutex;
    std::map<int, Watch> m_watches;
    std::map<LoopClient*, Steady::time_point> m_due;
    std::set<std::pair<Steady::time_point, LoopClient*>> m_order;  ///< m_due by time
    int m_epoll = -1;
    int m_wake = -1;  ///< an eventfd that ends the wait of the thread
    std::jthread m_thread;
};

}  // namespace wattill::sim
