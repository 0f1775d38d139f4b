#include "metering/modbus/mbap_framer.hpp"

namespace wattill::metering::modbus {
namespace {

constexpr std::size_t kPrefix = 6;         ///< transaction, protocol, length
constexpr std::size_t kShortest = 3;       ///< unit, function, one byte: an exception
constexpr std::size_t kLongest = 1 + 253;  ///< unit and the longest PDU

std::uint16_t word(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

}  // namespace

std::vector<std::uint8_t> MbapFrame::bytes() const {
    const std::size_t length = pdu.size() + 1;
    std::vector<std::uint8_t> all{static_cast<std::uint8_t>(transaction >> 8U),
                                  static_cast<std::uint8_t>(transaction),
                                  0,
                                  0,
                                  static_cast<std::uint8_t>(length >> 8U),
                                  static_cast<std::uint8_t>(length),
                                  unit};
    all.insert(all.end(), pdu.begin(), pdu.end());
    return all;
}

void MbapFramer::feed(std::span<const std::uint8_t> bytes) {
    if (m_broken) return;
    m_received.insert(m_received.end(), bytes.begin(), bytes.end());
}

std::optional<MbapFrame> MbapFramer::next() {
    if (m_broken || m_received.size() < kPrefix) return std::nullopt;
    const std::size_t length = word(m_received, 4);
    if (word(m_received, 2) != 0 || length < kShortest || length > kLongest) {
        m_broken = true;
        m_received.clear();
        return std::nullopt;
    }
    if (m_received.size() < kPrefix + length) return std::nullopt;
    const auto end = m_received.begin() + static_cast<std::ptrdiff_t>(kPrefix + length);
    MbapFrame frame;
    frame.transaction = word(m_received, 0);
    frame.unit = m_received[kPrefix];
    frame.pdu.assign(m_received.begin() + kPrefix + 1, end);
    m_received.erase(m_received.begin(), end);
    return frame;
}

}  // namespace wattill::metering::modbus
