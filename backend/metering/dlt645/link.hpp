#pragma once

#include "base/log.hpp"
#include "metering/answer_tally.hpp"
#include "metering/dlt645/answer_hunter.hpp"
#include "metering/dlt645/line.hpp"
#include "metering/frame_log.hpp"
#include "metering/wire/back_off.hpp"

#include <atomic>
#include <map>
#include <memory>

namespace wattill::metering::dlt645 {

struct Exchange {
    Message request;
    Bytes leading;  ///< what the data of a good answer begin with
    Duration timeout{500};
    Duration lateAnswer{500};   ///< silence to wait for if the answer does not come
    std::size_t preambles = 4;  ///< FE ahead of the request
    bool writes = false;        ///< an answer lost is an outcome unknown
    AnswerTally* tally = nullptr;
    FrameLog* frames = nullptr;
};

/// What was asked and not answered, by identifier, and when; see Unit.
using MissingAnswers = std::map<std::uint64_t, SteadyTime>;

/// One request and its answer at a time over one line. Leaves 20 ms between an answer and the next
/// request, and comes back into step after an error: 100 ms of silence after a spoilt answer,
/// longer than the slowest late answer after a missing one. A line that vanished is opened again at
/// the next use, at once and then by wire::BackOff. One thread, but for health().
class Link {
  public:
    Link(BusConfig config, std::unique_ptr<Line> line, const Clock& clock, Log& log);

    /// The answer, be it a refusal. Unreachable: nothing was sent, or a read was cut off; Timeout,
    /// BadReply: see Meter.
    Result<Message> exchange(const Exchange& exchange);
    /// A request that nobody answers. Unreachable: it was not sent.
    Result<void> tell(const Exchange& exchange);
    Result<void> open();
    void pause(Duration time);
    /// Of the meter at an address, for everybody who talks to it on this line.
    [[nodiscard]] MissingAnswers& missing(const Address& address) {
        return m_missing[address.wire()];
    }
    [[nodiscard]] SteadyTime now() const { return m_line->now(); }
    [[nodiscard]] BusHealth health() const;
    void trace(FrameTrace sink) { m_trace = std::move(sink); }
    void onGap(FrameGap gap) { m_gap = std::move(gap); }
    /// Between two exchanges: others may have theirs before this address is asked. See Bus::onGap.
    void giveWay(const Address& address);
    [[nodiscard]] const BusConfig& config() const { return m_config; }

  private:
    using Nanoseconds = std::chrono::nanoseconds;
    struct Counters {
        std::atomic<std::uint64_t> sent{0}, answered{0}, refused{0}, timeouts{0}, spoilt{0},
            badReplies{0}, strayBytes{0}, opened{0}, busyNs{0};
        std::atomic<bool> portOpen{false};
    };

    Result<void> becomeReady();
    Result<void> settle();
    Result<Bytes> send(const Exchange& exchange);
    Result<void> drain(Nanoseconds silence);
    Result<Message> answerTo(const Exchange& exchange, AnswerHunter& hunter);
    Result<AnswerHunter::State> collect(const Exchange& exchange, AnswerHunter& hunter);
    Result<Message> conclude(const Exchange& exchange, const AnswerHunter& hunter,
                             AnswerHunter::State state);
    Error stuck(const Exchange& exchange);
    void count(AnswerKind outcome, AnswerTally* tally);
    void countBusy(Nanoseconds time);
    void close();
    void record(Direction direction, std::span<const std::uint8_t> bytes, FrameLog* frames);
    [[nodiscard]] Nanoseconds wireTime(std::size_t characters) const;

    BusConfig m_config;
    std::unique_ptr<Line> m_line;
    const Clock& m_clock;
    Log& m_log;
    FrameTrace m_trace;
    FrameGap m_gap;
    SteadyTime m_requestEnd{};
    SteadyTime m_lastActivity{};
    Nanoseconds m_quiet{0};  ///< after an error: silence to drain to; 0 in step
    wire::BackOff m_backOff;
    std::map<Address::Wire, MissingAnswers> m_missing;
    Counters m_counters;
};

}  // namespace wattill::metering::dlt645
