#include "metering/dlt645/tally.hpp"

#include <algorithm>
#include <iterator>

namespace wattill::metering::dlt645 {
namespace {

constexpr std::size_t kKeptFrames = 64;

}  // namespace

void Tally::sent() {
    const std::lock_guard lock(m_mutex);
    ++m_counts.sent;
}

void Tally::came(Outcome outcome, Duration time, Instant at) {
    const std::lock_guard lock(m_mutex);
    switch (outcome) {
        case Outcome::Answered:
            ++m_counts.answered;
            m_counts.lastGoodAt = at;
            m_counts.lastTime = time;
            m_times[m_good++ % m_times.size()] = time;
            return;
        case Outcome::Refused:
            ++m_counts.answered;
            ++m_counts.refused;
            return;
        case Outcome::Silent:
            ++m_counts.timeouts;
            return;
        case Outcome::Spoilt:
            ++m_counts.crcErrors;
            ++m_counts.badReplies;
            return;
        case Outcome::NoAnswer:
            ++m_counts.badReplies;
            return;
    }
}

MeterHealth Tally::health(const MeterId& meter) const {
    const std::lock_guard lock(m_mutex);
    MeterHealth health = m_counts;
    health.meter = meter;
    const std::size_t count = std::min(m_good, m_times.size());
    if (count == 0) return health;
    std::array<Duration, 128> times = m_times;
    std::sort(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(count));
    // The nearest rank: of 128, the 64th and the 122nd.
    health.medianTime = times[(count + 1) / 2 - 1];
    health.p95Time = times[(count * 95 + 99) / 100 - 1];
    return health;
}

void FrameLog::add(Direction direction, std::span<const std::uint8_t> bytes) {
    if (m_frames.size() == kKeptFrames) m_frames.pop_front();
    m_frames.push_back({direction == Direction::ToMeter, {bytes.begin(), bytes.end()}});
}

std::vector<CommandFrame> FrameLog::take() {
    std::vector<CommandFrame> frames(std::make_move_iterator(m_frames.begin()),
                                     std::make_move_iterator(m_frames.end()));
    m_frames.clear();
    return frames;
}

}  // namespace wattill::metering::dlt645
