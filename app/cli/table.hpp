#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::cli {

/// Columns that a text takes on a terminal: Chinese and other wide characters take two, combining
/// marks none. Bytes that are not UTF-8 take one each.
[[nodiscard]] std::size_t displayWidth(std::string_view utf8);

/// `text` without control characters, which could rewrite what a terminal shows.
[[nodiscard]] std::string printable(std::string_view text);

/// Rows of cells under a heading, in columns two blanks apart.
class Table {
  public:
    explicit Table(std::vector<std::string> heading) { add(std::move(heading)); }
    /// As many cells as the heading has.
    void add(std::vector<std::string> cells);
    /// Columns of numbers: aligned to the right.
    void alignRight(std::vector<std::size_t> columns) { m_right = std::move(columns); }
    /// Ends with a line feed.
    [[nodiscard]] std::string text() const;

  private:
    std::vector<std::vector<std::string>> m_rows;
    std::vector<std::size_t> m_right;
};

}  // namespace wattill::cli
