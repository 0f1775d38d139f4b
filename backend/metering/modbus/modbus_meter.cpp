#include "metering/modbus/modbus_meter.hpp"

#include "metering/command_codec.hpp"
#include "metering/wire/wait.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

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
    std::set<std::string> live;
    for (const Block* block : m_profile.liveBlocks())
        live.insert(block->id);
    expectBlocks(std::move(live));
    auto reading = readMeter(m_profile, *this, m_clock);
    expectBlocks({});
    return reading;
}

Result<MeterReading> ModbusMeter::probe() {
    m_retries = 0;
    auto reading = read();
    m_retries = m_profile.times().readRetries;
    return reading;
}

Result<void> ModbusMeter::sell(const Sale& sale) {
    return sellTo(m_profile, m_place.unlocked, sale, *this);
}

Result<CommandProof> ModbusMeter::carryOut(const MeterCommand& command) {
    const Command* steps = m_profile.command(commandName(command));
    if (steps != nullptr) expectBlocks({steps->watch.begin(), steps->watch.end()});
    m_unit.recordInto(&m_frames);
    auto proof = carryOutCommand(m_profile, m_place.unlocked, command, *this, m_clock);
    m_unit.recordInto(nullptr);
    static_cast<void>(takeFrames());
    expectBlocks({});
    return proof;
}

void ModbusMeter::expectBlocks(std::set<std::string> ids) {
    m_wanted = std::move(ids);
    m_ahead.clear();
}

Result<Bytes> ModbusMeter::readBlock(const Block& block) {
    auto ahead = m_ahead.extract(block.id);
    if (!ahead.empty()) return std::move(ahead.mapped());
    const auto group = readTogether(m_profile, block, m_wanted);
    if (group.size() == 1 || m_apart.contains(group.front()->id)) return readAlone(block);
    auto data = readGroup(group, block);
    if (data || !refusedAsSuch()) return data;
    m_apart.insert(group.front()->id);
    return readAlone(block);
}

Result<Bytes> ModbusMeter::readGroup(const std::vector<const Block*>& group, const Block& block) {
    const int start = group.front()->start;
    int end = start;
    for (const Block* each : group)
        end = std::max(end, each->start + each->count);
    const auto all = m_unit.read({block.function, start, end - start}, m_retries);
    if (!all) return all.error();
    for (const Block* each : group) {
        const auto from = all->begin() + 2 * (each->start - start);
        m_ahead.insert_or_assign(each->id, Bytes(from, from + each->bytes()));
    }
    return std::move(m_ahead.extract(block.id).mapped());
}

Result<Bytes> ModbusMeter::readAlone(const Block& block) {
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

bool ModbusMeter::refusedAsSuch() const {
    return m_unit.exception() == kIllegalAddress || m_unit.exception() == kIllegalValue;
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
        if (!refusedAsSuch()) return bytes.error();
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
        if (plan.isAbsent(point.byte, point.coding.bytes)) missing.push_back(id);
    }
    return missing;
}

Result<std::string> ModbusMeter::writeCommand(const Write& write, const Bytes& data,
                                              Duration timeout) {
    m_ahead.clear();
    const auto answer = m_unit.write(encodeWrite(write, data),
                                     static_cast<std::size_t>(write.answerBytes), timeout);
    if (!answer) return answer.error();
    if (write.answer != AnswerRule::Status) return std::string("taken");
    // The answer here begins with the function code, the profile counts from the address.
    const int status = answer->at(static_cast<std::size_t>(write.statusByte - 1));
    if (status != write.statusRefused) return fmt::format("taken, status {}", status);
    return Error{
        ErrorCode::Refused,
        Retry::Never,
        fmt::format("meter at address {} answered with status {}", m_place.address, status),
        {}};
}

void ModbusMeter::pause(Duration time) {
    m_ahead.clear();
    wire::sleepUntil(std::chrono::steady_clock::now() + time);
}

}  // namespace wattill::metering::modbus
