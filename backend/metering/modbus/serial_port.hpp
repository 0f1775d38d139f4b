#pragma once

#include "metering/bus.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

struct _modbus;

namespace wattill::metering::modbus {

using SteadyTime = std::chrono::steady_clock::time_point;

/// An open serial port, through libmodbus: it sets the line up and sends frames with their CRC.
/// Answers are read byte by byte, because libmodbus frames neither an answer to 20H nor one behind
/// an echo or a stray byte. One thread.
class SerialPort {
  public:
    /// Unreachable: not there, no right to it, no serial port, or another program holds it.
    static Result<std::unique_ptr<SerialPort>> open(const BusConfig& config);
    ~SerialPort();
    SerialPort(const SerialPort&) = delete;
    SerialPort& operator=(const SerialPort&) = delete;

    /// Sends address and request; the CRC is added. Unreachable: the port is gone.
    Result<void> send(std::span<const std::uint8_t> addressed);
    /// What has come by `deadline`, at least one byte; 0 when nothing came. Unreachable: gone.
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline);

  private:
    SerialPort(_modbus* context, int descriptor);
    _modbus* m_context;
    int m_descriptor;
};

/// Sleeps until a moment of the steady clock, whatever signals come.
void sleepUntil(SteadyTime at);

}  // namespace wattill::metering::modbus
