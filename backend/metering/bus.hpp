#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "metering/meter.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace wattill::metering {

enum class Parity { None, Odd, Even };

/// One RS-485 line. A profile's `link` says what its meters leave the factory with; the line's
/// setting is the site's.
struct BusConfig {
    BusId name;
    std::string port;  ///< "/dev/ttyS1", "/dev/serial/by-id/…" or a link to a pty
    int baud = 9600;   ///< 1200, 2400, 4800, 9600, 19200, 38400
    Parity parity = Parity::None;
    int stopBits = 1;  ///< 1 or 2
};

struct MeterOnBus {
    MeterId meter;
    std::string profile;    ///< id of a profile of the library
    int address = 0;        ///< 1 … 247, once per bus
    bool unlocked = false;  ///< the site has confirmed the profile's commands on a real meter
};

/// Counts since the bus was made. Divide busyMs of two snapshots by the time between them for the
/// load of the line.
struct BusHealth {
    std::uint64_t sent = 0;       ///< requests put on the wire
    std::uint64_t answered = 0;   ///< believable answers, exceptions included
    std::uint64_t refused = 0;    ///< of those: exceptions
    std::uint64_t timeouts = 0;   ///< not one byte of an answer in time
    std::uint64_t crcErrors = 0;  ///< an answer of the right shape with a wrong check sum
    std::uint64_t badReplies =
        0;  ///< bytes that were no answer to the request, CRC errors included
    std::uint64_t strayBytes = 0;  ///< thrown away: late answers, echo, noise
    std::uint64_t opened = 0;      ///< times the port was opened
    std::uint64_t busyMs = 0;      ///< the line was taken: frames, turnaround, silence, drains
    bool portOpen = false;
};

enum class Direction { ToMeter, FromMeter };

/// Bytes as they went over the wire, CRC included. Valid during the call only.
struct Frame {
    Direction direction = Direction::ToMeter;
    Instant at;
    std::span<const std::uint8_t> bytes;
};
using FrameTrace = std::function<void(const Frame&)>;

/// The meters that share one line. It and its meters belong to one thread, the bus's own; only
/// health() may be called from any thread.
class Bus {
  public:
    virtual ~Bus() = default;
    [[nodiscard]] virtual const BusId& name() const = 0;
    /// InvalidInput: unknown profile, address out of range, address or number there already. Before
    /// the first use of the line.
    virtual Result<void> addMeter(const MeterOnBus& meter) = 0;
    /// The meter must have been added; the reference lives as long as the bus.
    [[nodiscard]] virtual Meter& meter(const MeterId& meter) = 0;
    /// Opens the port if it is not open. Not needed before meter(): a call opens it by itself, and
    /// again after it vanished. Unreachable: not there, taken by another program, not a serial
    /// port.
    virtual Result<void> open() = 0;
    [[nodiscard]] virtual BusHealth health() const = 0;
    /// Called on the bus's thread for each frame; an empty function ends it.
    virtual void trace(FrameTrace sink) = 0;
};

}  // namespace wattill::metering
