#include "table.hpp"

#include "base/assertion.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace wattill::cli {

namespace {
struct Span {
    std::uint32_t first;
    std::uint32_t last;
};
/// East Asian Wide and Fullwidth (Unicode's EastAsianWidth), as far as terminals agree on them.
constexpr std::array<Span, 13> kWide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0x33FF},
                                      {0x3400, 0x4DBF},
                                      {0x4E00, 0x9FFF},
                                      {0xA000, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};
constexpr std::array<Span, 4> kNone{
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

template <class Spans>
bool in(const Spans& spans, std::uint32_t point) {
    return std::any_of(spans.begin(), spans.end(), [point](const Span& each) {
        return point >= each.first && point <= each.last;
    });
}

/// Takes one character off the front; a byte that starts none counts as itself.
std::uint32_t takeCharacter(std::string_view& rest) {
    const auto lead = static_cast<unsigned char>(rest.front());
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    const bool whole = (lead < 0x80 || lead >= 0xC2) && rest.size() >= length;
    std::uint32_t point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t at = 1; whole && at < length; ++at) {
        const auto next = static_cast<unsigned char>(rest[at]);
        if ((next & 0xC0U) != 0x80U) {
            rest.remove_prefix(1);
            return lead;
        }
        point = (point << 6U) | (next & 0x3FU);
    }
    rest.remove_prefix(whole ? length : 1);
    return whole ? point : lead;
}

bool isRight(const std::vector<std::size_t>& columns, std::size_t column) {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}
}  // namespace

std::size_t displayWidth(std::string_view utf8) {
    std::size_t width = 0;
    while (!utf8.empty()) {
        const std::uint32_t point = takeCharacter(utf8);
        if (in(kNone, point)) continue;
        width += in(kWide, point) ? 2U : 1U;
    }
    return width;
}

std::string printable(std::string_view text) {
    std::string clean;
    while (!text.empty()) {
        const std::string_view before = text;
        const std::uint32_t point = takeCharacter(text);
        const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
        if (control)
            clean += ' ';
        else
            clean += before.substr(0, before.size() - text.size());
    }
    return clean;
}

void Table::add(std::vector<std::string> cells) {
    WATTILL_ASSERT(m_rows.empty() || cells.size() == m_rows.front().size(),
                   "a row of another length than the heading");
    for (std::string& cell : cells)
        cell = printable(cell);
    m_rows.push_back(std::move(cells));
}

std::string Table::text() const {
    std::vector<std::size_t> widths(m_rows.front().size());
    for (const auto& row : m_rows) {
        for (std::size_t at = 0; at < row.size(); ++at) {
            widths[at] = std::max(widths[at], displayWidth(row[at]));
        }
    }
    std::string out;
    for (const auto& row : m_rows) {
        std::string line;
        for (std::size_t at = 0; at < row.size(); ++at) {
            const std::string blanks(widths[at] - displayWidth(row[at]), ' ');
            const std::string gap = at == 0 ? "" : "  ";
            line += gap + (isRight(m_right, at) ? blanks + row[at] : row[at] + blanks);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

}  // namespace wattill::cli
