#include "metering/modbus/modbus_bus.hpp"

#include "metering/modbus/mbap_link.hpp"
#include "metering/modbus/modbus_meter.hpp"
#include "metering/modbus/rtu_link.hpp"
#include "metering/modbus/serial_port.hpp"
#include "metering/modbus/tcp_line.hpp"

#include <algorithm>
#include <array>
#include <mutex>

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

constexpr std::array kBauds = {1200, 2400, 4800, 9600, 19200, 38400};

class ModbusBus final : public Bus {
  public:
    ModbusBus(std::unique_ptr<Link> link, const ProfileLibrary& profiles, const Clock& clock)
        : m_profiles(profiles), m_clock(clock), m_link(std::move(link)) {}

    const BusId& name() const override { return m_link->config().name; }

    Result<void> addMeter(const MeterOnBus& added) override {
        const std::string where =
            fmt::format("bus {}, meter {}: ", name().text(), added.meter.text());
        const Profile* profile = m_profiles.find(added.profile);
        if (profile == nullptr) {
            return invalidInput(fmt::format("{}there is no profile \"{}\"; known are: {}", where,
                                            added.profile, fmt::join(m_profiles.ids(), ", ")));
        }
        if (!carries(m_link->config().protocol, profile->protocol())) {
            return invalidInput(
                fmt::format("{}profile \"{}\" does not speak Modbus; put the meter "
                            "on a bus with protocol \"dlt645\"",
                            where, added.profile));
        }
        if (!isAddress(added.address)) {
            return invalidInput(fmt::format("{}address {} is not 1 … 247", where, added.address));
        }
        for (const Place& each : m_places) {
            if (each.id == added.meter) {
                return invalidInput(where + "this number is on the bus already");
            }
            if (each.address == added.address) {
                return invalidInput(
                    fmt::format("{}address {} is taken by another meter; give each "
                                "meter of a bus an address of its own",
                                where, added.address));
            }
        }
        const ModbusMeter::Place place{static_cast<std::uint8_t>(added.address), added.unlocked};
        auto meter = std::make_unique<ModbusMeter>(*profile, place, *m_link, m_clock);
        const std::lock_guard lock(m_mutex);
        m_places.push_back({added.meter, added.address, std::move(meter)});
        return {};
    }

    Meter& meter(const MeterId& meter) override {
        const auto found = std::find_if(m_places.begin(), m_places.end(),
                                        [&](const Place& each) { return each.id == meter; });
        WATTILL_ASSERT(found != m_places.end(), "a meter that was never added to this bus");
        return *found->meter;
    }

    Result<void> open() override { return m_link->open(); }
    BusHealth health() const override { return m_link->health(); }

    std::vector<MeterHealth> meterHealth() const override {
        const std::lock_guard lock(m_mutex);
        std::vector<MeterHealth> all;
        all.reserve(m_places.size());
        for (const Place& each : m_places)
            all.push_back(each.meter->health(each.id));
        return all;
    }

    Result<Bytes> readBlock(const std::string& profile, std::int64_t address,
                            const std::string& block) override {
        const Profile* known = m_profiles.find(profile);
        if (known == nullptr || known->block(block) == nullptr ||
            !carries(m_link->config().protocol, known->protocol())) {
            return notFound(fmt::format("no Modbus profile {} has a block {}", profile, block));
        }
        if (!isAddress(address)) {
            return invalidInput(fmt::format("address {} is not 1 … 247", address));
        }
        ModbusMeter meter(*known, {static_cast<std::uint8_t>(address), false}, *m_link, m_clock);
        return meter.readBlock(*known->block(block));
    }

    void trace(FrameTrace sink) override { m_link->trace(std::move(sink)); }
    void onGap(FrameGap gap) override { m_link->onGap(std::move(gap)); }

  private:
    struct Place {
        MeterId id;
        std::int64_t address;
        std::unique_ptr<ModbusMeter> meter;
    };
    [[nodiscard]] static bool isAddress(std::int64_t address) {
        return address >= 1 && address <= kLastAddress;
    }

    const ProfileLibrary& m_profiles;
    const Clock& m_clock;
    std::unique_ptr<Link> m_link;
    mutable std::mutex m_mutex;  ///< of m_places against meterHealth(); the bus's thread writes
    std::vector<Place> m_places;
};

Result<void> checkSettings(const BusConfig& config) {
    const std::string where = fmt::format("bus {}: ", config.name.text());
    if (std::find(kBauds.begin(), kBauds.end(), config.baud) == kBauds.end()) {
        return invalidInput(
            fmt::format("{}baud {} is not one of {}", where, config.baud, fmt::join(kBauds, ", ")));
    }
    if (config.stopBits != 1 && config.stopBits != 2) {
        return invalidInput(where + "stop bits must be 1 or 2");
    }
    if (config.protocol == Protocol::Dlt645) {
        return invalidInput(where + "DL/T 645 is not spoken by the Modbus driver");
    }
    return {};
}

LineOpener openerOf(const BusConfig& config, const std::optional<TcpPort>& tcp) {
    if (tcp) return [config, to = *tcp] { return TcpLine::open(config, to); };
    return [config] { return SerialPort::open(config); };
}

}  // namespace

Result<std::unique_ptr<Bus>> makeModbusBus(const BusConfig& config, const ProfileLibrary& profiles,
                                           const Clock& clock, Log& log) {
    if (const auto checked = checkSettings(config); !checked) return checked.error();
    const auto tcp = tcpPort(config.port);
    if (!tcp) {
        return invalidInput(fmt::format("bus {}: {}", config.name.text(), tcp.error().message));
    }
    const bool mbap = config.protocol == Protocol::ModbusTcp;
    if (mbap && !*tcp) {
        return invalidInput(
            fmt::format("bus {}: Modbus TCP needs a host, not \"{}\"; write \"tcp:HOST:502\", or "
                        "set the protocol to \"modbus-rtu\"",
                        config.name.text(), config.port));
    }
    std::unique_ptr<Link> link;
    if (mbap) {
        link = std::make_unique<MbapLink>(config, openerOf(config, *tcp), clock, log);
    } else {
        link = std::make_unique<RtuLink>(config, openerOf(config, *tcp), clock, log);
    }
    return std::unique_ptr<Bus>(std::make_unique<ModbusBus>(std::move(link), profiles, clock));
}

}  // namespace wattill::metering::modbus
