#include "metering/modbus/modbus_meter.hpp"

#include "metering/modbus/wait.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

constexpr Duration kSettlePause{100};
/// Requests that finding out about one refused block may cost.
constexpr int kMostRequests = 24;
// Modbus application protocol 1.1b3, 7.
constexpr int kIllegalAddress = 2;
constexpr int kIllegalValue = 3;

RegisterRun runOf(const Block& block) {
    return {block.function, block.start, block.count};
}

}  // namespace

ModbusMeter::ModbusMeter(const Profile& profile, Place place, Link& link, const Clock& clock)
    : m_profile(profile),
      m_place(place),
      m_clock(clock),
      m_unit(place.address, runOf(profile.live()), profile.times(), link),
      m_retries(profile.times().readRetries) {}

Result<MeterReading> ModbusMeter::read() {
    const auto live = readBlock(m_profile.live());
    if (!live) return live.error();
    return decodeLive(m_profile, *live, m_clock.now());
}

Result<MeterReading> ModbusMeter::probe() {
    m_retries = 0;
    auto reading = read();
    m_retries = m_profile.times().readRetries;
    return reading;
}

Result<void> ModbusMeter::sell(const Sale& sale) {
    const auto command = permitted(m_profile, "sell", m_place.unlocked);
    if (!command) return command.error();
    const auto request = encodeSale(m_profile, **command, sale);
    if (!request) return request.error();
    const auto answerBytes = static_cast<std::size_t>((*command)->answerBytes);
    const auto sold = m_unit.write(*request, answerBytes, m_profile.times().sell);
    return sold ? Result<void>() : sold.error();
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
    m_unit.recordInto(&m_frames);
    auto proof = switchRelay(*relay);
    m_unit.recordInto(nullptr);
    if (proof) proof->frames = takeFrames();
    return proof;
}

Result<CommandProof> ModbusMeter::switchRelay(RelayCommand wanted) {
    const auto command = permitted(m_profile, profileName(wanted), m_place.unlocked);
    if (!command) return command.error();
    const auto answerBytes = static_cast<std::size_t>((*command)->answerBytes);
    const auto written =
        m_unit.write(encodeConstant(**command), answerBytes, m_profile.times().write);
    if (!written && written.error().code != ErrorCode::Refused) return written.error();
    CommandProof proof;
    proof.answer = written ? "taken" : written.error().message;
    const auto deadline = std::chrono::steady_clock::now() + (*command)->settle;
    while (true) {
        const auto live = readBlock(m_profile.live());
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
        pause(kSettlePause);
    }
}

Result<Bytes> ModbusMeter::readBlock(const Block& block) {
    const auto known = m_plans.find(block.id);
    BlockPlan plan = known == m_plans.end() ? BlockPlan(m_profile, block) : known->second;
    auto data = readParts(block, plan);
    // Remembered only while parts of it are answered: else it is not the block that is refused.
    if (data && plan.parts().size() > 1) m_plans.insert_or_assign(block.id, plan);
    if (!data && known != m_plans.end() && data.error().code == ErrorCode::Refused) {
        m_plans.erase(known);
    }
    return data;
}

Result<Bytes> ModbusMeter::readParts(const Block& block, BlockPlan& plan) {
    Bytes data(static_cast<std::size_t>(block.bytes()), 0);
    std::optional<Error> refusal;
    bool answered = false;
    int requests = 0;
    for (std::size_t at = 0; at < plan.parts().size();) {
        const BlockPlan::Part part = plan.parts()[at];
        if (part.absent) {
            ++at;
            continue;
        }
        const auto bytes =
            m_unit.read({block.function, block.start + part.start, part.count}, m_retries);
        if (bytes) {
            answered = true;
            std::copy(bytes->begin(), bytes->end(), data.begin() + 2 * part.start);
            ++at;
            continue;
        }
        const int exception = m_unit.exception();
        if (exception != kIllegalAddress && exception != kIllegalValue) return bytes.error();
        if (++requests == kMostRequests) return bytes.error();
        if (!refusal) refusal = bytes.error();
        plan.split(at);
    }
    if (!answered) return refusal.value();
    const auto missing = missingPoints(block, plan);
    if (missing.empty()) return data;
    return Error{ErrorCode::Refused, Retry::Never,
                 fmt::format("meter at address {} has no registers for {}; profile {} is not this "
                             "model's",
                             m_place.address, fmt::join(missing, ", "), m_profile.id()),
                 refusal ? refusal->context : std::string()};
}

std::vector<std::string> ModbusMeter::missingPoints(const Block& block,
                                                    const BlockPlan& plan) const {
    std::vector<std::string> missing;
    for (const auto& [id, point] : m_profile.points()) {
        if (point.block != block.id) continue;
        if (plan.isAbsent(point.byte, byteCount(point.type))) missing.push_back(id);
    }
    return missing;
}

Result<std::string> ModbusMeter::writeCommand(const Command& command, const Bytes& data,
                                              Duration timeout) {
    const auto registers = data.size() / 2;
    Bytes request{static_cast<std::uint8_t>(command.function),
                  static_cast<std::uint8_t>(command.address >> 8),
                  static_cast<std::uint8_t>(command.address),
                  static_cast<std::uint8_t>(registers >> 8U),
                  static_cast<std::uint8_t>(registers),
                  static_cast<std::uint8_t>(data.size())};
    request.insert(request.end(), data.begin(), data.end());
    const auto answer =
        m_unit.write(request, static_cast<std::size_t>(command.answerBytes), timeout);
    if (!answer) return answer.error();
    return std::string("taken");
}

void ModbusMeter::pause(Duration time) {
    sleepUntil(std::chrono::steady_clock::now() + time);
}

}  // namespace wattill::metering::modbus
