#include "metering/frame_log.hpp"

#include <iterator>

namespace wattill::metering {

namespace {
constexpr std::size_t kFramesKept = 64;
}

void FrameLog::add(Direction direction, std::span<const std::uint8_t> bytes) {
    if (m_frames.size() == kFramesKept) m_frames.pop_front();
    m_frames.push_back({direction == Direction::ToMeter, {bytes.begin(), bytes.end()}});
}

std::vector<CommandFrame> FrameLog::take() {
    std::vector<CommandFrame> taken(std::make_move_iterator(m_frames.begin()),
                                    std::make_move_iterator(m_frames.end()));
    m_frames.clear();
    return taken;
}

}  // namespace wattill::metering
