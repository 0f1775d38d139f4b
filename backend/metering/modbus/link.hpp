#pragma once

#include "metering/modbus/wire.hpp"
#include "metering/profile_codec.hpp"

#include <array>

namespace wattill::metering::modbus {

inline constexpr int kLastAddress = 247;
/// The bit of an answer's function that makes it an exception.
inline constexpr std::uint8_t kExceptionBit = 0x80;

struct Exchange {
    std::uint8_t address = 0;
    Bytes request;                   ///< from the function code on, without CRC
    std::vector<std::uint8_t> next;  ///< of the answer, behind the function: known beforehand
    std::size_t answerBytes = 8;     ///< of the answer as RTU has it, address to CRC
    Duration timeout{500};
    Duration lateAnswer{500};  ///< silence to wait for if the answer does not come
    bool writes = false;       ///< an answer lost is an outcome unknown
    AnswerTally* tally = nullptr;
    FrameLog* frames = nullptr;
};

/// Registers that one request reads.
struct RegisterRun {
    int function = 3;
    int start = 0;
    int count = 0;  ///< 1 … 125
};

/// Whether the next answer of a unit can be trusted. Neither RTU nor a gateway before RTU meters
/// says which request an answer belongs to.
struct UnitStep {
    /// An answer is missing: one that comes late must not be taken for that to a later request.
    bool outOfStep = false;
    int missingCount = 0;  ///< registers that the missing answer would bring; 0: of a write
    int probeCount = 0;    ///< registers of the last probe
    RegisterRun answered;  ///< the longest run it has ever answered
};

/// One request and its answer at a time. One thread, but for health().
class Link {
  public:
    virtual ~Link() = default;
    /// The answer from the function code on, without CRC; an exception is an answer, too.
    /// Unreachable: nothing was sent, or a read was cut off; Timeout, BadReply: see Meter.
    virtual Result<Bytes> exchange(const Exchange& exchange) = 0;
    virtual Result<void> open() = 0;
    [[nodiscard]] BusHealth health() const { return m_wire.health(); }
    void trace(FrameTrace sink) { m_wire.trace(std::move(sink)); }
    void onGap(FrameGap gap) { m_gap = std::move(gap); }
    /// Between two exchanges: others may have theirs before this address is asked. See Bus::onGap.
    void giveWay(std::uint8_t address) {
        if (m_gap) m_gap(address);
    }
    [[nodiscard]] UnitStep& step(std::uint8_t address) { return m_steps[address]; }
    [[nodiscard]] const BusConfig& config() const { return m_wire.config(); }

  protected:
    Link(BusConfig config, LineOpener opener, const Clock& clock, Log& log)
        : m_wire(std::move(config), std::move(opener), clock, log) {}

    /// What a line that is gone means for an exchange whose request had been sent.
    [[nodiscard]] static Error lost(const Exchange& exchange, const Error& error);
    /// Nothing came in time. Also closes a line that is dead itself.
    [[nodiscard]] Error silent(const Exchange& exchange);

    Wire m_wire;

  private:
    FrameGap m_gap;
    std::array<UnitStep, kLastAddress + 1> m_steps{};
};

/// A gateway's exceptions 0AH (no path) and 0BH (target silent): the meter itself said nothing.
[[nodiscard]] bool saysSilent(std::span<const std::uint8_t> answer);
/// AnswerKind of an answer that came whole.
[[nodiscard]] AnswerKind kindOf(std::span<const std::uint8_t> answer);

}  // namespace wattill::metering::modbus
