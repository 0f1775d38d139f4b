#include "metering/wire/wire_time.hpp"

namespace wattill::metering::wire {

std::chrono::nanoseconds wireTime(const BusConfig& config, std::size_t characters) {
    const int bits = 1 + 8 + (config.parity == Parity::None ? 0 : 1) + config.stopBits;
    return std::chrono::nanoseconds(std::chrono::seconds(1)) *
           static_cast<std::int64_t>(characters) * bits / config.baud;
}

}  // namespace wattill::metering::wire
