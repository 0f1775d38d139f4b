#include "node/cycle_estimate.hpp"

namespace wattill::node {

using metering::Protocol;

namespace {
// Characters on the wire around the data of one block, both directions.
constexpr int kModbusRequest = 8;
constexpr int kModbusAnswerFrame = 5;
constexpr int kDltRequest = 4 + 16;      // four FE, frame with an identifier (facts 4.1)
constexpr int kDltAnswerFrame = 4 + 16;  // the same around the data
constexpr std::int64_t kGapTenths = 35;  // 3.5 characters of silence; fixed above 19200 baud
constexpr int kLastBaudOfTheRule = 19'200;
constexpr std::int64_t kFixedGapMicros = 1'750;

std::int64_t bitsPerCharacter(const BusConfig& bus) {
    return 1 + 8 + (bus.parity == 'N' ? 0 : 1) + bus.stopBits;
}

/// Microseconds that so many tenths of a character take.
std::int64_t wireMicros(const BusConfig& bus, std::int64_t tenths) {
    return tenths * bitsPerCharacter(bus) * 100'000 / bus.baud;
}

std::int64_t gapMicros(const BusConfig& bus) {
    return bus.baud > kLastBaudOfTheRule ? kFixedGapMicros : wireMicros(bus, kGapTenths);
}
}  // namespace

Duration readingTime(const metering::Profile& profile, const BusConfig& bus,
                     std::optional<Duration> answer) {
    const bool dlt = bus.protocol == Protocol::Dlt645;
    const std::int64_t request = 10 * (dlt ? kDltRequest : kModbusRequest);
    const std::int64_t frame = 10 * (dlt ? kDltAnswerFrame : kModbusAnswerFrame);
    std::int64_t micros = 0;
    for (const metering::Block* block : profile.liveBlocks()) {
        micros += wireMicros(bus, request) + gapMicros(bus);
        micros += answer ? answer->count() * 1000
                         : kUsualTurnaround.count() * 1000 +
                               wireMicros(bus, frame + 10 * std::int64_t{block->bytes()});
    }
    return std::chrono::ceil<Duration>(std::chrono::microseconds(micros));
}

}  // namespace wattill::node
