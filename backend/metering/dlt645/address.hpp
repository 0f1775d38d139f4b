#pragma once

#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace wattill::metering::dlt645 {

/// Twelve decimal digits; on the wire six BCD bytes, the low digits first (facts 2.1).
class Address {
  public:
    static constexpr std::size_t kBytes = 6;
    using Wire = std::array<std::uint8_t, kBytes>;

    /// InvalidInput: not 1 … 999999999998. All nines is everybody, all zeros nobody's.
    [[nodiscard]] static Result<Address> fromNumber(std::int64_t number);
    /// AA…: whoever is there answers, with its own address.
    [[nodiscard]] static Address wildcard();
    /// 99…: everybody listens, nobody answers.
    [[nodiscard]] static Address broadcast();
    [[nodiscard]] static Address fromWire(std::span<const std::uint8_t, kBytes> bytes);

    [[nodiscard]] const Wire& wire() const { return m_wire; }
    /// Empty for the wildcard and for bytes that are no digits.
    [[nodiscard]] std::optional<std::int64_t> number() const;
    /// Twelve digits as printed on the meter, or AA….
    [[nodiscard]] std::string text() const;
    /// Whether an answer's address byte at `place` may come from a meter addressed so.
    [[nodiscard]] bool takes(std::size_t place, std::uint8_t byte) const;
    bool operator==(const Address&) const = default;

  private:
    explicit Address(const Wire& wire) : m_wire(wire) {}
    Wire m_wire;
};

}  // namespace wattill::metering::dlt645
