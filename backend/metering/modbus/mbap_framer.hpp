#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace wattill::metering::modbus {

/// A frame of Modbus TCP (Modbus messaging on TCP/IP 1.0b, 3.1).
struct MbapFrame {
    std::uint16_t transaction = 0;
    std::uint8_t unit = 0;
    std::vector<std::uint8_t> pdu;  ///< from the function code on, 2 … 253 bytes

    [[nodiscard]] std::vector<std::uint8_t> bytes() const;  ///< as on the wire
};

/// Takes a TCP stream of Modbus frames apart, however it was cut into pieces. What is not yet whole
/// waits for the next piece: a late answer's rest is no answer to the next request. Pure; never
/// throws.
class MbapFramer {
  public:
    void feed(std::span<const std::uint8_t> bytes);
    /// The next whole frame, oldest first.
    [[nodiscard]] std::optional<MbapFrame> next();
    /// The stream is no Modbus TCP (protocol identifier not 0, or a length that cannot be). There
    /// is no way back into step: close the connection.
    [[nodiscard]] bool broken() const { return m_broken; }
    /// Bytes of a frame that is not whole yet.
    [[nodiscard]] std::size_t pending() const { return m_received.size(); }

  private:
    std::vector<std::uint8_t> m_received;
    bool m_broken = false;
};

}  // namespace wattill::metering::modbus
