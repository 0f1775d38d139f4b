#pragma once

#include "metering/dlt645/descriptor_line.hpp"

namespace wattill::metering::dlt645 {

/// A transparent serial server: what goes into the socket comes out of its serial port.
class TcpLine final : public DescriptorLine {
  public:
    TcpLine(BusConfig config, TcpPort peer);
    ~TcpLine() override;

    /// Blocks for at most three seconds a host address.
    Result<void> open() override;
    void close() override;
    [[nodiscard]] bool isOpen() const override { return m_socket >= 0; }
    [[nodiscard]] bool isStuck() const override;
    void abandon() override;

  protected:
    [[nodiscard]] int descriptor() const override { return m_socket; }

  private:
    BusConfig m_config;
    TcpPort m_peer;
    int m_socket = -1;
};

}  // namespace wattill::metering::dlt645
