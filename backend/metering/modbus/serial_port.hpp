#pragma once

#include "metering/bus.hpp"
#include "metering/modbus/line.hpp"

struct _modbus;

namespace wattill::metering::modbus {

/// An open serial port, through libmodbus: it sets the line up and sends frames with their CRC.
/// Answers are read byte by byte, because libmodbus frames neither an answer to 20H nor one behind
/// an echo or a stray byte.
class SerialPort final : public Line {
  public:
    /// Unreachable: not there, no right to it, no serial port, or another program holds it.
    static Result<std::unique_ptr<Line>> open(const BusConfig& config);
    ~SerialPort() override;
    SerialPort(const SerialPort&) = delete;
    SerialPort& operator=(const SerialPort&) = delete;

    Result<void> send(std::span<const std::uint8_t> frame) override;
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline) override;
    [[nodiscard]] Duration jitter() const override { return Duration(0); }
    [[nodiscard]] bool stalled() const override { return false; }
    void discard() override {}

  private:
    SerialPort(_modbus* context, int descriptor);
    _modbus* m_context;
    int m_descriptor;
};

}  // namespace wattill::metering::modbus
