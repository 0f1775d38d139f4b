#pragma once

#include "base/time.hpp"

#include <atomic>
#include <optional>

namespace wattill::payment::wire {

/// How far this machine's clock is from a channel's, by the Date header of its answers (RFC 9110:
/// whole seconds). Written by the thread that calls, read by any.
class ClockSkew {
  public:
    /// `before` and `after` the exchange: the answer was dated somewhere between them, and its
    /// second may be almost over. Only what no such moment explains counts as skew.
    void note(Instant before, Instant after, const std::optional<Instant>& date) {
        if (!date) return;
        const Instant earliest = *date;
        const Instant latest = *date + std::chrono::seconds(1);
        Duration ahead{0};
        if (before > latest) ahead = before - latest;
        if (after < earliest) ahead = after - earliest;
        m_aheadMs = ahead.count();
        m_known = true;
    }
    /// Positive when this machine's clock is ahead; empty before the first dated answer.
    [[nodiscard]] std::optional<Duration> ahead() const {
        if (!m_known) return std::nullopt;
        return Duration(m_aheadMs.load());
    }

  private:
    std::atomic<std::int64_t> m_aheadMs{0};
    std::atomic<bool> m_known{false};
};

}  // namespace wattill::payment::wire
