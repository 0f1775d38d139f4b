#include "terminal/idle_watch.hpp"

namespace wattill::kiosk {

void IdleWatch::follow(std::optional<IdleRule> rule, Duration now) {
    m_rule = rule;
    m_lastTouch = now;
}

IdleWatch::Look IdleWatch::at(Duration now) const {
    if (!m_rule) return {};
    const Duration quiet = now - m_lastTouch;
    if (quiet < m_rule->quiet) return {};
    const Duration left = m_rule->quiet + m_rule->warned - quiet;
    if (left <= Duration(0)) return {.over = true};
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    return {.over = false, .secondsLeft = static_cast<int>(seconds), .banner = m_rule->banner};
}

}  // namespace wattill::kiosk
