#pragma once

#include "base/log.hpp"
#include "metering/bus.hpp"
#include "metering/profile_library.hpp"

#include <memory>

namespace wattill::metering::modbus {

/// A bus of Modbus RTU meters on a serial port. Opens nothing yet. Profiles, clock and log must
/// outlive the bus. InvalidInput for a baud rate or stop bits that no meter here speaks.
[[nodiscard]] Result<std::unique_ptr<Bus>> makeRtuBus(const BusConfig& config,
                                                      const ProfileLibrary& profiles,
                                                      const Clock& clock, Log& log);

}  // namespace wattill::metering::modbus
