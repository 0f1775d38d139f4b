#pragma once

#include "metering/dlt645/line.hpp"
#include "metering/wire/tcp_socket.hpp"

#include <optional>

namespace wattill::metering::dlt645 {

/// A transparent serial server: what goes into the socket comes out of its serial port.
class TcpLine final : public Line {
  public:
    TcpLine(BusConfig config, TcpPort peer)
        : m_config(std::move(config)), m_peer(std::move(peer)) {}

    /// As wire::TcpSocket::open().
    Result<void> open() override;
    void close() override { m_socket.reset(); }
    [[nodiscard]] bool isOpen() const override { return m_socket.has_value(); }
    [[nodiscard]] bool isStuck() const override { return m_socket && m_socket->stalled(); }
    void abandon() override;
    Result<void> send(std::span<const std::uint8_t> bytes) override {
        return m_socket->send(bytes);
    }
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline) override {
        return m_socket->read(into, deadline);
    }

  private:
    BusConfig m_config;
    TcpPort m_peer;
    std::optional<wire::TcpSocket> m_socket;
};

}  // namespace wattill::metering::dlt645
