#include "node/csv.hpp"

#include <string_view>

#include <fmt/format.h>

namespace wattill::node {

namespace {
/// How many bytes the character at `at` has; 0 when it is not UTF-8.
std::size_t utf8Length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t index) {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
    };
    const unsigned first = byte(at);
    if (first < 0x80U) return 1;
    std::size_t length = 0;
    if (first >= 0xC2U && first <= 0xDFU) length = 2;
    if (first >= 0xE0U && first <= 0xEFU) length = 3;
    if (first >= 0xF0U && first <= 0xF4U) length = 4;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U) return 0;
    }
    const unsigned second = byte(at + 1);
    // Overlong forms, surrogates, and what lies beyond the last code point.
    if ((first == 0xE0U && second < 0xA0U) || (first == 0xEDU && second > 0x9FU)) return 0;
    if ((first == 0xF0U && second < 0x90U) || (first == 0xF4U && second > 0x8FU)) return 0;
    return length;
}

class CsvReader {
  public:
    CsvReader(std::string_view text, std::string fileName)
        : m_text(text), m_fileName(std::move(fileName)) {
        constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
        if (m_text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
            m_at = kByteOrderMark.size();
        }
    }

    Result<std::vector<CsvRow>> read() {
        if (const auto utf8 = checkUtf8(); !utf8) return utf8.error();
        std::vector<CsvRow> rows;
        while (m_at < m_text.size()) {
            CsvRow row{m_line, {}};
            if (const auto done = readRow(row); !done) return done.error();
            const bool empty = row.cells.size() == 1 && row.cells.front().empty();
            if (!empty) rows.push_back(std::move(row));
        }
        return rows;
    }

  private:
    [[nodiscard]] Error fault(int line, const std::string& what) const {
        return invalidInput(fmt::format("{}:{}: {}", m_fileName, line, what));
    }

    [[nodiscard]] Result<void> checkUtf8() const {
        int line = 1;
        for (std::size_t at = m_at; at < m_text.size();) {
            const std::size_t length = utf8Length(m_text, at);
            if (length == 0) {
                return fault(line, "is not UTF-8; save the sheet as \"CSV UTF-8\"");
            }
            if (m_text[at] == '\0')
                return fault(line, "holds a zero byte; this is not a CSV sheet");
            if (m_text[at] == '\n') ++line;
            at += length;
        }
        return {};
    }

    Result<void> readRow(CsvRow& row) {
        while (true) {
            auto cell = m_at < m_text.size() && m_text[m_at] == '"' ? quotedCell() : plainCell();
            if (!cell) return cell.error();
            row.cells.push_back(std::move(*cell));
            if (m_at >= m_text.size()) return {};
            const char end = m_text[m_at++];
            if (end == ',') continue;
            if (end == '\r' && m_at < m_text.size() && m_text[m_at] == '\n') ++m_at;
            ++m_line;
            return {};
        }
    }

    Result<std::string> plainCell() {
        const std::size_t end = std::min(m_text.find_first_of(",\r\n", m_at), m_text.size());
        std::string cell(m_text.substr(m_at, end - m_at));
        m_at = end;
        return cell;
    }

    Result<std::string> quotedCell() {
        const int startLine = m_line;
        std::string cell;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '\n') ++m_line;
            if (m_text[m_at] != '"') {
                cell += m_text[m_at];
                continue;
            }
            ++m_at;
            if (m_at < m_text.size() && m_text[m_at] == '"') {
                cell += '"';
                continue;
            }
            const bool ends = m_at >= m_text.size() || m_text[m_at] == ',' ||
                              m_text[m_at] == '\r' || m_text[m_at] == '\n';
            if (ends) return cell;
            return fault(m_line, "letters follow a closing quote; write a quote inside as \"\"");
        }
        return fault(startLine, "a quote is opened here and never closed");
    }

    std::string_view m_text;
    std::string m_fileName;
    std::size_t m_at = 0;
    int m_line = 1;
};
}  // namespace

Result<std::vector<CsvRow>> parseCsv(const std::string& text, const std::string& fileName) {
    return CsvReader(text, fileName).read();
}

}  // namespace wattill::node
