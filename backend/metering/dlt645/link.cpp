#include "metering/dlt645/link.hpp"

#include "metering/wire/wire_time.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wattill::metering::dlt645 {
namespace {

using namespace std::chrono_literals;

/// Between an answer and the next request (facts 4.1).
constexpr std::chrono::nanoseconds kPause = 20ms;
/// Ten characters at 1200 baud; a serial server's packets lie closer together.
constexpr std::chrono::nanoseconds kSilenceAfterError = 100ms;
/// For meters to act on what they do not answer (facts 4.1).
constexpr std::chrono::nanoseconds kAfterUnanswered = 200ms;
/// The longest silence inside a frame (facts 2.1).
constexpr std::chrono::nanoseconds kByteGap = 500ms;
/// A line that never falls silent: give up draining, the next request will show.
constexpr std::chrono::nanoseconds kLongestDrain = 3s;
constexpr std::size_t kLongestFrame = kHeadBytes + kMaxDataBytes + kTailBytes;

Duration rounded(std::chrono::nanoseconds time) {
    return std::chrono::round<Duration>(time);
}

}  // namespace

Link::Link(BusConfig config, std::unique_ptr<Line> line, const Clock& clock, Log& log)
    : m_config(std::move(config)), m_line(std::move(line)), m_clock(clock), m_log(log) {}

Result<Message> Link::exchange(const Exchange& exchange) {
    auto sent = send(exchange);
    if (!sent) return sent.error();
    const SteadyTime begun = m_requestEnd - wireTime(sent->size());
    AnswerHunter hunter({exchange.request.address, exchange.request.function(), exchange.leading},
                        std::move(sent).value());
    auto answer = answerTo(exchange, hunter);
    m_lastActivity = m_line->now();
    countBusy(m_lastActivity - begun + kPause);
    return answer;
}

Result<void> Link::tell(const Exchange& exchange) {
    const auto sent = send(exchange);
    if (!sent) return sent.error();
    m_lastActivity = m_requestEnd;
    m_quiet = kAfterUnanswered;
    countBusy(wireTime(sent->size()));
    return {};
}

Result<Bytes> Link::send(const Exchange& exchange) {
    const auto ready = becomeReady();
    if (!ready) return ready.error();
    Bytes bytes(exchange.preambles, kPreamble);
    const Bytes frame = encode(exchange.request);
    bytes.insert(bytes.end(), frame.begin(), frame.end());
    const SteadyTime begun = m_line->now();
    const auto sent = m_line->send(bytes);
    if (!sent) {
        close();
        return sent.error();
    }
    m_requestEnd = begun + wireTime(bytes.size());
    ++m_counters.sent;
    if (exchange.tally != nullptr) exchange.tally->sent();
    record(Direction::ToMeter, bytes, exchange.frames);
    return bytes;
}

Result<Message> Link::answerTo(const Exchange& exchange, AnswerHunter& hunter) {
    const auto state = collect(exchange, hunter);
    m_counters.strayBytes += hunter.strayBytes();
    record(Direction::FromMeter, hunter.heardBefore(), exchange.frames);
    record(Direction::FromMeter, hunter.preambleAndFrame(), exchange.frames);
    record(Direction::FromMeter, hunter.heardAfter(), exchange.frames);
    if (state) return conclude(exchange, hunter, *state);
    close();
    if (!exchange.writes) return state.error();
    return Error{ErrorCode::Timeout,
                 Retry::Later,
                 "the line was lost after the command had been sent: " + state.error().message,
                 {}};
}

Result<AnswerHunter::State> Link::collect(const Exchange& exchange, AnswerHunter& hunter) {
    const SteadyTime due = m_requestEnd + exchange.timeout;
    const SteadyTime end = due + kByteGap + 2 * wireTime(kLongestFrame);
    std::array<std::uint8_t, 300> buffer{};
    SteadyTime deadline = due;
    while (true) {
        const auto got = m_line->read(buffer, deadline);
        if (!got) return got.error();
        if (*got == 0) return hunter.finish();
        const auto state = hunter.feed(std::span<const std::uint8_t>(buffer).first(*got));
        if (state != AnswerHunter::State::Incomplete) return state;
        const SteadyTime now = m_line->now();
        if (now >= end) return hunter.finish();
        // Noise and other meters' answers do not put off the hour by which this one must begin.
        deadline = due;
        if (hunter.begun()) deadline = now + kByteGap;
        if (hunter.sawBadCheckSum()) deadline = now + kSilenceAfterError;
        deadline = std::min(deadline, end);
    }
}

Result<Message> Link::conclude(const Exchange& exchange, const AnswerHunter& hunter,
                               AnswerHunter::State state) {
    if (state != AnswerHunter::State::Incomplete) {
        const bool refused = state == AnswerHunter::State::Refusal;
        count(refused ? AnswerKind::Refused : AnswerKind::Good, exchange.tally);
        m_quiet = Nanoseconds(0);
        return hunter.message();
    }
    const std::string meter = "meter " + exchange.request.address.text();
    if (hunter.sawBadCheckSum()) {
        m_quiet = kSilenceAfterError;
        count(AnswerKind::CrcError, exchange.tally);
        return Error{ErrorCode::BadReply, Retry::Later,
                     meter + " sent an answer with a wrong check sum",
                     fmt::format("stray={}", hunter.strayBytes())};
    }
    m_quiet = std::max<Nanoseconds>(exchange.lateAnswer, kSilenceAfterError);
    if (hunter.heardAnything()) {
        count(AnswerKind::NoAnswer, exchange.tally);
        return Error{ErrorCode::BadReply, Retry::Later,
                     meter + " did not answer what it was asked; other bytes came",
                     fmt::format("stray={}", hunter.strayBytes())};
    }
    count(AnswerKind::Silent, exchange.tally);
    if (m_line->isStuck()) return stuck(exchange);
    return Error{ErrorCode::Timeout,
                 Retry::Later,
                 fmt::format("{} did not answer within {} ms", meter, exchange.timeout.count()),
                 {}};
}

/// A command that nobody waits for any more must not arrive when the network is back.
Error Link::stuck(const Exchange& exchange) {
    m_line->abandon();
    close();
    return {exchange.writes ? ErrorCode::Timeout : ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("bus {}: {} does not take what is sent to it, so it is not the meters; "
                        "check the serial server, its power and the network",
                        m_config.name.text(), m_config.port),
            {}};
}

Result<void> Link::open() {
    if (m_line->isOpen()) return {};
    if (auto due = m_backOff.due(m_line->now()); !due) return due;
    const auto opened = m_line->open();
    if (!opened) {
        m_backOff.failed(m_line->now(), opened.error());
        return opened.error();
    }
    m_backOff.opened();
    ++m_counters.opened;
    m_counters.portOpen = true;
    m_lastActivity = m_line->now();
    m_quiet = kSilenceAfterError;
    m_log.info("bus-port-opened", {{"bus", m_config.name.text()}, {"port", m_config.port}});
    return {};
}

void Link::close() {
    m_line->close();
    m_counters.portOpen = false;
    m_log.warning("bus-port-lost", {{"bus", m_config.name.text()}, {"port", m_config.port}});
}

Result<void> Link::becomeReady() {
    // A line that vanished while nobody looked shows when it is read; then open the new one at
    // once.
    for (int attempt = 0;; ++attempt) {
        const auto opened = open();
        if (!opened) return opened;
        const auto settled = settle();
        if (settled) return {};
        close();
        if (attempt == 1) return settled;
    }
}

Result<void> Link::settle() {
    const SteadyTime begun = m_line->now();
    const bool inStep = m_quiet == Nanoseconds(0);
    auto drained = inStep ? Result<void>() : drain(m_quiet);
    if (!drained) return drained;
    m_line->waitUntil(m_lastActivity + kPause);
    // Bytes that nobody asked for: somebody is talking, do not talk into it.
    const SteadyTime before = m_lastActivity;
    drained = drain(Nanoseconds(0));
    if (drained && m_lastActivity != before) drained = drain(kSilenceAfterError);
    if (!drained) return drained;
    if (!inStep) countBusy(m_line->now() - begun);
    m_quiet = Nanoseconds(0);
    return {};
}

Result<void> Link::drain(Nanoseconds silence) {
    std::array<std::uint8_t, 300> buffer{};
    const SteadyTime giveUp = m_line->now() + silence + kLongestDrain;
    while (m_line->now() < giveUp) {
        const auto got = m_line->read(buffer, m_lastActivity + silence);
        if (!got) return got.error();
        if (*got == 0) return {};
        m_lastActivity = m_line->now();
        m_counters.strayBytes += *got;
        record(Direction::FromMeter, std::span<const std::uint8_t>(buffer).first(*got), nullptr);
    }
    return {};
}

void Link::pause(Duration time) {
    m_line->waitUntil(m_line->now() + time);
}

void Link::giveWay(const Address& address) {
    const auto number = address.number();
    if (m_gap && number) m_gap(*number);
}

BusHealth Link::health() const {
    BusHealth health;
    health.sent = m_counters.sent;
    health.answered = m_counters.answered;
    health.refused = m_counters.refused;
    health.timeouts = m_counters.timeouts;
    health.crcErrors = m_counters.spoilt;
    health.badReplies = m_counters.badReplies;
    health.strayBytes = m_counters.strayBytes;
    health.opened = m_counters.opened;
    health.busyMs = m_counters.busyNs / 1'000'000;
    health.portOpen = m_counters.portOpen;
    return health;
}

void Link::count(AnswerKind outcome, AnswerTally* tally) {
    const bool answered = outcome == AnswerKind::Good || outcome == AnswerKind::Refused;
    if (answered) ++m_counters.answered;
    if (outcome == AnswerKind::Refused) ++m_counters.refused;
    if (outcome == AnswerKind::Silent) ++m_counters.timeouts;
    if (outcome == AnswerKind::CrcError) ++m_counters.spoilt;
    if (outcome == AnswerKind::CrcError || outcome == AnswerKind::NoAnswer) ++m_counters.badReplies;
    if (tally == nullptr) return;
    // A pty or a fast server may answer before the bytes would have left a real wire.
    const auto time = std::max(m_line->now() - m_requestEnd, SteadyTime::duration::zero());
    tally->came(outcome, rounded(time), m_clock.now());
}

void Link::countBusy(Nanoseconds time) {
    m_counters.busyNs += static_cast<std::uint64_t>(time.count());
}

void Link::record(Direction direction, std::span<const std::uint8_t> bytes, FrameLog* frames) {
    if (bytes.empty()) return;
    if (frames != nullptr) frames->add(direction, bytes);
    if (m_trace) m_trace({direction, m_clock.now(), bytes});
}

Link::Nanoseconds Link::wireTime(std::size_t characters) const {
    return wire::wireTime(m_config, characters);
}

}  // namespace wattill::metering::dlt645
