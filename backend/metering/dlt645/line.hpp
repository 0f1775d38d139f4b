#pragma once

#include "metering/bus.hpp"
#include "metering/wire/wait.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace wattill::metering::dlt645 {

using wire::SteadyTime;

/// Where bytes go out and come in, and the time by which that is waited for. One thread.
class Line {
  public:
    virtual ~Line() = default;
    /// Unreachable, with the remedy: not there, no right to it, or another program holds it.
    virtual Result<void> open() = 0;
    virtual void close() = 0;
    /// What was sent has not been taken by the other end, long after: only over TCP, when the
    /// network or the server is gone.
    [[nodiscard]] virtual bool isStuck() const { return false; }
    /// close(), and what is still on its way does not arrive when the network is back.
    virtual void abandon() { close(); }
    [[nodiscard]] virtual bool isOpen() const = 0;
    /// All of it, or Unreachable: the line is gone.
    virtual Result<void> send(std::span<const std::uint8_t> bytes) = 0;
    /// What has come by `deadline`, at least one byte; 0 when nothing came. Unreachable: gone.
    virtual Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline) = 0;
    /// The steady clock, but where a test makes its own time.
    [[nodiscard]] virtual SteadyTime now() const;
    virtual void waitUntil(SteadyTime at);
};

/// A serial port, or "tcp:HOST:PORT". Opens nothing yet. InvalidInput: a port, baud rate or stop
/// bits that cannot be.
[[nodiscard]] Result<std::unique_ptr<Line>> makeLine(const BusConfig& config);

}  // namespace wattill::metering::dlt645
