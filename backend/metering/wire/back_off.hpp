#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "metering/wire/wait.hpp"

#include <string>

namespace wattill::metering::wire {

/// When a line that cannot be opened is tried again: 50 ms after the first failure, then after
/// twice as long each time, 5 s at most. Time is an argument. One thread.
class BackOff {
  public:
    /// Unreachable, with the reason of the last failure, while it is too soon.
    [[nodiscard]] Result<void> due(SteadyTime now) const;
    void failed(SteadyTime now, const Error& why);
    void opened() { m_wait = Duration(0); }

  private:
    SteadyTime m_next{};
    Duration m_wait{0};
    std::string m_whyNot;
};

}  // namespace wattill::metering::wire
