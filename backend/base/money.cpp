#include "base/money.hpp"

#include <fmt/format.h>

namespace wattill {

namespace {
constexpr std::int64_t kMicroYuanPerFen = 10'000;
constexpr std::size_t kMostYuanDigits = 10;

bool isDigits(std::string_view text) {
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
    }
    return true;
}
}  // namespace

Money Money::fromFen(std::int64_t fen) {
    std::int64_t microYuan = 0;
    WATTILL_ASSERT(!__builtin_mul_overflow(fen, kMicroYuanPerFen, &microYuan), "money overflow");
    return Money(microYuan);
}

Result<Money> Money::parseYuan(std::string_view text) {
    const auto wrong = [&] {
        return invalidInput(
            fmt::format("\"{}\" is not an amount; write yuan like 100 or 86.40", text));
    };
    std::string_view rest = text;
    const bool negative = !rest.empty() && rest.front() == '-';
    if (negative) rest.remove_prefix(1);
    const auto dot = rest.find('.');
    const std::string_view whole = rest.substr(0, dot);
    const std::string_view part = dot == std::string_view::npos ? "" : rest.substr(dot + 1);
    const bool partFits = dot == std::string_view::npos || (part.size() >= 1 && part.size() <= 2);
    if (whole.empty() || whole.size() > kMostYuanDigits || !partFits || !isDigits(whole) ||
        !isDigits(part)) {
        return wrong();
    }
    std::int64_t fen = 0;
    for (const char c : whole)
        fen = fen * 10 + (c - '0');
    for (std::size_t i = 0; i < 2; ++i)
        fen = fen * 10 + (i < part.size() ? part[i] - '0' : 0);
    return fromFen(negative ? -fen : fen);
}

bool Money::isWholeFen() const {
    return m_microYuan % kMicroYuanPerFen == 0;
}

std::int64_t Money::fen() const {
    WATTILL_ASSERT(isWholeFen(), "a part of a fen cannot be paid");
    return m_microYuan / kMicroYuanPerFen;
}

std::int64_t Money::fenFloor() const {
    const std::int64_t quotient = m_microYuan / kMicroYuanPerFen;
    return m_microYuan % kMicroYuanPerFen < 0 ? quotient - 1 : quotient;
}

std::string Money::yuanText() const {
    const std::int64_t fen = fenFloor();
    const std::int64_t magnitude = fen < 0 ? -fen : fen;
    return fmt::format("{}{}.{:02}", fen < 0 ? "-" : "", magnitude / 100, magnitude % 100);
}

std::string Money::groupedText() const {
    std::string text = yuanText();
    const std::size_t first = text.front() == '-' ? 1 : 0;
    for (std::size_t at = text.size() - 3; at > first + 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

Money Money::operator-() const {
    return Money{} - *this;
}

Money operator+(Money a, Money b) {
    std::int64_t sum = 0;
    WATTILL_ASSERT(!__builtin_add_overflow(a.microYuan(), b.microYuan(), &sum), "money overflow");
    return Money::fromMicroYuan(sum);
}

Money operator-(Money a, Money b) {
    std::int64_t difference = 0;
    WATTILL_ASSERT(!__builtin_sub_overflow(a.microYuan(), b.microYuan(), &difference),
                   "money overflow");
    return Money::fromMicroYuan(difference);
}

}  // namespace wattill
