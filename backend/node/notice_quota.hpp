#pragma once

#include "base/time.hpp"

#include <mutex>

namespace wattill::node {

/// How many refused notifications are kept: whoever reaches the notify port can send them, and each
/// is a write to the disk that orders wait for. The rest is in the log alone. Any thread.
class NoticeQuota {
  public:
    static constexpr int kMost = 30;
    static constexpr Duration kWithin = std::chrono::minutes(1);

    /// One more; false: not now.
    [[nodiscard]] bool admit(Instant now) {
        const std::lock_guard guard(m_guard);
        // Also when the clock was set back.
        if (now < m_since || now >= m_since + kWithin) {
            m_since = now;
            m_admitted = 0;
        }
        return ++m_admitted <= kMost;
    }

  private:
    std::mutex m_guard;
    Instant m_since;
    std::int64_t m_admitted = 0;
};

}  // namespace wattill::node
