#include "metering/modbus/rtu_bus.hpp"

#include "metering/modbus/modbus_meter.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

constexpr std::array kBauds = {1200, 2400, 4800, 9600, 19200, 38400};
constexpr int kLastAddress = 247;

class RtuBus final : public Bus {
  public:
    RtuBus(const BusConfig& config, const ProfileLibrary& profiles, const Clock& clock, Log& log)
        : m_profiles(profiles), m_clock(clock), m_link(config, clock, log) {}

    const BusId& name() const override { return m_link.config().name; }

    Result<void> addMeter(const MeterOnBus& added) override {
        const std::string where =
            fmt::format("bus {}, meter {}: ", name().text(), added.meter.text());
        const Profile* profile = m_profiles.find(added.profile);
        if (profile == nullptr) {
            return invalidInput(fmt::format("{}there is no profile \"{}\"; known are: {}", where,
                                            added.profile, fmt::join(m_profiles.ids(), ", ")));
        }
        if (added.address < 1 || added.address > kLastAddress) {
            return invalidInput(fmt::format("{}address {} is not 1 … 247", where, added.address));
        }
        if (m_meters.contains(added.meter)) {
            return invalidInput(where + "this number is on the bus already");
        }
        if (!m_addresses.insert(added.address).second) {
            return invalidInput(
                fmt::format("{}address {} is taken by another meter; give each "
                            "meter of a bus an address of its own",
                            where, added.address));
        }
        const ModbusMeter::Place place{static_cast<std::uint8_t>(added.address), added.unlocked};
        m_meters.emplace(added.meter,
                         std::make_unique<ModbusMeter>(*profile, place, m_link, m_clock));
        return {};
    }

    Meter& meter(const MeterId& meter) override {
        const auto found = m_meters.find(meter);
        WATTILL_ASSERT(found != m_meters.end(), "a meter that was never added to this bus");
        return *found->second;
    }

    Result<void> open() override { return m_link.open(); }
    BusHealth health() const override { return m_link.health(); }
    std::vector<MeterHealth> meterHealth() const override {
        std::vector<MeterHealth> all;
        for (const auto& [id, meter] : m_meters)
            all.push_back({.meter = id});
        return all;
    }
    Result<Bytes> readBlock(const std::string& profile, std::int64_t address,
                            const std::string& block) override {
        const Profile* known = m_profiles.find(profile);
        if (known == nullptr || !known->blocks().contains(block)) {
            return notFound(fmt::format("profile {} has no block {}", profile, block));
        }
        if (address < 1 || address > kLastAddress) {
            return invalidInput(fmt::format("address {} is not 1 … 247", address));
        }
        ModbusMeter meter(*known, {static_cast<std::uint8_t>(address), false}, m_link, m_clock);
        return meter.readBlock(known->blocks().find(block)->second);
    }
    void trace(FrameTrace sink) override { m_link.trace(std::move(sink)); }

  private:
    const ProfileLibrary& m_profiles;
    const Clock& m_clock;
    RtuLink m_link;
    std::map<MeterId, std::unique_ptr<ModbusMeter>> m_meters;
    std::set<std::int64_t> m_addresses;
};

}  // namespace

Result<std::unique_ptr<Bus>> makeRtuBus(const BusConfig& config, const ProfileLibrary& profiles,
                                        const Clock& clock, Log& log) {
    if (std::find(kBauds.begin(), kBauds.end(), config.baud) == kBauds.end()) {
        return invalidInput(fmt::format("bus {}: baud {} is not one of {}", config.name.text(),
                                        config.baud, fmt::join(kBauds, ", ")));
    }
    if (config.stopBits != 1 && config.stopBits != 2) {
        return invalidInput(fmt::format("bus {}: stop bits must be 1 or 2", config.name.text()));
    }
    if (config.port.empty()) {
        return invalidInput(
            fmt::format("bus {}: the port is empty; name the serial port", config.name.text()));
    }
    return std::unique_ptr<Bus>(std::make_unique<RtuBus>(config, profiles, clock, log));
}

}  // namespace wattill::metering::modbus
