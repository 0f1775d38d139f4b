#pragma once

#include "metering/bus.hpp"
#include "metering/meter_command.hpp"

#include <deque>
#include <span>
#include <vector>

namespace wattill::metering {

/// The frames of one command, the newest 64. One thread.
class FrameLog {
  public:
    void add(Direction direction, std::span<const std::uint8_t> bytes);
    /// Oldest first; none are left.
    [[nodiscard]] std::vector<CommandFrame> take();

  private:
    std::deque<CommandFrame> m_frames;
};

}  // namespace wattill::metering
