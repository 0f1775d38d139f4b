#pragma once

#include "base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace wattill {

/// An amount of CNY in micro-yuan. One yuan = 1,000,000; one fen = 10,000. What is paid is always
/// whole fen; prices and charges may be finer. Sums that would overflow end the process.
class Money {
  public:
    constexpr Money() = default;
    [[nodiscard]] static constexpr Money fromMicroYuan(std::int64_t microYuan) {
        return Money(microYuan);
    }
    [[nodiscard]] static Money fromFen(std::int64_t fen);
    /// "100", "86.4", "-3.20": at most two decimals, no blanks, no sign but '-'.
    [[nodiscard]] static Result<Money> parseYuan(std::string_view text);

    [[nodiscard]] constexpr std::int64_t microYuan() const { return m_microYuan; }
    [[nodiscard]] bool isWholeFen() const;
    /// Asserts that the amount is whole fen.
    [[nodiscard]] std::int64_t fen() const;
    /// Rounded towards minus infinity: what may be shown without promising more than is there.
    [[nodiscard]] std::int64_t fenFloor() const;
    /// "86.40", "-3.20"; whole fen as fenFloor() gives them.
    [[nodiscard]] std::string yuanText() const;
    /// "1,234.56" with groups of three, for people.
    [[nodiscard]] std::string groupedText() const;

    [[nodiscard]] bool isZero() const { return m_microYuan == 0; }
    [[nodiscard]] bool isNegative() const { return m_microYuan < 0; }
    auto operator<=>(const Money&) const = default;

    friend Money operator+(Money a, Money b);
    friend Money operator-(Money a, Money b);
    Money operator-() const;
    Money& operator+=(Money other) { return *this = *this + other; }
    Money& operator-=(Money other) { return *this = *this - other; }

  private:
    explicit constexpr Money(std::int64_t microYuan) : m_microYuan(microYuan) {}
    std::int64_t m_microYuan = 0;
};

Money operator+(Money a, Money b);
Money operator-(Money a, Money b);

}  // namespace wattill
