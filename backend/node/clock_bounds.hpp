#pragma once

#include "base/time.hpp"

#include <chrono>
#include <optional>

namespace wattill::node {

/// How far this machine's clock may be from the payment channels'. Channels refuse orders whose
/// time is not theirs, or let them run out at once.
struct ClockBounds {
    Duration warn{std::chrono::seconds(30)};   ///< further off: an alarm
    Duration stop{std::chrono::seconds(120)};  ///< further off: no new orders
};

enum class ClockStanding { NotMeasured, Right, Off, Wrong };

/// `ahead` is payment::ChannelHealth::clockAhead.
[[nodiscard]] inline ClockStanding standing(const std::optional<Duration>& ahead,
                                            const ClockBounds& bounds) {
    if (!ahead) return ClockStanding::NotMeasured;
    const Duration off = std::chrono::abs(*ahead);
    if (off > bounds.stop) return ClockStanding::Wrong;
    return off > bounds.warn ? ClockStanding::Off : ClockStanding::Right;
}

}  // namespace wattill::node
