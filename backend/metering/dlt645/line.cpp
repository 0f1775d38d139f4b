#include "metering/dlt645/line.hpp"

#include "metering/dlt645/serial_line.hpp"
#include "metering/dlt645/tcp_line.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wattill::metering::dlt645 {
namespace {

constexpr std::array kBauds = {1200, 2400, 4800, 9600, 19200, 38400};

}  // namespace

SteadyTime Line::now() const {
    return std::chrono::steady_clock::now();
}

void Line::waitUntil(SteadyTime at) {
    wire::sleepUntil(at);
}

Result<std::unique_ptr<Line>> makeLine(const BusConfig& config) {
    const std::string bus = fmt::format("bus {}: ", config.name.text());
    if (std::find(kBauds.begin(), kBauds.end(), config.baud) == kBauds.end()) {
        return invalidInput(
            fmt::format("{}baud {} is not one of {}", bus, config.baud, fmt::join(kBauds, ", ")));
    }
    if (config.stopBits != 1 && config.stopBits != 2) {
        return invalidInput(bus + "stop bits must be 1 or 2");
    }
    const auto peer = tcpPort(config.port);
    if (!peer) return invalidInput(bus + peer.error().message);
    if (*peer) return std::unique_ptr<Line>(std::make_unique<TcpLine>(config, **peer));
    return std::unique_ptr<Line>(std::make_unique<SerialLine>(config));
}

}  // namespace wattill::metering::dlt645
