#pragma once

#include "simulator/gateway/book.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace wattill::sim {

/// Delivers notifications on a thread of its own until they are acknowledged or the schedule is
/// used up. Alipay wants exactly "success" for an answer, UnionPay HTTP 200 or 302. After a restart
/// it goes on with what is not done.
class Notifier {
  public:
    /// Pauses before the first, second … delivery.
    using Schedule = std::vector<std::chrono::milliseconds>;
    [[nodiscard]] static Schedule fast();          ///< 8 deliveries within a minute
    [[nodiscard]] static Schedule real();          ///< 8 deliveries within 25 hours, as documented
    [[nodiscard]] static Schedule fastUnionPay();  ///< 5 deliveries within 8 seconds
    [[nodiscard]] static Schedule realUnionPay();  ///< 5 deliveries within 12 minutes

    /// `book` is touched only under `mutex`; `changed` is called under it after each delivery.
    Notifier(std::mutex& mutex, Book& book, Schedule alipay, Schedule unionPay,
             std::function<void()> changed);
    ~Notifier();
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// The book has changed. Under `mutex`.
    void wake() { m_wake.notify_all(); }

  private:
    using Steady = std::chrono::steady_clock;
    void run();
    [[nodiscard]] Notice* nextDue(Steady::time_point& due);
    struct Reply;
    [[nodiscard]] static Reply deliver(const std::string& url, const std::string& body);
    void recordAttempt(const std::string& id, const Reply& reply);
    [[nodiscard]] const Schedule& scheduleOf(const Notice& notice) const;

    std::mutex& m_mutex;
    Book& m_book;
    Schedule m_alipay;
    Schedule m_unionPay;
    std::function<void()> m_changed;
    std::condition_variable m_wake;
    std::map<std::string, Steady::time_point> m_due;
    bool m_stopping = false;
    std::thread m_thread;
};

}  // namespace wattill::sim
