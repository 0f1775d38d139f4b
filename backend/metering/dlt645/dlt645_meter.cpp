#include "metering/dlt645/dlt645_meter.hpp"

#include <algorithm>

namespace wattill::metering::dlt645 {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes kAskRefusedAfter = 15min;

/// What any meter of the model has, what is read all the time first.
std::vector<Value> sureValues(const Profile& profile) {
    std::vector<Value> values;
    for (const bool live : {true, false}) {
        for (const std::string& id : profile.blockOrder()) {
            const Block* block = profile.block(id);
            if (block->optional || (block->poll == PollClass::Live) != live) continue;
            values.push_back({block->identifier, static_cast<std::size_t>(block->bytes())});
        }
    }
    return values;
}

}  // namespace

Dlt645Meter::Dlt645Meter(const Profile& profile, Address address, bool unlocked, Link& link,
                         const Clock& clock)
    : m_profile(profile),
      m_unlocked(unlocked),
      m_link(link),
      m_clock(clock),
      m_unit(address, sureValues(profile), profile.times(), link),
      m_retries(profile.times().readRetries) {}

Result<MeterReading> Dlt645Meter::read() {
    return readMeter(m_profile, *this, m_clock);
}

Result<MeterReading> Dlt645Meter::probe() {
    m_retries = 0;
    auto reading = read();
    m_retries = m_profile.times().readRetries;
    return reading;
}

Result<void> Dlt645Meter::sell(const Sale& sale) {
    return sellTo(m_profile, m_unlocked, sale, *this);
}

Result<CommandProof> Dlt645Meter::carryOut(const MeterCommand& command) {
    m_unit.recordInto(&m_frames);
    auto proof = carryOutCommand(m_profile, m_unlocked, command, *this, m_clock);
    m_unit.recordInto(nullptr);
    static_cast<void>(takeFrames());
    return proof;
}

Result<Bytes> Dlt645Meter::readBlock(const Block& block) {
    const auto refused = m_refused.find(block.id);
    if (refused != m_refused.end()) {
        if (m_link.now() < refused->second.at + kAskRefusedAfter) return refused->second.error;
        m_refused.erase(refused);
    }
    auto data = m_unit.read({block.identifier, static_cast<std::size_t>(block.bytes())}, m_retries);
    if (!data && block.optional && data.error().code == ErrorCode::Refused) {
        m_refused.emplace(block.id, Refusal{m_link.now(), data.error()});
    }
    return data;
}

Result<std::string> Dlt645Meter::writeCommand(const Write& write, const Bytes& data,
                                              Duration timeout) {
    Order order;
    order.function = static_cast<std::uint8_t>(write.function);
    order.answered = write.answer != AnswerRule::None;
    if (write.identifier) {
        order.data = identifierBytes(*write.identifier);
        // Of what can be answered, only 03H repeats the identifier (facts 2.5).
        if (order.function == function::kPrepaid) order.leading = order.data;
    }
    order.data.insert(order.data.end(), data.begin(), data.end());
    return m_unit.carryOut(order, timeout);
}

}  // namespace wattill::metering::dlt645
