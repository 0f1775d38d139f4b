#pragma once

#include "base/result.hpp"
#include "metering/wire/wait.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace wattill::metering::wire {

/// What people call an open line, and what they look at when it is gone.
struct Place {
    std::string name;    ///< "the serial port"
    std::string remedy;  ///< "check the adapter and its cable"
};
/// Unreachable. `number` is an errno; 0: the other end closed it.
[[nodiscard]] Error gone(const Place& place, const char* what, int number);

/// All of it by the deadline, or Unreachable: a part may have gone out. Of a tty or a socket; a
/// peer that went away is an error, not a signal.
[[nodiscard]] Result<void> sendAll(int descriptor, std::span<const std::uint8_t> bytes,
                                   SteadyTime deadline, const Place& place);
/// What has come by `deadline`, at least one byte; 0 when nothing came. Unreachable: gone.
[[nodiscard]] Result<std::size_t> readSome(int descriptor, std::span<std::uint8_t> into,
                                           SteadyTime deadline, const Place& place);

}  // namespace wattill::metering::wire
