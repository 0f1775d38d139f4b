#pragma once

#include "base/result.hpp"
#include "meters/loop.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace wattill::sim {

enum class PortKind {
    Pty,        ///< looks like a local serial port
    SerialTcp,  ///< a transparent serial server: the wire's bytes over TCP
    ModbusTcp,  ///< a Modbus TCP gateway: MBAP, any number of connections
};

inline constexpr int kEverybody = -1;

/// Who hears what comes in at a port.
class PortListener {
  public:
    virtual ~PortListener() = default;
    virtual void heard(int client, std::span<const std::uint8_t> bytes) = 0;
    virtual void left(int client) = 0;
};

/// Where programs reach a bus. Lives under the mutex of its loop.
class Port {
  public:
    virtual ~Port() = default;
    /// "/dev/pts/3", "tcp:127.0.0.1:40123"
    [[nodiscard]] virtual std::string name() const = 0;
    /// To one client, or to kEverybody. Who does not read loses bytes, like on a wire.
    virtual void send(int client, std::span<const std::uint8_t> bytes) = 0;
    /// Ends every connection; new ones are welcome.
    virtual void hangUp() = 0;
    /// The speed that the program at the other end has set; 0: cannot be seen.
    [[nodiscard]] virtual int baud() const { return 0; }
    /// The parity that it has set; 0: cannot be seen.
    [[nodiscard]] virtual char parity() const { return 0; }
};

struct PortPlace {
    PortKind kind = PortKind::Pty;
    std::string link;                   ///< of a pty: see Pty::open
    std::string address = "127.0.0.1";  ///< IPv4, where TCP listens
    int tcpPort = 0;                    ///< 0: a free one
};

/// The port is watched on behalf of `client`; what comes in goes to `listener`.
[[nodiscard]] Result<std::unique_ptr<Port>> openPort(const PortPlace& place, Loop& loop,
                                                     LoopClient& client, PortListener& listener);

}  // namespace wattill::sim
