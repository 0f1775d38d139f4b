#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::payment::alipay {

/// One file of a bill, as a table: Alipay puts comments around it and tabs into it.
class BillTable {
  public:
    struct Row {
        std::size_t line = 0;  ///< of the file, counted from 1
        std::vector<std::string> cells;
    };
    struct Comment {
        std::size_t line = 0;
        std::string text;
    };

    /// Corrupt for bytes that are not GBK, a row with more or fewer cells than there are columns, a
    /// column twice, or no header.
    [[nodiscard]] static Result<BillTable> read(std::string_view gbk);

    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    [[nodiscard]] const std::vector<Comment>& comments() const { return m_comments; }
    [[nodiscard]] std::size_t headerLine() const { return m_headerLine; }
    /// Corrupt when one of these columns is not there. Units in brackets are no part of a name.
    [[nodiscard]] Result<void> require(const std::vector<std::string>& columns) const;
    /// The cell of a column that the table has.
    [[nodiscard]] const std::string& cell(const Row& row, const std::string& column) const;

  private:
    /// The first line is the header.
    Result<void> take(std::size_t line, std::vector<std::string> cells);

    std::size_t m_width = 0;
    std::size_t m_headerLine = 0;
    std::map<std::string, std::size_t> m_columns;
    std::vector<Row> m_rows;
    std::vector<Comment> m_comments;
};

/// Corrupt: "line 7, column 订单金额: why"; without a column when it is empty.
[[nodiscard]] Error corruptAt(std::size_t line, std::string_view column, const std::string& why);

}  // namespace wattill::payment::alipay
