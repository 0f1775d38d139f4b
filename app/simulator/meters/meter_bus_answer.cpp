#include "meters/dlt_face.hpp"
#include "meters/meter_bus.hpp"

#include <algorithm>

namespace wattill::sim {
namespace {

using namespace std::chrono_literals;

constexpr int kSplitPieces = 3;
constexpr std::uint8_t kGatewaySilent = 0x0B;

/// What the wire does to a frame. False: to a gateway, which looks at check sums, it is no answer.
bool spoil(Bytes& frame, FaultKind kind, const Request& request) {
    switch (kind) {
        case FaultKind::Corrupt:
            frame[frame.size() / 2] ^= 0x10U;
            return false;
        case FaultKind::BadCheck:
            frame[frame.size() - 2] ^= 0x55U;
            return false;
        case FaultKind::Noise:
            frame.insert(frame.begin(), {0x00, 0x7F});
            return false;
        case FaultKind::StrayAhead:
            frame.insert(frame.begin(), 0x00);
            return false;
        case FaultKind::StrayBehind:
            frame.push_back(0x00);
            return false;
        case FaultKind::Truncate:
            frame.resize(frame.size() / 2);
            return false;
        case FaultKind::Echo:
            frame.insert(frame.begin(), request.raw.begin(), request.raw.end());
            return false;
        default:
            return true;
    }
}

}  // namespace

Bytes MeterBus::frame(const Slot& slot, const Request& request, const Bytes& body) const {
    if (m_dlt) {
        return dltFrame(digitBytes(slot.meter.memory().number), body, slot.meter.setup().preambles);
    }
    const auto unit = static_cast<std::uint8_t>(slot.meter.setup().address);
    if (m_options.port != PortKind::ModbusTcp) return rtuFrame(unit, body);
    return mbapFrame(request.transaction, unit, body);
}

/// When the first bit of an answer is on the wire; a gateway first sends the request there.
Steady::time_point MeterBus::answerStart(const Request& request, std::size_t size,
                                         Steady::time_point now) {
    if (!m_options.paced) return now;
    if (m_options.port != PortKind::ModbusTcp) {
        return m_heardUntil + (m_dlt ? 0ns : m_pace.silence()) + m_options.turnaround;
    }
    // Unit, body and CRC instead of the MBAP head.
    const auto asked = static_cast<std::int64_t>(request.body.size() + 3);
    const auto start = std::max(now, m_wireFree) + m_pace.characters(asked) + m_pace.silence() +
                       m_options.turnaround;
    m_wireFree = start + m_pace.characters(static_cast<std::int64_t>(size)) + m_pace.silence();
    return start;
}

void MeterBus::speak(Slot& slot, const Request& request, Bytes frame,
                     const std::optional<Fault>& fault) {
    const bool good = !fault || spoil(frame, fault->kind, request);
    const auto now = Steady::now();
    if (!good && m_options.port == PortKind::ModbusTcp) {
        noAnswer(request, now);
        return;
    }
    auto start = answerStart(request, frame.size(), now) + m_options.latency;
    const bool parts = fault && fault->kind == FaultKind::Split;
    if (fault && !parts) start += fault->delay;
    if (!fault || fault->kind != FaultKind::Late) {
        start = std::max(start, slot.busyUntil);
        slot.busyUntil = start;
    }
    if (fault && fault->kind == FaultKind::Join) {
        m_joined.insert(m_joined.end(), frame.begin(), frame.end());
        return;
    }
    frame.insert(frame.begin(), m_joined.begin(), m_joined.end());
    m_joined.clear();
    int pieces = parts ? kSplitPieces : 1;
    if (m_options.chunkBytes > 0 && !parts) {
        pieces = (static_cast<int>(frame.size()) - 1) / m_options.chunkBytes + 1;
    }
    place(frame, m_options.port == PortKind::ModbusTcp ? request.client : kEverybody, start, pieces,
          parts ? fault->delay : m_options.chunkPause);
}

void MeterBus::place(const Bytes& frame, int client, Steady::time_point start, int pieces,
                     Duration pause) {
    const std::size_t most = (frame.size() - 1) / static_cast<std::size_t>(pieces) + 1;
    for (std::size_t at = 0; at < frame.size(); at += most) {
        const auto from = frame.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t size = std::min(most, frame.size() - at);
        Outbox::Piece piece{{from, from + static_cast<std::ptrdiff_t>(size)},
                            client,
                            start,
                            m_options.port != PortKind::Pty};
        m_outbox.place(std::move(piece), m_pace);
        start += m_pace.characters(static_cast<std::int64_t>(size)) + pause;
    }
}

/// A gateway waits for its meter, then says so, if it is of those that do.
void MeterBus::noAnswer(const Request& request, Steady::time_point now) {
    if (m_options.port != PortKind::ModbusTcp || m_options.gatewayTimeout == Duration(0)) return;
    const auto start = std::max(now, m_wireFree) + m_options.gatewayTimeout;
    m_wireFree = start;
    const Bytes body{static_cast<std::uint8_t>(request.body[0] | 0x80U), kGatewaySilent};
    place(mbapFrame(request.transaction, request.address[0], body), request.client, start, 1, {});
}

}  // namespace wattill::sim
