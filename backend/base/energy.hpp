#pragma once

#include "base/money.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace wattill {

/// Active energy in watt-hours. A register or a difference of two; differences may be negative when
/// a meter was reset, and the one who subtracts must look.
class Energy {
  public:
    constexpr Energy() = default;
    [[nodiscard]] static constexpr Energy fromWh(std::int64_t wattHours) {
        return Energy(wattHours);
    }

    [[nodiscard]] constexpr std::int64_t wattHours() const { return m_wattHours; }
    /// "12.6": kWh with one decimal, rounded half up, for people.
    [[nodiscard]] std::string kwhText() const;
    /// What it costs at a price per kWh, exact to the micro-yuan (rounded down).
    [[nodiscard]] Money costAt(Money pricePerKwh) const;

    auto operator<=>(const Energy&) const = default;
    friend constexpr Energy operator+(Energy a, Energy b) {
        return Energy(a.m_wattHours + b.m_wattHours);
    }
    friend constexpr Energy operator-(Energy a, Energy b) {
        return Energy(a.m_wattHours - b.m_wattHours);
    }

  private:
    explicit constexpr Energy(std::int64_t wattHours) : m_wattHours(wattHours) {}
    std::int64_t m_wattHours = 0;
};

}  // namespace wattill
