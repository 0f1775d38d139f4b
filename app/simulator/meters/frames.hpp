#pragma once

#include "meters/bytes.hpp"

#include <cstdint>
#include <optional>

namespace wattill::sim {

/// What somebody asked of the meters, taken out of its frame.
struct Request {
    Bytes address;  ///< Modbus: one byte. DL/T 645: six bytes as on the wire, low digits first
    Bytes body;     ///< from the function or control code on, without check sum or +33H
    Bytes raw;      ///< the whole frame, as it came
    int client = -1;
    std::uint16_t transaction = 0;  ///< of Modbus TCP
};

// Own arithmetic throughout: the product's is what this simulator is there to test.
[[nodiscard]] std::uint16_t crc16(const Bytes& bytes, std::size_t count);
/// With CRC; `unit` is the first byte.
[[nodiscard]] Bytes rtuFrame(std::uint8_t unit, const Bytes& body);
/// Empty: not a whole frame with a good CRC.
[[nodiscard]] std::optional<Request> parseRtu(const Bytes& frame);
/// The whole length of a request, from its head; 0 while it cannot be told.
[[nodiscard]] std::size_t rtuRequestLength(const Bytes& heard);

[[nodiscard]] Bytes mbapFrame(std::uint16_t transaction, std::uint8_t unit, const Bytes& body);
/// Takes the first whole request off `heard`. Sets `broken` when this can be no Modbus TCP.
[[nodiscard]] std::optional<Request> takeMbap(Bytes& heard, bool& broken);

/// Facts 2.1; `body` is the control code and the plain data.
[[nodiscard]] Bytes dltFrame(const Bytes& address, const Bytes& body, int preambles);
/// Takes the first whole frame from a master off `heard`, hunting for it among other bytes, which
/// are dropped and counted in `strays`.
[[nodiscard]] std::optional<Request> takeDlt(Bytes& heard, std::int64_t& strays);

}  // namespace wattill::sim
