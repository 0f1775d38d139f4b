#include "metering/profile.hpp"

#include "metering/profile_parser.hpp"

#include <algorithm>

namespace wattill::metering {

std::string_view name(ProfileProtocol protocol) {
    switch (protocol) {
        case ProfileProtocol::Modbus:
            return "modbus";
        case ProfileProtocol::Dlt645:
            return "dlt645";
    }
    assertionFailed("protocol", "an enumerator without a name", __FILE__, __LINE__);
}

bool carries(Protocol line, ProfileProtocol profile) {
    return (line == Protocol::Dlt645) == (profile == ProfileProtocol::Dlt645);
}

bool matches(std::string_view pattern, std::string_view id) {
    if (!pattern.ends_with('*')) return pattern == id;
    pattern.remove_suffix(1);
    return id.starts_with(pattern);
}

Result<Profile> Profile::parse(std::string_view json, const std::string& fileName) {
    return ProfileParser(fileName).parse(json);
}

Abilities Profile::abilities() const {
    Abilities has;
    has.balance = point("balance") != nullptr;
    has.purchaseCount = point("purchaseCount") != nullptr;
    has.relay = point("relay.l1") != nullptr;
    has.rates = point("energy.sharp") != nullptr;
    return has;
}

std::vector<const Block*> Profile::liveBlocks() const {
    std::vector<const Block*> live;
    for (const std::string& id : m_blockOrder) {
        const Block* each = block(id);
        if (each->poll == PollClass::Live) live.push_back(each);
    }
    return live;
}

const Block* Profile::block(std::string_view id) const {
    const auto found = m_blocks.find(id);
    return found == m_blocks.end() ? nullptr : &found->second;
}

const Point* Profile::point(std::string_view id) const {
    const auto found = m_points.find(id);
    return found == m_points.end() ? nullptr : &found->second;
}

const Command* Profile::command(std::string_view name) const {
    const auto found = m_commands.find(name);
    return found == m_commands.end() ? nullptr : &found->second;
}

bool Profile::drifts(std::string_view point) const {
    return std::any_of(m_drifting.begin(), m_drifting.end(),
                       [&](const std::string& each) { return matches(each, point); });
}

bool Profile::fallsByUse(std::string_view point) const {
    return std::any_of(m_falling.begin(), m_falling.end(),
                       [&](const std::string& each) { return matches(each, point); });
}

}  // namespace wattill::metering
