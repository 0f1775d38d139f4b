#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "metering/wire/wait.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace wattill::metering::modbus {

using wire::SteadyTime;

/// An open wire to meters, whatever it is made of: bytes out, bytes in. Closed by its end. One
/// thread.
class Line {
  public:
    virtual ~Line() = default;
    /// Sends a frame as it goes over the wire. Unreachable: the line is gone, and the frame did not
    /// go out whole.
    virtual Result<void> send(std::span<const std::uint8_t> frame) = 0;
    /// What has come by `deadline`, at least one byte; 0 when nothing came. Unreachable: gone.
    virtual Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline) = 0;
    /// How long the line itself may hold bytes back in the middle of a frame.
    [[nodiscard]] virtual Duration jitter() const = 0;
    /// The other end has not even taken what was sent: the line is dead, whatever the meters are.
    [[nodiscard]] virtual bool stalled() const = 0;
    /// What was sent and is still on its way shall never arrive; the line is closed next.
    virtual void discard() = 0;
};

using LineOpener = std::function<Result<std::unique_ptr<Line>>()>;

}  // namespace wattill::metering::modbus
