#include "payment/alipay/bill_table.hpp"

#include "payment/wire/gbk.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace wattill::payment::alipay {

namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1));
}

/// "订单金额（元）" -> "订单金额": the unit stands in some files only, in either kind of brackets.
std::string withoutUnit(std::string name) {
    for (const std::string_view unit : {"（元）", "(元)"}) {
        const std::size_t at = name.rfind(unit);
        if (at != std::string::npos && at + unit.size() == name.size()) name.resize(at);
    }
    return name;
}

/// Cells of RFC 4180: between quotes commas are text, and a doubled quote is one. Empty when a
/// quote is left open or something follows its end.
std::optional<std::vector<std::string>> cellsOf(std::string_view line) {
    std::vector<std::string> cells;
    std::size_t at = 0;
    for (;;) {
        if (at == line.size() || line[at] != '"') {
            const std::size_t end = std::min(line.find(',', at), line.size());
            cells.push_back(trimmed(line.substr(at, end - at)));
            at = end;
        } else {
            std::string text;
            for (++at; at < line.size(); ++at) {
                if (line[at] == '"' && line.substr(at, 2) != "\"\"") break;
                if (line[at] == '"') ++at;
                text += line[at];
            }
            if (at >= line.size()) return std::nullopt;
            const std::size_t end = std::min(line.find(',', at), line.size());
            if (!trimmed(line.substr(at + 1, end - at - 1)).empty()) return std::nullopt;
            cells.push_back(trimmed(text));
            at = end;
        }
        if (at == line.size()) return cells;
        ++at;
    }
}

}  // namespace

Error corruptAt(std::size_t line, std::string_view column, const std::string& why) {
    std::string place = "line " + std::to_string(line);
    if (!column.empty()) place += ", column " + std::string(column);
    return {ErrorCode::Corrupt, Retry::Later, place + ": " + why, {}};
}

Result<BillTable> BillTable::read(std::string_view gbk) {
    BillTable table;
    std::size_t number = 0;
    // No letter of GBK holds the byte of a line feed, a comma or a quote.
    while (!gbk.empty()) {
        const std::size_t end = std::min(gbk.find('\n'), gbk.size());
        const auto text = wire::utf8FromGbk(gbk.substr(0, end));
        gbk.remove_prefix(std::min(end + 1, gbk.size()));
        ++number;
        if (!text.ok()) return corruptAt(number, {}, text.error().message);
        const std::string line = trimmed(*text);
        if (line.empty()) continue;
        if (line.front() == '#') {
            table.m_comments.push_back({number, line});
            continue;
        }
        auto cells = cellsOf(line);
        if (!cells) return corruptAt(number, {}, "a quote is not closed.");
        const auto taken = table.take(number, std::move(*cells));
        if (!taken.ok()) return taken.error();
    }
    if (table.m_headerLine == 0) {
        return corruptAt(number, {}, "the file ends before the names of its columns.");
    }
    return table;
}

Result<void> BillTable::take(std::size_t line, std::vector<std::string> cells) {
    if (m_headerLine == 0) {
        m_headerLine = line;
        m_width = cells.size();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string name = withoutUnit(cells[i]);
            if (name.empty() || m_columns.emplace(name, i).second) continue;
            return corruptAt(line, name, "the column is there twice.");
        }
        return {};
    }
    if (cells.size() != m_width) {
        return corruptAt(line, {},
                         "it has " + std::to_string(cells.size()) + " cells; there are " +
                             std::to_string(m_width) + " columns.");
    }
    m_rows.push_back({line, std::move(cells)});
    return {};
}

Result<void> BillTable::require(const std::vector<std::string>& columns) const {
    for (const std::string& column : columns) {
        if (m_columns.count(column) == 0) {
            return corruptAt(m_headerLine, column, "the column is missing.");
        }
    }
    return {};
}

const std::string& BillTable::cell(const Row& row, const std::string& column) const {
    return row.cells.at(m_columns.at(column));
}

}  // namespace wattill::payment::alipay
