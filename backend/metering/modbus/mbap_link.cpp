#include "metering/modbus/mbap_link.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

using std::chrono::steady_clock;

bool fits(const Exchange& exchange, const MbapFrame& frame) {
    const std::uint8_t function = exchange.request.front();
    if (frame.unit != exchange.address) return false;
    if (frame.pdu[0] == (function | kExceptionBit)) return frame.pdu.size() == 2;
    // The RTU answer without its address and check sum.
    return frame.pdu[0] == function && frame.pdu.size() + 3 == exchange.answerBytes &&
           std::equal(exchange.next.begin(), exchange.next.end(), frame.pdu.begin() + 1);
}

}  // namespace

MbapLink::MbapLink(BusConfig config, LineOpener opener, const Clock& clock, Log& log)
    : Link(std::move(config), std::move(opener), clock, log) {}

Result<Bytes> MbapLink::exchange(const Exchange& exchange) {
    const auto ready = becomeReady();
    if (!ready) return ready.error();
    const Bytes frame = MbapFrame{++m_transaction, exchange.address, exchange.request}.bytes();
    const SteadyTime begun = steady_clock::now();
    const auto sent = m_wire.line().send(frame);
    if (!sent) {
        m_wire.close();
        return sent.error();
    }
    m_wire.countSent(exchange.tally);
    m_wire.record(Direction::ToMeter, frame, exchange.frames);
    m_sent = steady_clock::now();
    auto answer = await(exchange);
    m_wire.countBusy(steady_clock::now() - begun);
    return answer;
}

Result<void> MbapLink::open() {
    const auto opened = m_wire.open();
    if (!opened) return opened.error();
    if (*opened) m_framer = {};
    return {};
}

/// Throws away what came since the last answer, and notices a connection that was cut meanwhile.
Result<void> MbapLink::becomeReady() {
    for (int attempt = 0;; ++attempt) {
        const auto opened = open();
        if (!opened) return opened;
        auto heard = hear({});
        while (heard && *heard > 0)
            heard = hear({});
        while (const auto late = m_framer.next()) {
            m_wire.countStray(late->bytes().size());
            m_wire.record(Direction::FromMeter, late->bytes(), nullptr);
        }
        if (heard && !m_framer.broken()) return {};
        m_wire.close();
        if (attempt == 0) continue;
        return heard ? Result<void>(Error{ErrorCode::Unreachable,
                                          Retry::Later,
                                          config().port + " sends without being asked",
                                          {}})
                     : heard.error();
    }
}

Result<std::size_t> MbapLink::hear(SteadyTime deadline) {
    std::array<std::uint8_t, 600> buffer{};
    const auto got = m_wire.line().read(buffer, deadline);
    if (got) m_framer.feed(std::span<const std::uint8_t>(buffer).first(*got));
    return got;
}

Result<Bytes> MbapLink::await(const Exchange& exchange) {
    // A gateway has both frames to bring over the meters' line.
    const auto onWire = m_wire.time(exchange.request.size() + 3 + exchange.answerBytes);
    const SteadyTime deadline = m_sent + exchange.timeout + onWire + m_wire.line().jitter();
    while (true) {
        while (const auto frame = m_framer.next()) {
            m_wire.record(Direction::FromMeter, frame->bytes(), exchange.frames);
            if (auto answer = judge(exchange, *frame)) return *std::move(answer);
        }
        if (m_framer.broken()) return unintelligible(exchange);
        const auto got = hear(deadline);
        if (!got) {
            m_wire.close();
            return lost(exchange, got.error());
        }
        if (*got > 0) continue;
        m_wire.count(AnswerKind::Silent, steady_clock::now() - m_sent, exchange.tally);
        return silent(exchange);
    }
}

std::optional<Result<Bytes>> MbapLink::judge(const Exchange& exchange, const MbapFrame& frame) {
    const auto time = steady_clock::now() - m_sent;
    if (frame.transaction != m_transaction) {
        m_wire.countStray(frame.bytes().size());
        return std::nullopt;
    }
    if (fits(exchange, frame)) {
        m_wire.count(kindOf(frame.pdu), time, exchange.tally);
        return frame.pdu;
    }
    m_wire.countStray(frame.bytes().size());
    m_wire.count(AnswerKind::NoAnswer, time, exchange.tally);
    return Error{ErrorCode::BadReply, Retry::Later,
                 fmt::format("meter at address {}: the gateway sent an answer of another unit, "
                             "function or length",
                             exchange.address),
                 fmt::format("unit={} function={}", frame.unit, frame.pdu[0])};
}

Result<Bytes> MbapLink::unintelligible(const Exchange& exchange) {
    m_wire.count(AnswerKind::NoAnswer, steady_clock::now() - m_sent, exchange.tally);
    m_wire.close();
    return Error{ErrorCode::BadReply,
                 Retry::Later,
                 fmt::format("{} does not speak Modbus TCP; if it is a transparent serial server, "
                             "set the bus's protocol to \"modbus-rtu\"",
                             config().port),
                 {}};
}

}  // namespace wattill::metering::modbus
