#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "metering/meter.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::metering {

enum class Parity { None, Odd, Even };

enum class Protocol { ModbusRtu, ModbusTcp, Dlt645 };
[[nodiscard]] std::string_view name(Protocol protocol);  ///< "modbus-rtu", "modbus-tcp", "dlt645"
[[nodiscard]] std::optional<Protocol> protocolFrom(std::string_view name);

/// One RS-485 line. A profile's `link` says what its meters leave the factory with; the line's
/// setting is the site's.
struct BusConfig {
    BusId name;
    /// "/dev/ttyS1", "/dev/serial/by-id/…", or "tcp:HOST:PORT": a gateway for ModbusTcp, a
    /// transparent serial server for the others.
    std::string port;
    int baud = 9600;  ///< 1200, 2400, 4800, 9600, 19200, 38400
    Parity parity = Parity::None;
    int stopBits = 1;  ///< 1 or 2
    Protocol protocol = Protocol::ModbusRtu;
};

/// "tcp:HOST:PORT" taken apart. An IPv6 host stands in brackets: "tcp:[fd00::7]:4001".
struct TcpPort {
    std::string host;  ///< without brackets
    std::uint16_t port = 0;
    bool operator==(const TcpPort&) const = default;
};
/// Empty for a port that is a serial device. InvalidInput, with the remedy: empty, or "tcp:" and
/// then no host and port.
[[nodiscard]] Result<std::optional<TcpPort>> tcpPort(std::string_view port);

struct MeterOnBus {
    MeterId meter;
    std::string profile;  ///< id of a profile of the library
    /// Once per bus. Modbus: 1 … 247. DL/T 645: the twelve digits as a number.
    std::int64_t address = 0;
    bool unlocked = false;  ///< the site has confirmed the profile's commands on a real meter
};

/// How one meter answers. Times are from the end of the request to the end of the answer.
struct MeterHealth {
    MeterId meter;
    std::uint64_t sent = 0;
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t crcErrors = 0;
    std::uint64_t badReplies = 0;        ///< CRC errors included
    std::optional<Duration> lastTime;    ///< of the last good answer
    std::optional<Duration> medianTime;  ///< of the last 128 good answers
    std::optional<Duration> p95Time;     ///< the same
    std::optional<Instant> lastGoodAt;
};

/// Counts since the bus was made. Divide busyMs of two snapshots by the time between them for the
/// load of the line.
struct BusHealth {
    std::uint64_t sent = 0;      ///< requests put on the wire
    std::uint64_t answered = 0;  ///< believable answers, exceptions included
    std::uint64_t refused = 0;   ///< of those: exceptions
    /// Not one byte of an answer in time, or a gateway's word that the meter is silent.
    std::uint64_t timeouts = 0;
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

/// Told which address is asked next; see Bus::onGap().
using FrameGap = std::function<void(std::int64_t address)>;

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
    /// In the order they were added. Any thread.
    [[nodiscard]] virtual std::vector<MeterHealth> meterHealth() const = 0;
    /// One block of a profile at an address, whether or not a meter was added there: for people who
    /// look for one. Never writes. NotFound: the profile has no such block.
    virtual Result<std::vector<std::uint8_t>> readBlock(const std::string& profile,
                                                        std::int64_t address,
                                                        const std::string& block) = 0;
    /// Called on the bus's thread for each frame; an empty function ends it.
    virtual void trace(FrameTrace sink) = 0;
    /// `gap` is called on the bus's thread before each request that reads, while the line is free:
    /// there it may use meters at other addresses. Not before a write, nor before what brings a
    /// meter into step for it, nor within a value of several frames. Empty ends it.
    virtual void onGap(FrameGap) {}
};

}  // namespace wattill::metering
