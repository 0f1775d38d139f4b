#include "metering/modbus/rtu_link.hpp"

#include "metering/modbus/crc.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds kFastSilence = 1750us;  // serial line guide V1.02, above 19200
constexpr std::chrono::nanoseconds kSilenceAfterError = 20ms;
constexpr Duration kFirstBackoff = 50ms;
constexpr Duration kLongestBackoff = 5s;
/// A line that never falls silent: give up draining, the next request will show.
constexpr std::chrono::nanoseconds kLongestDrain = 3s;
// Exceptions after which the request may still be carried out (Modbus application protocol 1.1b3).
constexpr int kAcknowledge = 5;
constexpr int kBusy = 6;
constexpr int kTargetSilent = 11;

Error exceptionError(const Exchange& exchange, int code) {
    const std::string context = fmt::format("exception {}", code);
    if (code == kAcknowledge || code == kTargetSilent) {
        return {ErrorCode::BadReply, Retry::Later,
                fmt::format("meter at address {} has not finished (exception {})", exchange.address,
                            code),
                context};
    }
    return {ErrorCode::Refused, code == kBusy ? Retry::Later : Retry::Never,
            fmt::format("meter at address {} refused function {:02X}H with exception {}",
                        exchange.address, exchange.shape.function, code),
            context};
}

}  // namespace

RtuLink::RtuLink(BusConfig config, const Clock& clock, Log& log)
    : m_config(std::move(config)), m_clock(clock), m_log(log) {}

Result<Bytes> RtuLink::exchange(const Exchange& wanted) {
    Exchange exchange = wanted;
    exchange.shape.address = exchange.address;
    exchange.shape.function = exchange.request.front();
    const auto ready = becomeReady();
    if (!ready) return ready.error();

    Bytes frame{exchange.address};
    frame.insert(frame.end(), exchange.request.begin(), exchange.request.end());
    const SteadyTime begun = steady_clock::now();
    const auto sent = m_port->send(frame);
    if (!sent) {
        close();
        return sent.error();
    }
    ++m_counters.sent;
    const std::uint16_t crc = crc16(frame);
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
    record(Direction::ToMeter, frame);
    AnswerFramer framer(exchange.shape, std::move(frame));
    auto answer = answerTo(exchange, framer);
    m_lastActivity = steady_clock::now();
    m_counters.busyNs += static_cast<std::uint64_t>((m_lastActivity - begun + silence()).count());
    return answer;
}

Result<Bytes> RtuLink::answerTo(const Exchange& exchange, AnswerFramer& framer) {
    const auto state = collect(exchange, framer);
    m_counters.strayBytes += framer.strayBytes();
    if (!state) {
        close();
        return lost(exchange, state.error());
    }
    return conclude(exchange, framer, *state);
}

Result<AnswerFramer::State> RtuLink::collect(const Exchange& exchange, AnswerFramer& framer) {
    const SteadyTime sent = steady_clock::now() + wireTime(exchange.request.size() + 3);
    const SteadyTime firstByte = sent + exchange.timeout;
    const SteadyTime end = firstByte + 2 * wireTime(exchange.shape.length);
    std::array<std::uint8_t, 300> buffer{};
    SteadyTime deadline = firstByte;
    auto state = AnswerFramer::State::Incomplete;
    while (state == AnswerFramer::State::Incomplete) {
        const auto got = m_port->read(buffer, deadline);
        if (!got) return got.error();
        if (*got == 0) return framer.finish();
        const auto bytes = std::span<const std::uint8_t>(buffer).first(*got);
        record(Direction::FromMeter, bytes);
        state = framer.feed(bytes);
        if (steady_clock::now() >= end) return framer.finish();
        // A whole answer with a wrong check sum: only a little more is worth waiting for. Else a
        // stray byte may have come ahead of an answer that is still due.
        const SteadyTime patience =
            framer.sawBadCrc() ? steady_clock::now() + kSilenceAfterError : end;
        deadline = std::min(end, patience);
    }
    return state;
}

Result<Bytes> RtuLink::conclude(const Exchange& exchange, const AnswerFramer& framer,
                                AnswerFramer::State state) {
    if (state == AnswerFramer::State::Answer) {
        ++m_counters.answered;
        m_quiet = silence();
        const auto frame = framer.frame();
        return Bytes(frame.begin() + 1, frame.end() - 2);
    }
    if (state == AnswerFramer::State::Exception) {
        ++m_counters.answered;
        ++m_counters.refused;
        m_quiet = kSilenceAfterError;
        return exceptionError(exchange, framer.frame()[2]);
    }
    m_quiet = std::max<Nanoseconds>(exchange.lateAnswer, kSilenceAfterError);
    if (!framer.heardAnything()) {
        ++m_counters.timeouts;
        return Error{ErrorCode::Timeout,
                     Retry::Later,
                     fmt::format("meter at address {} did not answer within {} ms",
                                 exchange.address, exchange.timeout.count()),
                     {}};
    }
    ++m_counters.badReplies;
    if (framer.sawBadCrc()) {
        ++m_counters.crcErrors;
        m_quiet = kSilenceAfterError;
    }
    return Error{ErrorCode::BadReply, Retry::Later,
                 fmt::format("meter at address {} sent {}", exchange.address,
                             framer.sawBadCrc() ? "an answer with a wrong check sum"
                                                : "no answer to what it was asked"),
                 fmt::format("stray={}", framer.strayBytes())};
}

Error RtuLink::lost(const Exchange& exchange, const Error& error) {
    if (!exchange.writes) return error;
    return {ErrorCode::Timeout,
            Retry::Later,
            "the port vanished after the command had been sent: " + error.message,
            {}};
}

Result<void> RtuLink::open() {
    if (m_port) return {};
    const SteadyTime now = steady_clock::now();
    if (now < m_nextOpen) {
        return Error{ErrorCode::Unreachable,
                     Retry::Later,
                     fmt::format("bus {}: {} could not be opened a moment ago",
                                 m_config.name.text(), m_config.port),
                     {}};
    }
    auto port = SerialPort::open(m_config);
    if (!port) {
        m_openBackoff = std::clamp(m_openBackoff * 2, kFirstBackoff, kLongestBackoff);
        m_nextOpen = now + m_openBackoff;
        return port.error();
    }
    m_openBackoff = Duration(0);
    m_port = std::move(port).value();
    ++m_counters.opened;
    m_counters.portOpen = true;
    m_lastActivity = now;
    m_quiet = kSilenceAfterError;
    m_log.info("bus-port-opened", {{"bus", m_config.name.text()}, {"port", m_config.port}});
    return {};
}

void RtuLink::close() {
    if (!m_port) return;
    m_port.reset();
    m_counters.portOpen = false;
    m_log.warning("bus-port-lost", {{"bus", m_config.name.text()}, {"port", m_config.port}});
}

Result<void> RtuLink::becomeReady() {
    // A port that vanished while nobody looked shows when it is read; then open the new one at
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
        sleepUntil(m_lastActivity + silence());
        // Bytes that nobody asked for: somebody is talking, do not talk into it.
        const SteadyTime before = m_lastActivity;
        drained = drain(Nanoseconds(0));
        if (drained && m_lastActivity != before) drained = drain(kSilenceAfterError);
    }
    if (!inStep) {
        m_counters.busyNs += static_cast<std::uint64_t>((steady_clock::now() - begun).count());
    }
    if (!drained) {
        close();
        return drained;
    }
    m_quiet = silence();
    return {};
}

Result<void> RtuLink::drain(Nanoseconds silence) {
    std::array<std::uint8_t, 300> buffer{};
    const SteadyTime giveUp = steady_clock::now() + silence + kLongestDrain;
    while (steady_clock::now() < giveUp) {
        const auto got = m_port->read(buffer, m_lastActivity + silence);
        if (!got) return got.error();
        if (*got == 0) return {};
        m_lastActivity = steady_clock::now();
        m_counters.strayBytes += *got;
        record(Direction::FromMeter, std::span<const std::uint8_t>(buffer).first(*got));
    }
    return {};
}

void RtuLink::pause(Duration time) {
    sleepUntil(steady_clock::now() + time);
}

BusHealth RtuLink::health() const {
    BusHealth health;
    health.sent = m_counters.sent;
    health.answered = m_counters.answered;
    health.refused = m_counters.refused;
    health.timeouts = m_counters.timeouts;
    health.crcErrors = m_counters.crcErrors;
    health.badReplies = m_counters.badReplies;
    health.strayBytes = m_counters.strayBytes;
    health.opened = m_counters.opened;
    health.busyMs = m_counters.busyNs / 1'000'000;
    health.portOpen = m_counters.portOpen;
    return health;
}

void RtuLink::record(Direction direction, std::span<const std::uint8_t> bytes) {
    if (m_trace) m_trace({direction, m_clock.now(), bytes});
}

RtuLink::Nanoseconds RtuLink::wireTime(std::size_t characters) const {
    const int bits = 1 + 8 + (m_config.parity == Parity::None ? 0 : 1) + m_config.stopBits;
    return Nanoseconds(1s) * static_cast<std::int64_t>(characters) * bits / m_config.baud;
}

RtuLink::Nanoseconds RtuLink::silence() const {
    // The guide counts characters of 11 bits; with 8N1 that is a little more than the meter needs.
    if (m_config.baud > 19200) return kFastSilence;
    return Nanoseconds(1s) * 11 * 7 / (2 * m_config.baud);
}

}  // namespace wattill::metering::modbus
