#include "metering/dlt645/message.hpp"

#include <numeric>

namespace wattill::metering::dlt645 {

std::uint8_t checkSum(std::span<const std::uint8_t> bytes) {
    return static_cast<std::uint8_t>(std::accumulate(bytes.begin(), bytes.end(), 0U));
}

Bytes encode(const Message& message) {
    WATTILL_ASSERT(message.data.size() <= kMaxDataBytes, "more data than a frame carries");
    Bytes frame{kStart};
    const Address::Wire& address = message.address.wire();
    frame.insert(frame.end(), address.begin(), address.end());
    frame.push_back(kStart);
    frame.push_back(message.control);
    frame.push_back(static_cast<std::uint8_t>(message.data.size()));
    for (const std::uint8_t byte : message.data)
        frame.push_back(static_cast<std::uint8_t>(byte + kOffset));
    frame.push_back(checkSum(frame));
    frame.push_back(kEnd);
    return frame;
}

Bytes identifierBytes(std::uint32_t identifier) {
    Bytes bytes;
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<std::uint8_t>(identifier >> shift));
    return bytes;
}

}  // namespace wattill::metering::dlt645
