#pragma once

#include "base/log.hpp"
#include "metering/answer_tally.hpp"
#include "metering/frame_log.hpp"
#include "metering/modbus/line.hpp"
#include "metering/wire/back_off.hpp"

#include <atomic>
#include <memory>
#include <vector>

namespace wattill::metering::modbus {

/// A line that comes and goes: opened at the first use, and again after it vanished, at once and
/// then by wire::BackOff. Counts and shows what goes over it. One thread, but for
/// health().
class Wire {
  public:
    Wire(BusConfig config, LineOpener opener, const Clock& clock, Log& log);

    /// True: it was not open before. Unreachable: it cannot be opened, or could not a moment ago.
    Result<bool> open();
    [[nodiscard]] bool isOpen() const { return m_line != nullptr; }
    /// The line as it is; it must be open. An error of its calls is for the caller to close() on.
    [[nodiscard]] Line& line() { return *m_line; }
    void close();
    /// As close(), and nothing that is still on its way may arrive.
    void abandon();

    void record(Direction direction, std::span<const std::uint8_t> bytes, FrameLog* frames);
    void trace(FrameTrace sink) { m_trace = std::move(sink); }

    void countSent(AnswerTally* tally);
    void count(AnswerKind kind, std::chrono::nanoseconds time, AnswerTally* tally);
    void countStray(std::size_t bytes) { m_strayBytes += bytes; }
    void countBusy(std::chrono::nanoseconds time);
    [[nodiscard]] BusHealth health() const;

    [[nodiscard]] const BusConfig& config() const { return m_config; }
    /// How long so many characters take on the meters' RS-485 line.
    [[nodiscard]] std::chrono::nanoseconds time(std::size_t characters) const;

  private:
    BusConfig m_config;
    LineOpener m_opener;
    const Clock& m_clock;
    Log& m_log;
    FrameTrace m_trace;
    std::unique_ptr<Line> m_line;
    wire::BackOff m_backOff;
    std::atomic<std::uint64_t> m_sent{0}, m_answered{0}, m_refused{0}, m_timeouts{0},
        m_crcErrors{0}, m_badReplies{0}, m_strayBytes{0}, m_opened{0}, m_busyNs{0};
    std::atomic<bool> m_portOpen{false};
};

}  // namespace wattill::metering::modbus
