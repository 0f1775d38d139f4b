#pragma once

#include "metering/bus.hpp"
#include "metering/meter_command.hpp"

#include <array>
#include <cstddef>
#include <deque>
#include <mutex>

namespace wattill::metering::dlt645 {

/// What came of a request.
enum class Outcome {
    Answered,
    Refused,   ///< a believable no
    Silent,    ///< not one byte in time
    Spoilt,    ///< the right shape with a wrong check sum
    NoAnswer,  ///< bytes that were no answer to the request
};

/// How one meter has answered so far. Any thread.
class Tally {
  public:
    void sent();
    /// `time` is from the end of the request to the end of the answer.
    void came(Outcome outcome, Duration time, Instant at);
    [[nodiscard]] MeterHealth health(const MeterId& meter) const;

  private:
    mutable std::mutex m_mutex;
    MeterHealth m_counts;
    std::array<Duration, 128> m_times{};  ///< of the last good answers, the oldest overwritten
    std::size_t m_good = 0;               ///< good answers so far
};

/// The frames of one command, the newest 64. One thread.
class FrameLog {
  public:
    void add(Direction direction, std::span<const std::uint8_t> bytes);
    [[nodiscard]] std::vector<CommandFrame> take();

  private:
    std::deque<CommandFrame> m_frames;
};

}  // namespace wattill::metering::dlt645
