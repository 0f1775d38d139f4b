#include "node/fleet.hpp"

#include "metering/profile_codec.hpp"
#include "node/register_traits.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::node {

using metering::MeterOnBus;
using tenancy::MeterPlace;

namespace {
Error notOnABus(const MeterId& meter) {
    return {ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("meter {} is on no bus of this node; look at [[bus]] and the meter's row",
                        meter.text()),
            {}};
}

Error tooMuch(const MeterId& meter, Money amount, Money most) {
    return {ErrorCode::Refused,
            Retry::Later,
            fmt::format("meter {} does not take {} yuan now: {} yuan at most, by the bounds of its "
                        "model and its last reading; sell less, or later",
                        meter.text(), amount.yuanText(), most.yuanText()),
            {}};
}

Result<void> accepted(bool taken) {
    if (taken) return {};
    return Error{ErrorCode::Busy, Retry::Later, "too much waits for this bus; try again soon", {}};
}
}  // namespace

Fleet::Fleet(std::vector<Line> lines, const metering::ProfileLibrary& profiles,
             std::vector<std::string> unlockedProfiles, MeterBoard& board, Log& log)
    : m_profiles(profiles),
      m_unlockedProfiles(std::move(unlockedProfiles)),
      m_board(board),
      m_log(log) {
    for (Line& line : lines) {
        const BusId name = line.config.name;
        m_lines.emplace(name, std::make_unique<BusLine>(std::move(line.config),
                                                        std::move(line.factory), board, log));
    }
}

bool Fleet::isUnlocked(const std::string& profile) const {
    return std::find(m_unlockedProfiles.begin(), m_unlockedProfiles.end(), profile) !=
           m_unlockedProfiles.end();
}

void Fleet::setPlaces(const std::vector<MeterPlace>& places) {
    std::map<BusId, std::vector<MeterOnBus>> ofBus;
    for (const auto& [name, line] : m_lines)
        ofBus[name];
    const std::lock_guard lock(m_mutex);
    m_seats.clear();
    for (const MeterPlace& place : places) {
        const auto line = m_lines.find(place.bus);
        const metering::Profile* profile = m_profiles.find(place.profile);
        if (line == m_lines.end() || profile == nullptr) {
            m_log.error("meter-not-polled", {{"meter", place.meter.text()},
                                             {"bus", place.bus.text()},
                                             {"profile", place.profile},
                                             {"why", "bus or profile is not configured"}});
            continue;
        }
        m_seats[place.meter] = {line->second.get(), profile};
        m_board.setTraits(place.meter, registerTraits(*profile));
        ofBus[place.bus].push_back(
            {place.meter, place.profile, place.address, isUnlocked(place.profile)});
    }
    for (auto& [name, meters] : ofBus)
        m_lines.at(name)->setMeters(std::move(meters));
}

void Fleet::start() {
    for (const auto& [name, line] : m_lines)
        line->start();
}

void Fleet::stop() {
    for (const auto& [name, line] : m_lines)
        line->stop();
}

Fleet::Seat Fleet::seatOf(const MeterId& meter) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_seats.find(meter);
    return found == m_seats.end() ? Seat{} : found->second;
}

Result<void> Fleet::read(const MeterId& meter, BusPriority priority, std::optional<Duration> within,
                         ReadingDone done) {
    BusLine* line = lineOf(meter);
    if (line == nullptr) return notOnABus(meter);
    return accepted(line->read(meter, priority, within, std::move(done)));
}

Result<void> Fleet::sell(const MeterId& meter, const metering::Sale& sale, Done done) {
    const Seat seat = seatOf(meter);
    if (seat.line == nullptr) return notOnABus(meter);
    // The order was read for just before; what was possible when it was paid may not be any more.
    const auto most = mostSale(meter, *seat.profile);
    if (most && sale.amount > *most) return tooMuch(meter, sale.amount, *most);
    return accepted(seat.line->sell(meter, sale, std::move(done)));
}

Result<void> Fleet::carryOut(const MeterId& meter, metering::MeterCommand command,
                             std::optional<Duration> within, ProofDone done) {
    BusLine* line = lineOf(meter);
    if (line == nullptr) return notOnABus(meter);
    return accepted(line->carryOut(meter, std::move(command), within, std::move(done)));
}

Result<void> Fleet::sellable(const MeterPlace& place) const {
    const auto no = [&place](const std::string& why) {
        return Error{ErrorCode::Unsupported,
                     Retry::Never,
                     fmt::format("meter {} cannot be sold to: {}", place.meter.text(), why),
                     {}};
    };
    const metering::Profile* profile = m_profiles.find(place.profile);
    if (profile == nullptr) return no(fmt::format("profile '{}' is not known here", place.profile));
    const auto may = metering::permitted(*profile, "sell", isUnlocked(place.profile));
    if (!may) return no(may.error().message);
    if (!m_lines.contains(place.bus)) {
        return no(fmt::format("bus '{}' is not configured", place.bus.text()));
    }
    return {};
}

Result<void> Fleet::sellable(const MeterPlace& place, Money amount) const {
    if (auto can = sellable(place); !can) return can;
    const auto most = mostSale(place);
    if (most && amount > *most) return tooMuch(place.meter, amount, *most);
    return {};
}

std::optional<Money> Fleet::mostSale(const MeterPlace& place) const {
    const metering::Profile* profile = m_profiles.find(place.profile);
    return profile == nullptr ? std::nullopt : mostSale(place.meter, *profile);
}

std::optional<Money> Fleet::mostSale(const MeterId& meter, const metering::Profile& profile) const {
    const auto reading = m_board.status(meter).reading;
    return metering::mostSale(profile.semantics(), reading);
}

Result<void> Fleet::commandable(const MeterPlace& place,
                                const metering::MeterCommand& command) const {
    const auto no = [&](const std::string& why) {
        return Error{ErrorCode::Unsupported,
                     Retry::Never,
                     fmt::format("meter {} does not take {}: {}", place.meter.text(),
                                 commandName(command), why),
                     {}};
    };
    const metering::Profile* profile = m_profiles.find(place.profile);
    if (profile == nullptr) return no(fmt::format("profile '{}' is not known here", place.profile));
    if (!m_lines.contains(place.bus)) {
        return no(fmt::format("bus '{}' is not configured", place.bus.text()));
    }
    const auto may = metering::permitted(*profile, commandName(command), isUnlocked(place.profile));
    if (!may) return no(may.error().message);
    return {};
}

std::vector<std::pair<BusId, BusLineState>> Fleet::states() const {
    std::vector<std::pair<BusId, BusLineState>> all;
    for (const auto& [name, line] : m_lines)
        all.emplace_back(name, line->state());
    return all;
}

std::optional<Duration> Fleet::oldestState() const {
    std::optional<Duration> oldest;
    for (const auto& [name, line] : m_lines) {
        const auto age = line->state().oldestState;
        if (age && (!oldest || *age > *oldest)) oldest = age;
    }
    return oldest;
}

BusLine* Fleet::line(const BusId& bus) const {
    const auto found = m_lines.find(bus);
    return found == m_lines.end() ? nullptr : found->second.get();
}

std::vector<std::string> Fleet::busNames() const {
    std::vector<std::string> names;
    for (const auto& [name, line] : m_lines)
        names.push_back(name.text());
    return names;
}

}  // namespace wattill::node
