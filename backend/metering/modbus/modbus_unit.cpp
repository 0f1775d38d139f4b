#include "metering/modbus/modbus_unit.hpp"

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

constexpr int kProbeLengths = 8;
// Exceptions after which the request may still be carried out (Modbus application protocol 1.1b3).
constexpr int kAcknowledge = 5;
constexpr int kBusy = 6;
constexpr int kNoPath = 10;

Bytes readRequest(const RegisterRun& run) {
    return {static_cast<std::uint8_t>(run.function), static_cast<std::uint8_t>(run.start >> 8),
            static_cast<std::uint8_t>(run.start), static_cast<std::uint8_t>(run.count >> 8),
            static_cast<std::uint8_t>(run.count)};
}

Error exceptionError(std::uint8_t address, const Bytes& request, int code) {
    const std::string context = fmt::format("exception {}", code);
    if (code == kAcknowledge) {
        return {ErrorCode::BadReply, Retry::Later,
                fmt::format("meter at address {} has not finished (exception {})", address, code),
                context};
    }
    if (saysSilent(Bytes{kExceptionBit, static_cast<std::uint8_t>(code)})) {
        return {ErrorCode::Timeout, Retry::Later,
                fmt::format("the gateway hears nothing from address {} ({}; exception {})", address,
                            code == kNoPath ? "it has no way there: check its set-up"
                                            : "the meter is silent",
                            code),
                context};
    }
    return {ErrorCode::Refused, code == kBusy ? Retry::Later : Retry::Never,
            fmt::format("meter at address {} refused function {:02X}H with exception {}", address,
                        request.front(), code),
            context};
}

}  // namespace

ModbusUnit::ModbusUnit(std::uint8_t address, RegisterRun probe, const LinkTimes& times, Link& link)
    : m_address(address), m_probe(probe), m_times(times), m_link(link) {}

Result<Bytes> ModbusUnit::read(const RegisterRun& run, int retries) {
    auto answer = readOnce(run);
    for (int retry = 0; retry < retries; ++retry) {
        // Without a port, or after a refusal, asking again at once tells nothing new.
        if (answer || !answer.error().outcomeUnknown()) break;
        answer = readOnce(run);
    }
    return answer;
}

Result<Bytes> ModbusUnit::readOnce(const RegisterRun& run) {
    m_exception = 0;
    const auto inStep = proveInStep(Before::Read);
    if (!inStep) return inStep.error();
    m_link.giveWay(m_address);
    auto answer = readInStep(run);
    UnitStep& step = m_link.step(m_address);
    if (answer && run.count > step.answered.count) step.answered = run;
    return answer;
}

Result<Bytes> ModbusUnit::readInStep(const RegisterRun& run) {
    const auto bytes = static_cast<std::size_t>(2 * run.count);
    Exchange read;
    read.request = readRequest(run);
    read.next = {static_cast<std::uint8_t>(bytes)};
    read.answerBytes = bytes + 5;
    read.timeout = m_times.read;
    const auto answer = exchange(std::move(read), run.count);
    if (!answer) return answer.error();
    return Bytes(answer->begin() + 2, answer->end());
}

Result<Bytes> ModbusUnit::write(const Bytes& request, std::size_t answerBytes, Duration timeout) {
    m_exception = 0;
    const auto inStep = proveInStep(Before::Write);
    if (!inStep) {
        return Error{ErrorCode::Unreachable, Retry::Later,
                     "nothing was sent: " + inStep.error().message, inStep.error().context};
    }
    Exchange write;
    write.request = request;
    write.answerBytes = answerBytes;
    write.timeout = timeout;
    write.writes = true;
    // 10H answers with the start and count of the request.
    if (request.front() == 16) write.next.assign(request.begin() + 1, request.begin() + 5);
    return exchange(std::move(write), 0);
}

/// After a missing answer a late one could complete the next equal request with old values. A read
/// of another length cannot be mistaken: once it is answered, everything asked before it has been
/// answered or never will be, because a meter answers in order. The length changes each time, so
/// that a late probe is known, too. A meter may refuse the probe itself; then only the second
/// refusal surely is its own. What a write sends may go by the time, so nobody comes before it.
Result<void> ModbusUnit::proveInStep(Before next) {
    UnitStep& step = m_link.step(m_address);
    if (!step.outOfStep) return {};
    const RegisterRun known = step.answered.count > 0 ? step.answered : m_probe;
    for (int refusals = 0;;) {
        do {
            step.probeCount = step.probeCount % kProbeLengths + 1;
        } while (step.probeCount == step.missingCount);
        const int missing = step.missingCount;
        if (next == Before::Read) m_link.giveWay(m_address);
        const auto answer = readInStep({known.function, known.start, step.probeCount});
        step.missingCount = missing;
        if (answer || (answer.error().code == ErrorCode::Refused && ++refusals == 2)) break;
        if (answer.error().code != ErrorCode::Refused) return answer.error();
    }
    step.outOfStep = false;
    return {};
}

Result<Bytes> ModbusUnit::exchange(Exchange exchange, int count) {
    exchange.address = m_address;
    exchange.lateAnswer = m_times.lateAnswer;
    exchange.tally = &m_tally;
    exchange.frames = m_frames;
    auto answer = m_link.exchange(exchange);
    const bool refused = answer && (answer->front() & kExceptionBit) != 0;
    m_exception = refused ? answer->at(1) : 0;
    if (refused) answer = exceptionError(m_address, exchange.request, m_exception);
    if (!answer && answer.error().outcomeUnknown()) {
        UnitStep& step = m_link.step(m_address);
        step.outOfStep = true;
        step.missingCount = count;
    }
    return answer;
}

}  // namespace wattill::metering::modbus
