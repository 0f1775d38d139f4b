#pragma once

#include "metering/bus.hpp"
#include "node/config.hpp"

namespace wattill::node {

/// A bus of the configuration as the metering adapters take it.
[[nodiscard]] inline metering::BusConfig busSettings(const BusConfig& bus) {
    metering::BusConfig settings;
    settings.name = bus.name;
    settings.port = bus.port;
    settings.baud = bus.baud;
    settings.stopBits = bus.stopBits;
    settings.protocol = bus.protocol;
    if (bus.parity == 'E') settings.parity = metering::Parity::Even;
    if (bus.parity == 'O') settings.parity = metering::Parity::Odd;
    return settings;
}

}  // namespace wattill::node
