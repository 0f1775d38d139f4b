#pragma once

#include "base/log.hpp"
#include "metering/bus.hpp"
#include "metering/modbus/answer_framer.hpp"
#include "metering/modbus/serial_port.hpp"
#include "metering/profile_codec.hpp"

#include <atomic>
#include <memory>
#include <vector>

namespace wattill::metering::modbus {

struct Exchange {
    std::uint8_t address = 0;
    Bytes request;      ///< from the function code on, without CRC
    AnswerShape shape;  ///< address and function are filled in from the request
    Duration timeout{500};
    Duration lateAnswer{500};  ///< silence to wait for if the answer does not come
    bool writes = false;       ///< an answer lost is an outcome unknown
};

/// One request and its answer at a time over one serial line. Keeps the silence of 3.5 characters
/// from the end of the last frame itself, and comes back into step after an error: 20 ms of silence
/// after a bad answer, longer than the slowest late answer after a missing one. One thread, but for
/// health().
class RtuLink {
  public:
    RtuLink(BusConfig config, const Clock& clock, Log& log);

    /// The answer from the function code on, without CRC. Unreachable: nothing was sent, or a read
    /// was cut off; Timeout, BadReply: see Meter; Refused: an exception, whose code is in
    /// `context`.
    Result<Bytes> exchange(const Exchange& exchange);
    Result<void> open();
    void pause(Duration time);
    [[nodiscard]] BusHealth health() const;
    void trace(FrameTrace sink) { m_trace = std::move(sink); }
    [[nodiscard]] const BusConfig& config() const { return m_config; }

  private:
    using Nanoseconds = std::chrono::nanoseconds;
    struct Counters {
        std::atomic<std::uint64_t> sent{0}, answered{0}, refused{0}, timeouts{0}, crcErrors{0},
            badReplies{0}, strayBytes{0}, opened{0}, busyNs{0};
        std::atomic<bool> portOpen{false};
    };

    Result<void> becomeReady();
    Result<void> settle();
    Result<void> drain(Nanoseconds silence);
    Result<Bytes> answerTo(const Exchange& exchange, AnswerFramer& framer);
    Result<AnswerFramer::State> collect(const Exchange& exchange, AnswerFramer& framer);
    Result<Bytes> conclude(const Exchange& exchange, const AnswerFramer& framer,
                           AnswerFramer::State state);
    Error lost(const Exchange& exchange, const Error& error);
    void close();
    void record(Direction direction, std::span<const std::uint8_t> bytes);
    [[nodiscard]] Nanoseconds wireTime(std::size_t characters) const;
    [[nodiscard]] Nanoseconds silence() const;

    BusConfig m_config;
    const Clock& m_clock;
    Log& m_log;
    FrameTrace m_trace;
    std::unique_ptr<SerialPort> m_port;
    SteadyTime m_lastActivity{};
    Nanoseconds m_quiet{0};  ///< to be kept from m_lastActivity on before the next request
    SteadyTime m_nextOpen{};
    Duration m_openBackoff{0};
    Counters m_counters;
};

}  // namespace wattill::metering::modbus
