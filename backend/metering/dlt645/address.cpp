#include "metering/dlt645/address.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering::dlt645 {
namespace {

constexpr std::int64_t kBroadcastNumber = 999'999'999'999;
constexpr std::uint8_t kWildcardByte = 0xAA;
constexpr std::uint8_t kBroadcastByte = 0x99;

bool isBcd(std::uint8_t byte) {
    return (byte >> 4U) <= 9 && (byte & 0x0FU) <= 9;
}

Address::Wire filled(std::uint8_t byte) {
    Address::Wire wire{};
    wire.fill(byte);
    return wire;
}

}  // namespace

Result<Address> Address::fromNumber(std::int64_t number) {
    if (number < 1 || number >= kBroadcastNumber) {
        return invalidInput(
            fmt::format("address {} is not 1 … 999999999998; give the twelve "
                        "digits on the meter's plate",
                        number));
    }
    Wire wire{};
    for (std::uint8_t& byte : wire) {
        const auto low = static_cast<unsigned>(number % 10);
        const auto high = static_cast<unsigned>(number / 10 % 10);
        byte = static_cast<std::uint8_t>(high << 4U | low);
        number /= 100;
    }
    return Address(wire);
}

Address Address::wildcard() {
    return Address(filled(kWildcardByte));
}

Address Address::broadcast() {
    return Address(filled(kBroadcastByte));
}

Address Address::fromWire(std::span<const std::uint8_t, kBytes> bytes) {
    Wire wire{};
    std::copy(bytes.begin(), bytes.end(), wire.begin());
    return Address(wire);
}

std::optional<std::int64_t> Address::number() const {
    std::int64_t number = 0;
    for (auto byte = m_wire.rbegin(); byte != m_wire.rend(); ++byte) {
        if (!isBcd(*byte)) return std::nullopt;
        number = number * 100 + (*byte >> 4U) * 10 + (*byte & 0x0FU);
    }
    return number;
}

std::string Address::text() const {
    std::string text;
    for (auto byte = m_wire.rbegin(); byte != m_wire.rend(); ++byte)
        text += fmt::format("{:02X}", *byte);
    return text;
}

bool Address::takes(std::size_t place, std::uint8_t byte) const {
    return m_wire[place] == kWildcardByte ? isBcd(byte) : m_wire[place] == byte;
}

}  // namespace wattill::metering::dlt645
