// Frames in words, and the trace that keeps them: there is always a text, and no byte of a password
// is kept or told, whatever comes ahead of its frame and wherever that is cut.

#include "node/frame_text.hpp"

#include "base/assertion.hpp"
#include "metering/modbus/crc.hpp"
#include "node/trace_ring.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace wattill;
using namespace wattill::node;
using metering::Direction;
using metering::Protocol;
using Bytes = std::vector<std::uint8_t>;

const metering::ProfileLibrary& profiles() {
    static const auto all = *metering::ProfileLibrary::load(WATTILL_SOURCE_DIR "/assets/profiles");
    return all;
}

std::string textOf(Protocol protocol, Direction direction, FrameBytes bytes) {
    std::string text = frameText(protocol, direction, bytes, profiles());
    WATTILL_ASSERT(!text.empty(), "a frame without words");
    WATTILL_ASSERT(text.find('\n') == std::string::npos, "a text of several lines");
    return text;
}

void anyBytes(Protocol protocol, FrameBytes bytes) {
    const SecretBytes secret = secretBytes(protocol, bytes);
    WATTILL_ASSERT(secret.from <= secret.until && secret.until <= bytes.size(), "out of bounds");
    Bytes masked(bytes.begin(), bytes.end());
    std::fill(masked.begin() + static_cast<std::ptrdiff_t>(secret.from),
              masked.begin() + static_cast<std::ptrdiff_t>(secret.until), secret.standIn);
    for (const auto direction : {Direction::ToMeter, Direction::FromMeter}) {
        const std::string text = textOf(protocol, direction, bytes);
        WATTILL_ASSERT(text == textOf(protocol, direction, masked), "a text that tells a secret");
    }
}

/// Where a frame has its password: the control code and the bytes of data ahead of it.
struct Carrier {
    std::uint8_t control;
    std::size_t ahead;
    std::size_t size;
};
constexpr std::array<Carrier, 8> kCarriers{{{0x03, 4, 4},
                                            {0x14, 4, 8},
                                            {0x18, 4, 8},
                                            {0x19, 0, 8},
                                            {0x1A, 0, 8},
                                            {0x1B, 0, 8},
                                            {0x1C, 0, 8},
                                            {0x98, 0, 4}}};

TraceRing::Kept kept(FrameBytes bytes) {
    TraceRing ring;
    ring.start(fromMillis(0), fromMillis(1000));
    ring.take(Protocol::Dlt645, {Direction::FromMeter, fromMillis(1), bytes});
    return ring.page(0, 1).frames.at(0);
}

/// What comes ahead of a frame with a password, and how much of that comes: from the input.
void aPassword(FrameBytes input) {
    if (input.size() < 12) return;
    const Carrier carrier = kCarriers[input[0] % kCarriers.size()];
    const auto password = input.subspan(1, 8).first(carrier.size);
    const std::size_t cut = input[9];
    const auto ahead = input.subspan(10, input.size() - 10);
    Bytes bytes(ahead.begin(), ahead.end());
    for (const int each : {0x68, 0x02, 0x00, 0x11, 0x11, 0x24, 0x20, 0x68})
        bytes.push_back(static_cast<std::uint8_t>(each));
    bytes.push_back(carrier.control);
    bytes.push_back(static_cast<std::uint8_t>(carrier.ahead + carrier.size));
    bytes.insert(bytes.end(), carrier.ahead, 0x34);
    const std::size_t from = bytes.size();
    bytes.insert(bytes.end(), password.begin(), password.end());
    const std::size_t until = bytes.size();
    std::uint8_t sum = 0;
    for (std::size_t at = ahead.size(); at < until; ++at)
        sum = static_cast<std::uint8_t>(sum + bytes[at]);
    bytes.insert(bytes.end(), {sum, 0x16});
    bytes.resize(bytes.size() - cut % (2 + carrier.size));
    const auto frame = kept(bytes);
    for (std::size_t at = from; at < std::min(until, bytes.size()); ++at)
        WATTILL_ASSERT(frame.bytes[at] == 0x33, "a byte of a password was kept");
    anyBytes(Protocol::Dlt645, bytes);
}

void sealed(FrameBytes bytes) {
    Bytes frame(bytes.begin(), bytes.end());
    const std::uint16_t crc = metering::modbus::crc16(frame);
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
    anyBytes(Protocol::ModbusRtu, frame);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const FrameBytes rest = FrameBytes(data, size).subspan(1);
    switch (data[0] % 5) {
        case 0:
            anyBytes(Protocol::ModbusRtu, rest);
            break;
        case 1:
            sealed(rest);
            break;
        case 2:
            anyBytes(Protocol::ModbusTcp, rest);
            break;
        case 3:
            anyBytes(Protocol::Dlt645, rest);
            break;
        default:
            aPassword(rest);
    }
    return 0;
}
