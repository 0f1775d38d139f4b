#include "meters/loop.hpp"

#include "base/assertion.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace wattill::sim {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

constexpr nanoseconds kLongest = 1s;

}  // namespace

Loop::Loop()
    : m_epoll(epoll_create1(EPOLL_CLOEXEC)), m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    WATTILL_ASSERT(m_epoll >= 0 && m_wake >= 0, "no descriptors left");
    epoll_event event{EPOLLIN, {.fd = m_wake}};
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wake, &event);
}

Loop::~Loop() {
    m_thread.request_stop();
    poke();
    if (m_thread.joinable()) m_thread.join();
    close(m_wake);
    close(m_epoll);
}

void Loop::start() {
    const std::lock_guard lock(m_mutex);
    if (m_thread.joinable()) return;
    m_thread = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

void Loop::poke() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t woken = write(m_wake, &one, sizeof one);
}

void Loop::add(LoopClient& client) {
    wake(client);
}

void Loop::remove(LoopClient& client) {
    const auto due = m_due.find(&client);
    if (due != m_due.end()) {
        m_order.erase({due->second, &client});
        m_due.erase(due);
    }
    for (auto it = m_watches.begin(); it != m_watches.end();) {
        const int descriptor = it->first;
        const bool mine = it->second.client == &client;
        ++it;
        if (mine) forget(descriptor);
    }
}

void Loop::watch(int descriptor, LoopClient& client, std::function<void()> readable) {
    m_watches[descriptor] = {&client, std::move(readable)};
    epoll_event event{EPOLLIN, {.fd = descriptor}};
    const int added = epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
    WATTILL_ASSERT(added == 0, "a descriptor cannot be waited for");
}

void Loop::forget(int descriptor) {
    if (m_watches.erase(descriptor) == 0) return;
    epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
}

void Loop::wake(LoopClient& client) {
    schedule(client, Steady::time_point());
    poke();
}

void Loop::schedule(LoopClient& client, Steady::time_point at) {
    const auto [due, fresh] = m_due.try_emplace(&client, at);
    if (!fresh) m_order.erase({due->second, &client});
    due->second = at;
    m_order.emplace(at, &client);
}

void Loop::serve(const std::stop_token& stop) {
    prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);  // ns; the default would add 50 us a wait
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        nanoseconds wait = kLongest;
        if (!m_order.empty()) {
            const nanoseconds until = m_order.begin()->first - Steady::now();
            wait = std::clamp<nanoseconds>(until, 0ns, kLongest);
        }
        const timespec timeout{0, wait == kLongest ? kLongest.count() - 1 : wait.count()};
        // epoll's own waits count milliseconds; a character at 9600 baud takes one.
        pollfd waiting{m_epoll, POLLIN, 0};
        lock.unlock();
        const int ready = ppoll(&waiting, 1, &timeout, nullptr);
        lock.lock();
        if (ready > 0) dispatch();
        runDue(Steady::now());
    }
}

void Loop::dispatch() {
    std::array<epoll_event, 64> events{};
    const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
        const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
        if (descriptor == m_wake) {
            std::uint64_t ignored = 0;
            [[maybe_unused]] const ssize_t emptied = read(m_wake, &ignored, sizeof ignored);
            continue;
        }
        // One that was called earlier may have forgotten this one.
        const auto found = m_watches.find(descriptor);
        if (found == m_watches.end()) continue;
        const Watch watch = found->second;  // it may forget itself
        watch.readable();
        schedule(*watch.client, Steady::time_point());
    }
}

void Loop::runDue(Steady::time_point now) {
    std::vector<LoopClient*> due;
    for (auto it = m_order.begin(); it != m_order.end() && it->first <= now; ++it)
        due.push_back(it->second);
    for (LoopClient* client : due)
        schedule(*client, client->run(now));
}

}  // namespace wattill::sim
