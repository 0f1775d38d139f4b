#pragma once

#include "metering/modbus/line.hpp"
#include "metering/wire/tcp_socket.hpp"

namespace wattill::metering::modbus {

/// A TCP connection to a serial server or gateway.
class TcpLine final : public Line {
  public:
    /// As wire::TcpSocket::open().
    static Result<std::unique_ptr<Line>> open(const BusConfig& config, const TcpPort& to);

    Result<void> send(std::span<const std::uint8_t> frame) override { return m_socket.send(frame); }
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline) override {
        return m_socket.read(into, deadline);
    }
    [[nodiscard]] Duration jitter() const override;
    [[nodiscard]] bool stalled() const override { return m_socket.stalled(); }
    void discard() override { m_socket.discard(); }

  private:
    explicit TcpLine(wire::TcpSocket socket) : m_socket(std::move(socket)) {}
    wire::TcpSocket m_socket;
};

}  // namespace wattill::metering::modbus
