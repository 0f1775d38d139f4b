#pragma once

#include "base/time.hpp"

#include <optional>

namespace wattill::kiosk {

/// When a page is left by itself: after `quiet` without a touch, counted down through `warned`.
struct IdleRule {
    Duration quiet{};
    Duration warned{};
    bool banner = false;  ///< the countdown takes the full width; else the page's button shows it
    bool operator==(const IdleRule&) const = default;
};

/// Counts the quiet time of the page on the screen. Times are of a clock that never jumps.
class IdleWatch {
  public:
    struct Look {
        bool over = false;
        int secondsLeft = 0;  ///< 0: not counting down
        bool banner = false;
    };

    /// A page without a rule is never left by itself.
    void follow(std::optional<IdleRule> rule, Duration now);
    /// One touch ends a countdown.
    void touched(Duration now) { m_lastTouch = now; }
    [[nodiscard]] const std::optional<IdleRule>& rule() const { return m_rule; }
    [[nodiscard]] Look at(Duration now) const;

  private:
    std::optional<IdleRule> m_rule;
    Duration m_lastTouch{};
};

}  // namespace wattill::kiosk
