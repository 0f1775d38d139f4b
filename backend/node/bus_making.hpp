#pragma once

#include "base/log.hpp"
#include "metering/bus.hpp"
#include "metering/profile_library.hpp"

#include <memory>

namespace wattill::node {

/// The driver for a line of this protocol and port. Opens nothing yet. Profiles, clock and log must
/// outlive the bus. InvalidInput for settings that no meter here speaks.
[[nodiscard]] Result<std::unique_ptr<metering::Bus>> makeBus(
    const metering::BusConfig& config, const metering::ProfileLibrary& profiles, const Clock& clock,
    Log& log);

/// Whether meters of this profile can be on a line of this protocol.
[[nodiscard]] bool speaks(const metering::Profile& profile, metering::Protocol protocol);
/// The same for an address: 1–247, or up to twelve digits that are neither all 0 nor all 9, which
/// is everybody's (DL/T 645). InvalidInput says which.
[[nodiscard]] Result<void> checkAddress(metering::Protocol protocol, std::int64_t address);
/// As people write it: "18", or all twelve digits.
[[nodiscard]] std::string addressText(metering::Protocol protocol, std::int64_t address);

}  // namespace wattill::node
