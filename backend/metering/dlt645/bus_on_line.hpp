#pragma once

#include "metering/dlt645/link.hpp"
#include "metering/profile_library.hpp"

#include <memory>

namespace wattill::metering::dlt645 {

/// The bus of dlt645_bus.hpp over any line.
[[nodiscard]] std::unique_ptr<Bus> makeBusOnLine(const BusConfig& config,
                                                 std::unique_ptr<Line> line,
                                                 const ProfileLibrary& profiles, const Clock& clock,
                                                 Log& log);

}  // namespace wattill::metering::dlt645
