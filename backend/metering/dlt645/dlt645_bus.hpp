#pragma once

#include "base/log.hpp"
#include "metering/bus.hpp"
#include "metering/profile_library.hpp"

#include <memory>

namespace wattill::metering::dlt645 {

/// A bus of DL/T 645-2007 meters on a serial port or behind a transparent serial server. Opens
/// nothing yet. Profiles, clock and log must outlive the bus. InvalidInput: a port, baud rate or
/// stop bits that cannot be.
[[nodiscard]] Result<std::unique_ptr<Bus>> makeDlt645Bus(const BusConfig& config,
                                                         const ProfileLibrary& profiles,
                                                         const Clock& clock, Log& log);

}  // namespace wattill::metering::dlt645
