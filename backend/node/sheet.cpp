#include "node/sheet.hpp"

#include "node/spelling.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wattill::node {

namespace {
constexpr std::size_t kFaultsShown = 50;

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool isDigits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::int64_t> wholeNumber(std::string_view digits) {
    constexpr std::size_t kMostDigits = 15;  // far from overflow, also times a thousand
    if (!isDigits(digits) || digits.size() > kMostDigits) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : digits)
        value = value * 10 + (c - '0');
    return value;
}

std::optional<std::int64_t> scaledDecimal(const std::string& text, int decimals) {
    const auto dot = text.find('.');
    const std::string whole = text.substr(0, dot);
    std::string fraction = dot == std::string::npos ? "" : text.substr(dot + 1);
    const auto places = static_cast<std::size_t>(decimals);
    if (dot != std::string::npos && fraction.empty()) return std::nullopt;
    if (fraction.size() > places || whole.empty()) return std::nullopt;
    fraction.resize(places, '0');
    return wholeNumber(whole + fraction);
}
}  // namespace

void SheetFaults::add(int line, const std::string& what) {
    ++m_count;
    if (m_first.size() >= kFaultsShown) return;
    m_first.push_back(line == 0 ? fmt::format("{}: {}", m_fileName, what)
                                : fmt::format("{}:{}: {}", m_fileName, line, what));
}

Error SheetFaults::error() const {
    std::string text = fmt::format("{}", fmt::join(m_first, "\n"));
    if (m_count > m_first.size()) {
        text += fmt::format("\n{}: and {} more", m_fileName, m_count - m_first.size());
    }
    return invalidInput(text + "\nnothing was imported; correct the sheet and import it again");
}

Result<Sheet> Sheet::parse(const std::string& text, const std::string& fileName,
                           const std::vector<std::string>& columns,
                           const std::vector<std::string>& optionalColumns) {
    auto rows = parseCsv(text, fileName);
    if (!rows) return rows.error();
    SheetFaults faults(fileName);
    if (rows->empty()) {
        faults.add(0, fmt::format("is empty; the first row must be: {}", fmt::join(columns, ",")));
        return faults.error();
    }
    std::vector<std::string> known = columns;
    known.insert(known.end(), optionalColumns.begin(), optionalColumns.end());
    Sheet sheet;
    const CsvRow header = rows->front();
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
        const std::string name = trimmed(header.cells[i]);
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            faults.add(header.line,
                       fmt::format("no column is called '{}'; {}", name, suggestion(name, known)));
        } else if (!sheet.m_columns.emplace(name, i).second) {
            faults.add(header.line, fmt::format("column '{}' is there twice; remove one", name));
        }
    }
    for (const std::string& column : columns) {
        if (sheet.m_columns.contains(column)) continue;
        faults.add(header.line, fmt::format("column '{}' is missing; add it", column));
    }
    if (!faults.empty()) return faults.error();
    if (rows->size() == 1) {
        faults.add(header.line, "no row follows the header; add at least one");
        return faults.error();
    }
    sheet.m_rows.assign(std::next(rows->begin()), rows->end());
    return sheet;
}

std::vector<Sheet::Row> Sheet::rows(SheetFaults& faults) const {
    std::vector<Row> all;
    for (const CsvRow& row : m_rows) {
        if (row.cells.size() != m_columns.size()) {
            faults.add(row.line, fmt::format("has {} cells, the header {}; quote a cell that holds "
                                             "a comma",
                                             row.cells.size(), m_columns.size()));
            continue;
        }
        all.emplace_back(*this, row, faults);
    }
    return all;
}

std::string Sheet::Row::text(const std::string& column) const {
    const auto found = m_sheet.m_columns.find(column);
    return found == m_sheet.m_columns.end() ? std::string() : trimmed(m_row.cells[found->second]);
}

void Sheet::Row::reject(const std::string& column, const std::string& why) const {
    m_faults.add(m_row.line, fmt::format("{} \"{}\": {}", column, text(column), why));
}

std::string Sheet::Row::digits(const std::string& column, std::size_t least,
                               std::size_t most) const {
    const std::string value = text(column);
    if (isDigits(value) && value.size() >= least && value.size() <= most) return value;
    const std::string count =
        least == most ? std::to_string(least) : fmt::format("{} to {}", least, most);
    reject(column,
           fmt::format("must be {} digits (a spreadsheet may have cut zeros or written it as "
                       "1.2E+11: format the column as text)",
                       count));
    return {};
}

std::int64_t Sheet::Row::integer(const std::string& column, std::int64_t least,
                                 std::int64_t most) const {
    const auto value = wholeNumber(text(column));
    if (value && *value >= least && *value <= most) return *value;
    reject(column, fmt::format("must be a whole number from {} to {}", least, most));
    return least;
}

std::int64_t Sheet::Row::decimal(const std::string& column, int decimals, std::int64_t most) const {
    const auto value = scaledDecimal(text(column), decimals);
    if (value && *value <= most) return *value;
    std::int64_t scale = 1;
    for (int i = 0; i < decimals; ++i)
        scale *= 10;
    reject(column,
           fmt::format("must be a number from 0 to {} with at most {} decimals, such as 0.90",
                       most / scale, decimals));
    return 0;
}

bool Sheet::Row::yesOrNo(const std::string& column) const {
    static constexpr std::array<std::string_view, 4> kYes{"yes", "true", "1", "是"};
    static constexpr std::array<std::string_view, 4> kNo{"no", "false", "0", "否"};
    const std::string value = text(column);
    if (std::find(kYes.begin(), kYes.end(), value) != kYes.end()) return true;
    if (std::find(kNo.begin(), kNo.end(), value) == kNo.end()) {
        reject(column, "must be yes or no (是 or 否)");
    }
    return false;
}

std::string Sheet::Row::oneOf(const std::string& column, const std::vector<std::string>& known,
                              const std::string& what) const {
    const std::string value = text(column);
    if (std::find(known.begin(), known.end(), value) != known.end()) return value;
    reject(column, fmt::format("no {} of this name; {}", what,
                               known.empty() ? "none is configured" : suggestion(value, known)));
    return {};
}

}  // namespace wattill::node
