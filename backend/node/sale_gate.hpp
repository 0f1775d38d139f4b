#pragma once

#include "api/types.hpp"
#include "node/channels.hpp"
#include "node/clock_bounds.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wattill::node {

/// Whether a new order may be made. Goes by what the channels were heard to say last, and keeps
/// nothing of its own: as soon as the clock is right again, orders are taken again. Any thread.
class SaleGate {
  public:
    SaleGate(const Channels& channels, ClockBounds bounds)
        : m_channels(channels), m_bounds(bounds) {}

    /// NotFound without such a channel. Unavailable while the clock is too far off: nothing was
    /// done. A channel that was never heard goes by what the others say of the clock; while none
    /// was heard at all, orders are taken.
    [[nodiscard]] Result<void> admit(const std::string& channel) const;
    /// The channels that take no order at present.
    [[nodiscard]] std::vector<api::ClosedChannelView> closed() const;

  private:
    [[nodiscard]] std::optional<Duration> aheadOf(const std::string& channel) const;

    const Channels& m_channels;
    const ClockBounds m_bounds;
};

}  // namespace wattill::node
