#pragma once

#include "metering/modbus/modbus_bus.hpp"

namespace wattill::metering::modbus {

[[nodiscard]] inline Result<std::unique_ptr<Bus>> makeRtuBus(const BusConfig& config,
                                                             const ProfileLibrary& profiles,
                                                             const Clock& clock, Log& log) {
    return makeModbusBus(config, profiles, clock, log);
}

}  // namespace wattill::metering::modbus
