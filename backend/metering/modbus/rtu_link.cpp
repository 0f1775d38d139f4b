#include "metering/modbus/rtu_link.hpp"

#include "metering/modbus/crc.hpp"
#include "metering/wire/wait.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kFastSilence = 1750us;  // serial line guide V1.02, above 19200
constexpr std::chrono::nanoseconds kSilenceAfterError = 20ms;
/// A line that never falls silent: give up draining, the next request will show.
constexpr std::chrono::nanoseconds kLongestDrain = 3s;

Bytes sealed(const Exchange& exchange) {
    Bytes frame{exchange.address};
    frame.insert(frame.end(), exchange.request.begin(), exchange.request.end());
    const std::uint16_t crc = crc16(frame);
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
    return frame;
}

}  // namespace

RtuLink::RtuLink(BusConfig config, LineOpener opener, const Clock& clock, Log& log)
    : Link(std::move(config), std::move(opener), clock, log) {}

Result<Bytes> RtuLink::exchange(const Exchange& exchange) {
    const auto ready = becomeReady();
    if (!ready) return ready.error();

    Bytes frame = sealed(exchange);
    const SteadyTime begun = steady_clock::now();
    const auto sent = m_wire.line().send(frame);
    if (!sent) {
        m_wire.close();
        return sent.error();
    }
    m_requestEnd = steady_clock::now() + m_wire.time(frame.size());
    m_wire.countSent(exchange.tally);
    m_wire.record(Direction::ToMeter, frame, exchange.frames);
    AnswerFramer framer(
        {exchange.address, exchange.request.front(), exchange.next, exchange.answerBytes},
        std::move(frame));
    auto answer = answerTo(exchange, framer);
    m_lastActivity = steady_clock::now();
    m_wire.countBusy(m_lastActivity - begun + silence());
    return answer;
}

Result<Bytes> RtuLink::answerTo(const Exchange& exchange, AnswerFramer& framer) {
    const auto state = collect(exchange, framer);
    m_wire.countStray(framer.strayBytes());
    m_wire.record(Direction::FromMeter, framer.heardBefore(), exchange.frames);
    m_wire.record(Direction::FromMeter, framer.frame(), exchange.frames);
    m_wire.record(Direction::FromMeter, framer.heardAfter(), exchange.frames);
    if (!state) {
        m_wire.close();
        return lost(exchange, state.error());
    }
    return conclude(exchange, framer, *state);
}

Result<AnswerFramer::State> RtuLink::collect(const Exchange& exchange, AnswerFramer& framer) {
    const Nanoseconds jitter = m_wire.line().jitter();
    const SteadyTime firstByte = m_requestEnd + exchange.timeout;
    const SteadyTime end = firstByte + 2 * m_wire.time(exchange.answerBytes) + 2 * jitter;
    std::array<std::uint8_t, 300> buffer{};
    SteadyTime deadline = firstByte;
    auto state = AnswerFramer::State::Incomplete;
    while (state == AnswerFramer::State::Incomplete) {
        const auto got = m_wire.line().read(buffer, deadline);
        if (!got) return got.error();
        if (*got == 0) return framer.finish();
        state = framer.feed(std::span<const std::uint8_t>(buffer).first(*got));
        if (steady_clock::now() >= end) return framer.finish();
        // A whole answer with a wrong check sum: only a little more is worth waiting for. Else a
        // stray byte may have come ahead of an answer that is still due.
        const SteadyTime patience =
            framer.sawBadCrc() ? steady_clock::now() + silenceAfterError() : end;
        deadline = std::min(end, patience);
    }
    return state;
}

Result<Bytes> RtuLink::conclude(const Exchange& exchange, const AnswerFramer& framer,
                                AnswerFramer::State state) {
    const Nanoseconds time = steady_clock::now() - m_requestEnd;
    if (state != AnswerFramer::State::Incomplete) {
        const auto frame = framer.frame();
        Bytes answer(frame.begin() + 1, frame.end() - 2);
        m_wire.count(kindOf(answer), time, exchange.tally);
        m_quiet = state == AnswerFramer::State::Answer ? silence() : silenceAfterError();
        return answer;
    }
    m_quiet = std::max<Nanoseconds>(exchange.lateAnswer, silenceAfterError());
    if (!framer.heardAnything()) {
        m_wire.count(AnswerKind::Silent, time, exchange.tally);
        return silent(exchange);
    }
    const bool badCrc = framer.sawBadCrc();
    m_wire.count(badCrc ? AnswerKind::CrcError : AnswerKind::NoAnswer, time, exchange.tally);
    if (badCrc) m_quiet = silenceAfterError();
    return Error{
        ErrorCode::BadReply, Retry::Later,
        fmt::format("meter at address {} sent {}", exchange.address,
                    badCrc ? "an answer with a wrong check sum" : "no answer to what it was asked"),
        fmt::format("stray={}", framer.strayBytes())};
}

Result<void> RtuLink::open() {
    const auto opened = m_wire.open();
    if (!opened) return opened.error();
    if (*opened) {
        m_lastActivity = steady_clock::now();
        m_quiet = silenceAfterError();
    }
    return {};
}

Result<void> RtuLink::becomeReady() {
    // A line that vanished while nobody looked shows when it is read; then open the new one at
    // once.
    for (int attempt = 0;; ++attempt) {
        const auto opened = open();
        if (!opened) return opened;
        const auto settled = settle();
        if (settled || attempt == 1) return settled;
    }
}

Result<void> RtuLink::settle() {
    const SteadyTime begun = steady_clock::now();
    const bool inStep = m_quiet == silence();
    auto drained = inStep ? Result<void>() : drain(m_quiet);
    if (drained) {
        wire::sleepUntil(m_lastActivity + silence());
        // Bytes that nobody asked for: somebody is talking, do not talk into it.
        const SteadyTime before = m_lastActivity;
        drained = drain(Nanoseconds(0));
        if (drained && m_lastActivity != before) drained = drain(silenceAfterError());
    }
    if (!inStep) m_wire.countBusy(steady_clock::now() - begun);
    if (!drained) {
        m_wire.close();
        return drained;
    }
    m_quiet = silence();
    return {};
}

Result<void> RtuLink::drain(Nanoseconds silence) {
    std::array<std::uint8_t, 300> buffer{};
    const SteadyTime giveUp = steady_clock::now() + silence + kLongestDrain;
    while (steady_clock::now() < giveUp) {
        const auto got = m_wire.line().read(buffer, m_lastActivity + silence);
        if (!got) return got.error();
        if (*got == 0) return {};
        m_lastActivity = steady_clock::now();
        m_wire.countStray(*got);
        m_wire.record(Direction::FromMeter, std::span<const std::uint8_t>(buffer).first(*got),
                      nullptr);
    }
    return {};
}

RtuLink::Nanoseconds RtuLink::silence() const {
    // The guide counts characters of 11 bits; with 8N1 that is a little more than the meter needs.
    if (config().baud > 19200) return kFastSilence;
    return Nanoseconds(1s) * 11 * 7 / (2 * config().baud);
}

RtuLink::Nanoseconds RtuLink::silenceAfterError() {
    return m_wire.isOpen() ? kSilenceAfterError + m_wire.line().jitter() : kSilenceAfterError;
}

}  // namespace wattill::metering::modbus
