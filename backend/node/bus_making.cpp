#include "node/bus_making.hpp"

#include "metering/dlt645/address.hpp"
#include "metering/dlt645/dlt645_bus.hpp"
#include "metering/modbus/modbus_bus.hpp"

#include <fmt/format.h>

namespace wattill::node {

using metering::Protocol;

namespace {
constexpr std::int64_t kLastModbusAddress = 247;
}  // namespace

Result<std::unique_ptr<metering::Bus>> makeBus(const metering::BusConfig& config,
                                               const metering::ProfileLibrary& profiles,
                                               const Clock& clock, Log& log) {
    switch (config.protocol) {
        case Protocol::ModbusRtu:
        case Protocol::ModbusTcp:
            return metering::modbus::makeModbusBus(config, profiles, clock, log);
        case Protocol::Dlt645:
            return metering::dlt645::makeDlt645Bus(config, profiles, clock, log);
    }
    return invalidInput(fmt::format("bus {}: {} is not part of this program", config.name.text(),
                                    metering::name(config.protocol)));
}

bool speaks(const metering::Profile& profile, Protocol protocol) {
    return metering::carries(protocol, profile.protocol());
}

Result<void> checkAddress(Protocol protocol, std::int64_t address) {
    if (protocol == Protocol::Dlt645) {
        const auto good = metering::dlt645::Address::fromNumber(address);
        return good ? Result<void>() : good.error();
    }
    if (address >= 1 && address <= kLastModbusAddress) return {};
    return invalidInput(fmt::format("address {} is not 1 to 247", address));
}

std::string addressText(Protocol protocol, std::int64_t address) {
    return protocol == Protocol::Dlt645 ? fmt::format("{:012}", address) : std::to_string(address);
}

}  // namespace wattill::node
