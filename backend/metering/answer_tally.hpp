#pragma once

#include "metering/bus.hpp"

#include <array>
#include <cstddef>
#include <mutex>

namespace wattill::metering {

/// What came of a request.
enum class AnswerKind {
    Good,
    Refused,   ///< a believable no
    Silent,    ///< not one byte in time, or a gateway's word that the meter is silent
    CrcError,  ///< the right shape with a wrong check sum
    NoAnswer,  ///< bytes that were no answer to the request
};

/// How one meter has answered so far. Any thread.
class AnswerTally {
  public:
    void sent();
    /// `time` is from the end of the request to the end of the answer.
    void came(AnswerKind kind, Duration time, Instant at);
    [[nodiscard]] MeterHealth health(const MeterId& meter) const;

  private:
    mutable std::mutex m_mutex;
    MeterHealth m_counts;
    std::array<Duration, 128> m_times{};  ///< of the last good answers, oldest overwritten
    std::size_t m_good = 0;               ///< good answers so far
};

}  // namespace wattill::metering
