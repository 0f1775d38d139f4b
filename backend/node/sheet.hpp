#pragma once

#include "base/money.hpp"
#include "base/result.hpp"
#include "node/csv.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wattill::node {

/// Everything wrong with one sheet: "meters.csv:3: address \"300\": …". People mend it in one go.
class SheetFaults {
  public:
    explicit SheetFaults(std::string fileName) : m_fileName(std::move(fileName)) {}
    void add(int line, const std::string& what);
    [[nodiscard]] bool empty() const { return m_count == 0; }
    /// InvalidInput with the first faults and the number of the others.
    [[nodiscard]] Error error() const;

  private:
    std::string m_fileName;
    std::vector<std::string> m_first;
    std::size_t m_count = 0;
};

/// A sheet with a header row: cells by the name of their column.
class Sheet {
  public:
    /// InvalidInput when a column is missing, unknown or twice, or when there is no row.
    static Result<Sheet> parse(const std::string& text, const std::string& fileName,
                               const std::vector<std::string>& columns,
                               const std::vector<std::string>& optionalColumns = {});

    class Row {
      public:
        Row(const Sheet& sheet, const CsvRow& row, SheetFaults& faults)
            : m_sheet(sheet), m_row(row), m_faults(faults) {}
        [[nodiscard]] int line() const { return m_row.line; }
        /// Without blanks at either end; empty where an optional column is not there.
        [[nodiscard]] std::string text(const std::string& column) const;
        /// Digits only, from `least` to `most` of them.
        std::string digits(const std::string& column, std::size_t least, std::size_t most) const;
        std::int64_t integer(const std::string& column, std::int64_t least,
                             std::int64_t most) const;
        /// A decimal of at most `decimals` places, not negative, times ten to that power.
        std::int64_t decimal(const std::string& column, int decimals, std::int64_t most) const;
        bool yesOrNo(const std::string& column) const;
        /// One of `known`.
        std::string oneOf(const std::string& column, const std::vector<std::string>& known,
                          const std::string& what) const;
        void reject(const std::string& column, const std::string& why) const;

      private:
        const Sheet& m_sheet;
        const CsvRow& m_row;
        SheetFaults& m_faults;
    };
    /// Every row; one with too few or too many cells is a fault and left out.
    [[nodiscard]] std::vector<Row> rows(SheetFaults& faults) const;

  private:
    std::map<std::string, std::size_t> m_columns;
    std::vector<CsvRow> m_rows;
};

}  // namespace wattill::node
