#include "simulator/gateway/notifier.hpp"

#include <algorithm>

#include <httplib.h>

namespace wattill::sim {

using namespace std::chrono_literals;

Notifier::Schedule Notifier::fast() {
    return {0ms, 500ms, 1s, 2s, 4s, 8s, 15s, 25s};
}

Notifier::Schedule Notifier::real() {
    return {0ms, 4min, 10min, 10min, 1h, 2h, 6h, 15h};
}

Notifier::Schedule Notifier::fastUnionPay() {
    return {0ms, 500ms, 1s, 2s, 4s};
}

/// "At most 5 sends; re-sends after 1, 2, 4, 5 minutes."
Notifier::Schedule Notifier::realUnionPay() {
    return {0ms, 1min, 2min, 4min, 5min};
}

struct Notifier::Reply {
    int status = 0;  ///< of HTTP; 0 when there was no answer
    std::string text;
};

const Notifier::Schedule& Notifier::scheduleOf(const Notice& notice) const {
    return notice.channel == kUnionPay ? m_unionPay : m_alipay;
}

Notifier::Notifier(std::mutex& mutex, Book& book, Schedule alipay, Schedule unionPay,
                   std::function<void()> changed)
    : m_mutex(mutex),
      m_book(book),
      m_alipay(std::move(alipay)),
      m_unionPay(std::move(unionPay)),
      m_changed(std::move(changed)),
      m_thread([this] { run(); }) {}

Notifier::~Notifier() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_wake.notify_all();
    }
    m_thread.join();
}

Notice* Notifier::nextDue(Steady::time_point& due) {
    Notice* next = nullptr;
    for (Notice& notice : m_book.notices) {
        if (notice.done) continue;
        const auto first = scheduleOf(notice).front() + std::chrono::milliseconds(notice.delayMs);
        const auto at = m_due.try_emplace(notice.id, Steady::now() + first).first;
        if (next == nullptr || at->second < due) {
            next = &notice;
            due = at->second;
        }
    }
    return next;
}

void Notifier::run() {
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        Steady::time_point due;
        Notice* notice = nextDue(due);
        if (notice == nullptr) {
            m_wake.wait(lock);
            continue;
        }
        if (Steady::now() < due) {
            m_wake.wait_until(lock, due);
            continue;
        }
        const Notice copy = *notice;
        lock.unlock();
        const Reply reply = deliver(copy.url, copy.body);
        lock.lock();
        recordAttempt(copy.id, reply);
    }
}

void Notifier::recordAttempt(const std::string& id, const Reply& reply) {
    const auto notice = std::find_if(m_book.notices.begin(), m_book.notices.end(),
                                     [&](const Notice& n) { return n.id == id; });
    if (notice == m_book.notices.end()) return;
    ++notice->attempts;
    notice->lastAnswer = reply.text;
    const bool received = reply.status == 200 || reply.status == 302;
    const bool acknowledged =
        notice->channel == kUnionPay ? received : reply.status == 200 && reply.text == "success";
    const Schedule& schedule = scheduleOf(*notice);
    const auto attempts = static_cast<std::size_t>(notice->attempts);
    if (acknowledged && notice->extra > 0) {
        --notice->extra;
        m_due[id] = Steady::now();
    } else if (acknowledged || attempts >= schedule.size()) {
        notice->done = true;
        m_due.erase(id);
    } else {
        m_due[id] = Steady::now() + schedule[attempts];
    }
    m_changed();
}

Notifier::Reply Notifier::deliver(const std::string& url, const std::string& body) {
    const std::size_t host = url.find("://");
    if (host == std::string::npos) return {0, "no URL"};
    const std::size_t path = url.find('/', host + 3);
    httplib::Client client(url.substr(0, path));
    client.set_connection_timeout(2s);
    client.set_read_timeout(10s);
    const auto result = client.Post(path == std::string::npos ? "/" : url.substr(path), body,
                                    "application/x-www-form-urlencoded; charset=utf-8");
    if (!result) return {0, "no answer: " + httplib::to_string(result.error())};
    constexpr std::size_t kEnough = 200;
    const std::string text = result->status == 200 ? result->body.substr(0, kEnough)
                                                   : "HTTP " + std::to_string(result->status);
    return {result->status, text};
}

}  // namespace wattill::sim
