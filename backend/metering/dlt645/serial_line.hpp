#pragma once

#include "metering/dlt645/line.hpp"

#include <memory>

class QSerialPort;

namespace wattill::metering::dlt645 {

/// A serial port through Qt SerialPort, which opens it, sets it up and locks it. Bytes are moved on
/// its descriptor: QSerialPort's own waiting takes a line that hung up for silence.
class SerialLine final : public Line {
  public:
    explicit SerialLine(BusConfig config);
    ~SerialLine() override;

    Result<void> open() override;
    void close() override;
    [[nodiscard]] bool isOpen() const override { return m_port != nullptr; }
    Result<void> send(std::span<const std::uint8_t> bytes) override;
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline) override;

  private:
    BusConfig m_config;
    std::unique_ptr<QSerialPort> m_port;
    int m_descriptor = -1;
};

}  // namespace wattill::metering::dlt645
