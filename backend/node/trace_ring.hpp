#pragma once

#include "metering/bus.hpp"

#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace wattill::node {

/// The last frames of one line, kept on demand for a time. Bounded. Any thread.
class TraceRing {
  public:
    static constexpr std::size_t kFrames = 4'000;

    struct Kept {
        std::int64_t number = 0;  ///< rises by one; never used again
        metering::Direction direction = metering::Direction::ToMeter;
        Instant at;
        Duration gap{};                   ///< since the frame before it
        std::vector<std::uint8_t> bytes;  ///< secret ones as the protocol's zero
        std::size_t secretFrom = 0;       ///< which these are: [from, until)
        std::size_t secretUntil = 0;
    };

    /// Keeps what take() is given up to `until`, instead of what was kept of an earlier time. While
    /// it runs: only goes on for longer.
    void start(Instant now, Instant until);
    [[nodiscard]] bool running(Instant now) const { return left(now) > Duration::zero(); }
    /// How long it still keeps frames; zero: it does not.
    [[nodiscard]] Duration left(Instant now) const;
    void take(metering::Protocol protocol, const metering::Frame& frame);

    struct Page {
        std::int64_t missed = 0;  ///< frames after `after` that are no longer kept
        std::vector<Kept> frames;
    };
    /// The oldest frames with a number above `after`, at most `limit`.
    [[nodiscard]] Page page(std::int64_t after, std::size_t limit) const;

  private:
    mutable std::mutex m_mutex;
    std::deque<Kept> m_frames;
    std::int64_t m_last = 0;   ///< number of the newest frame
    std::int64_t m_first = 1;  ///< number that this time's first frame had or will have
    Instant m_until;
};

}  // namespace wattill::node
