#include "metering/modbus/modbus_meter.hpp"

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

constexpr Duration kSettlePause{100};
constexpr int kProbeLengths = 4;

}  // namespace

ModbusMeter::ModbusMeter(const Profile& profile, Place place, RtuLink& link, const Clock& clock)
    : m_profile(profile), m_place(place), m_link(link), m_clock(clock) {}

Result<MeterReading> ModbusMeter::read() {
    const auto live = readLive();
    if (!live) return live.error();
    return decodeLive(m_profile, *live, m_clock.now());
}

Result<void> ModbusMeter::sell(const Sale& sale) {
    const auto command = permitted(m_profile, "sell", m_place.unlocked);
    if (!command) return command.error();
    auto request = encodeSale(m_profile, **command, sale);
    if (!request) return request.error();
    return write(**command, std::move(request).value(), m_profile.times().sell);
}

Result<CommandProof> ModbusMeter::carryOut(const MeterCommand& command) {
    const auto* relay = std::get_if<RelayCommand>(&command);
    if (relay == nullptr) {
        return Error{
            ErrorCode::Unsupported,
            Retry::Never,
            fmt::format("profile {} has no command \"{}\"", m_profile.id(), commandName(command)),
            {}};
    }
    return switchRelay(*relay);
}

Result<CommandProof> ModbusMeter::switchRelay(RelayCommand wanted) {
    const auto command = permitted(m_profile, profileName(wanted), m_place.unlocked);
    if (!command) return command.error();
    const auto written = write(**command, encodeConstant(**command), m_profile.times().write);
    if (!written && written.error().code != ErrorCode::Refused) return written.error();
    CommandProof proof;
    proof.answer = written ? "taken" : written.error().message;
    const auto deadline = std::chrono::steady_clock::now() + (*command)->settle;
    while (true) {
        const auto live = readLive();
        if (!live) {
            return Error{ErrorCode::Timeout, Retry::Later,
                         fmt::format("meter at address {}: \"{}\" was sent, but could not be read "
                                     "back; read the meter",
                                     m_place.address, name(wanted)),
                         live.error().message};
        }
        const auto reading = decodeLive(m_profile, *live, m_clock.now());
        if (!reading) return reading.error();
        proof.reading = *reading;
        if (shows(**command, m_profile, *live)) {
            proof.outcome = CommandProof::Outcome::Done;
            return proof;
        }
        if (std::chrono::steady_clock::now() >= deadline) return proof;
        m_link.pause(kSettlePause);
    }
}

Result<Bytes> ModbusMeter::readLive() {
    return readBlock(m_profile.live());
}

Result<Bytes> ModbusMeter::readBlock(const Block& block) {
    auto answer = readOnce(block);
    for (int retry = 0; retry < m_profile.times().readRetries; ++retry) {
        // Without a port, or after a refusal, asking again at once tells nothing new.
        if (answer || !answer.error().outcomeUnknown()) break;
        answer = readOnce(block);
    }
    return answer;
}

Result<Bytes> ModbusMeter::readOnce(const Block& block) {
    const auto inStep = proveInStep();
    if (!inStep) return inStep.error();
    const auto bytes = static_cast<std::size_t>(block.bytes());
    Exchange read;
    read.address = m_place.address;
    read.request = encodeRead(block);
    read.shape.next = {static_cast<std::uint8_t>(bytes)};
    read.shape.length = bytes + 5;
    read.timeout = m_profile.times().read;
    read.lateAnswer = m_profile.times().lateAnswer;
    const auto answer = exchange(read);
    if (!answer) return answer.error();
    return Bytes(answer->begin() + 2, answer->end());
}

Result<void> ModbusMeter::write(const Command& command, Bytes request, Duration timeout) {
    const auto inStep = proveInStep();
    if (!inStep) {
        return Error{ErrorCode::Unreachable, Retry::Later,
                     "nothing was sent: " + inStep.error().message, inStep.error().context};
    }
    Exchange write;
    write.address = m_place.address;
    // 10H answers with the start and count of the request.
    if (command.function == 16) write.shape.next.assign(request.begin() + 1, request.begin() + 5);
    write.request = std::move(request);
    write.shape.length = static_cast<std::size_t>(command.answerBytes);
    write.timeout = timeout;
    write.lateAnswer = m_profile.times().lateAnswer;
    write.writes = true;
    const auto answer = exchange(write);
    return answer ? Result<void>() : answer.error();
}

/// An RTU answer names neither register nor request, so after a missing answer a late one could
/// complete the next equal request with old values. A read of another length cannot be mistaken:
/// once it is answered, everything asked before it has been answered or never will be, because a
/// meter answers in order. The length changes each time, so that a late probe is known, too.
Result<void> ModbusMeter::proveInStep() {
    if (!m_outOfStep) return {};
    Block probe = m_profile.live();
    m_probes = m_probes % kProbeLengths + 1;
    probe.count = m_probes == probe.count ? kProbeLengths + 1 : m_probes;
    m_outOfStep = false;
    const auto answer = readOnce(probe);
    if (answer) return {};
    m_outOfStep = true;
    return answer.error();
}

Result<Bytes> ModbusMeter::exchange(const Exchange& exchange) {
    auto answer = m_link.exchange(exchange);
    if (!answer && answer.error().outcomeUnknown()) m_outOfStep = true;
    return answer;
}

}  // namespace wattill::metering::modbus
