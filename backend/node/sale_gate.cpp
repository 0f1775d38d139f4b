#include "node/sale_gate.hpp"

#include <cstdlib>

#include <fmt/format.h>

namespace wattill::node {

std::optional<Duration> SaleGate::aheadOf(const std::string& channel) const {
    std::optional<Duration> furthest;
    for (const auto& [name, health] : m_channels.health()) {
        if (!health.clockAhead) continue;
        if (name == channel) return health.clockAhead;
        const bool further =
            !furthest || std::chrono::abs(*health.clockAhead) > std::chrono::abs(*furthest);
        if (further) furthest = health.clockAhead;
    }
    return furthest;
}

Result<void> SaleGate::admit(const std::string& channel) const {
    const auto known = m_channels.find(channel);
    if (!known) return known.error();
    const auto ahead = aheadOf(channel);
    if (standing(ahead, m_bounds) != ClockStanding::Wrong) return {};
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*ahead).count();
    return Error{
        ErrorCode::Unavailable, Retry::Later,
        fmt::format("no payment is taken: this machine's clock is {} s {} that of the "
                    "payment channels, and no more than {} s are allowed; set the clock "
                    "(timedatectl). Nothing was charged",
                    std::abs(seconds), seconds < 0 ? "behind" : "ahead of",
                    std::chrono::duration_cast<std::chrono::seconds>(m_bounds.stop).count()),
        fmt::format("channel {}", channel)};
}

std::vector<api::ClosedChannelView> SaleGate::closed() const {
    std::vector<api::ClosedChannelView> all;
    for (const std::string& channel : m_channels.names()) {
        if (standing(aheadOf(channel), m_bounds) == ClockStanding::Wrong) {
            all.push_back({channel, "clock-wrong"});
        }
    }
    return all;
}

}  // namespace wattill::node
