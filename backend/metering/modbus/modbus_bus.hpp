#pragma once

#include "base/log.hpp"
#include "metering/bus.hpp"
#include "metering/profile_library.hpp"

#include <memory>

namespace wattill::metering::modbus {

/// A bus of Modbus meters: Modbus RTU on a serial port or through a transparent serial server, or
/// Modbus TCP, as `protocol` and `port` say. Opens nothing yet. Profiles, clock and log must
/// outlive the bus. InvalidInput: a port that is none, Modbus TCP without a host, a baud rate or
/// stop bits that no meter here speaks.
[[nodiscard]] Result<std::unique_ptr<Bus>> makeModbusBus(const BusConfig& config,
                                                         const ProfileLibrary& profiles,
                                                         const Clock& clock, Log& log);

}  // namespace wattill::metering::modbus
