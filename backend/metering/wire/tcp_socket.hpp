#pragma once

#include "metering/bus.hpp"
#include "metering/wire/descriptor.hpp"

namespace wattill::metering::wire {

/// An open TCP connection to a serial server or gateway; closed by its end. What was sent before it
/// went dead never arrives afterwards, if discard() comes before the end: a command that nobody
/// waits for any more must not reach a meter.
class TcpSocket {
  public:
    /// Blocks for at most 2 s for each address of the host, and for as long as the system takes to
    /// look a name up. Unreachable: nobody listens there, or no way to it.
    static Result<TcpSocket> open(const BusConfig& config, const TcpPort& to);
    ~TcpSocket();
    TcpSocket(TcpSocket&& other) noexcept;
    TcpSocket& operator=(TcpSocket&&) = delete;

    /// Unreachable: gone, or not taken within a second; then what was taken is called back.
    Result<void> send(std::span<const std::uint8_t> bytes);
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline);
    /// The other end has not even taken what was sent: the line is dead, whatever the meters are.
    [[nodiscard]] bool stalled() const;
    /// What was sent and is still on its way shall never arrive; the socket is closed next.
    void discard();

  private:
    TcpSocket(int socket, const std::string& port);
    int m_socket;
    Place m_place;
};

}  // namespace wattill::metering::wire
