#include "metering/dlt645/dlt645_bus.hpp"

#include "metering/dlt645/bus_on_line.hpp"

namespace wattill::metering::dlt645 {

Result<std::unique_ptr<Bus>> makeDlt645Bus(const BusConfig& config, const ProfileLibrary& profiles,
                                           const Clock& clock, Log& log) {
    auto line = makeLine(config);
    if (!line) return line.error();
    return makeBusOnLine(config, std::move(line).value(), profiles, clock, log);
}

}  // namespace wattill::metering::dlt645
