#pragma once

#include "metering/modbus/link.hpp"
#include "metering/profile.hpp"

namespace wattill::metering::modbus {

/// One address on a line: reads registers and sends writes, and trusts no answer that might belong
/// to an earlier request. Link and times must outlive it. On the bus's thread, but for health().
class ModbusUnit {
  public:
    /// `probe` are registers that the model has: any of them, at least one.
    ModbusUnit(std::uint8_t address, RegisterRun probe, const LinkTimes& times, Link& link);

    /// The registers' bytes; retried as often as said. Errors: see Meter.
    Result<Bytes> read(const RegisterRun& run, int retries);
    /// `request` from the function code on. The answer from there on, too. Never sent twice.
    /// Unreachable, and nothing was sent: a unit that is out of step cannot be read.
    Result<Bytes> write(const Bytes& request, std::size_t answerBytes, Duration timeout);

    /// The exception that the last request was answered with; 0: none.
    [[nodiscard]] int exception() const { return m_exception; }
    [[nodiscard]] std::uint8_t address() const { return m_address; }
    void recordInto(FrameLog* frames) { m_frames = frames; }
    [[nodiscard]] MeterHealth health(const MeterId& meter) const { return m_tally.health(meter); }

  private:
    Result<Bytes> readOnce(const RegisterRun& run);
    Result<Bytes> readInStep(const RegisterRun& run);
    enum class Before { Read, Write };
    Result<void> proveInStep(Before next);
    Result<Bytes> exchange(Exchange exchange, int count);

    std::uint8_t m_address;
    RegisterRun m_probe;
    const LinkTimes& m_times;
    Link& m_link;
    AnswerTally m_tally;
    FrameLog* m_frames = nullptr;
    int m_exception = 0;
};

}  // namespace wattill::metering::modbus
