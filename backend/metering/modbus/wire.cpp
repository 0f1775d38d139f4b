#include "metering/modbus/wire.hpp"

#include "metering/wire/wire_time.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

}  // namespace

Wire::Wire(BusConfig config, LineOpener opener, const Clock& clock, Log& log)
    : m_config(std::move(config)), m_opener(std::move(opener)), m_clock(clock), m_log(log) {}

Result<bool> Wire::open() {
    if (m_line) return false;
    if (const auto due = m_backOff.due(steady_clock::now()); !due) return due.error();
    auto line = m_opener();
    if (!line) {
        m_backOff.failed(steady_clock::now(), line.error());
        return line.error();
    }
    m_backOff.opened();
    m_line = std::move(line).value();
    ++m_opened;
    m_portOpen = true;
    m_log.info("bus-port-opened", {{"bus", m_config.name.text()}, {"port", m_config.port}});
    return true;
}

void Wire::close() {
    if (!m_line) return;
    m_line.reset();
    m_portOpen = false;
    m_log.warning("bus-port-lost", {{"bus", m_config.name.text()}, {"port", m_config.port}});
}

void Wire::abandon() {
    if (m_line) m_line->discard();
    close();
}

void Wire::record(Direction direction, std::span<const std::uint8_t> bytes, FrameLog* frames) {
    if (bytes.empty()) return;
    if (frames != nullptr) frames->add(direction, bytes);
    if (m_trace) m_trace({direction, m_clock.now(), bytes});
}

void Wire::countSent(AnswerTally* tally) {
    ++m_sent;
    if (tally != nullptr) tally->sent();
}

void Wire::count(AnswerKind kind, std::chrono::nanoseconds time, AnswerTally* tally) {
    if (kind == AnswerKind::Good || kind == AnswerKind::Refused) ++m_answered;
    if (kind == AnswerKind::Refused) ++m_refused;
    if (kind == AnswerKind::Silent) ++m_timeouts;
    if (kind == AnswerKind::CrcError || kind == AnswerKind::NoAnswer) ++m_badReplies;
    if (kind == AnswerKind::CrcError) ++m_crcErrors;
    if (tally == nullptr) return;
    const auto rounded = std::chrono::round<Duration>(std::max(time, 0ns));
    tally->came(kind, rounded, m_clock.now());
}

void Wire::countBusy(std::chrono::nanoseconds time) {
    m_busyNs += static_cast<std::uint64_t>(std::max(time, 0ns).count());
}

BusHealth Wire::health() const {
    BusHealth health;
    health.sent = m_sent;
    health.answered = m_answered;
    health.refused = m_refused;
    health.timeouts = m_timeouts;
    health.crcErrors = m_crcErrors;
    health.badReplies = m_badReplies;
    health.strayBytes = m_strayBytes;
    health.opened = m_opened;
    health.busyMs = m_busyNs / 1'000'000;
    health.portOpen = m_portOpen;
    return health;
}

std::chrono::nanoseconds Wire::time(std::size_t characters) const {
    return wire::wireTime(m_config, characters);
}

}  // namespace wattill::metering::modbus
