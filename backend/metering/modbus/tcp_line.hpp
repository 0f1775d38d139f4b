#pragma once

#include "metering/bus.hpp"
#include "metering/modbus/line.hpp"

namespace wattill::metering::modbus {

/// A TCP connection to a serial server or gateway. What was sent before a connection went dead
/// never arrives afterwards: a command that nobody waits for any more must not reach a meter.
class TcpLine final : public Line {
  public:
    /// Blocks for at most 2 s, and for as long as the system takes to look a name up. Unreachable:
    /// nobody listens there, or no way to it.
    static Result<std::unique_ptr<Line>> open(const BusConfig& config, const TcpPort& to);
    ~TcpLine() override;
    TcpLine(const TcpLine&) = delete;
    TcpLine& operator=(const TcpLine&) = delete;

    Result<void> send(std::span<const std::uint8_t> frame) override;
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline) override;
    [[nodiscard]] Duration jitter() const override;
    [[nodiscard]] bool stalled() const override;
    void discard() override;

  private:
    TcpLine(int socket, std::string name);
    [[nodiscard]] Error broken(const char* what, int number) const;

    int m_socket;
    std::string m_name;
};

}  // namespace wattill::metering::modbus
