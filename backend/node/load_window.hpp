#pragma once

#include "base/time.hpp"
#include "metering/bus.hpp"

#include <deque>

namespace wattill::node {

/// What a line did within the last minutes, from counts that only rise. Pure: time comes in as an
/// argument, from a clock that never jumps. One thread.
class LoadWindow {
  public:
    static constexpr Duration kMinute = std::chrono::minutes(1);
    static constexpr Duration kQuarter = std::chrono::minutes(15);

    /// A time before the last sample's, or at it, is ignored.
    void sample(Duration now, const metering::BusHealth& counts);

    struct Span {
        Duration covered{};          ///< shorter than asked for while samples are few
        int loadPermille = 0;        ///< of the time covered, 0 … 1000
        metering::BusHealth counts;  ///< the change within it; portOpen as it is now
    };
    /// Up to the last sample, from the newest one that is at least `time` older.
    [[nodiscard]] Span over(Duration time) const;

  private:
    struct Sample {
        Duration at;
        metering::BusHealth counts;
    };
    std::deque<Sample> m_samples;  // oldest first; one is older than kQuarter
};

}  // namespace wattill::node
