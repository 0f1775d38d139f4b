#pragma once

#include "base/money.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace wattill::report {

enum class ColumnKind { Text, Yuan, Count, Moment, Day };

struct Column {
    std::string heading;
    ColumnKind kind = ColumnKind::Text;
    double width = 12;  ///< in Excel: of its digits
};

/// Empty, or a value of its column's kind.
using Cell = std::variant<std::monostate, std::string, Money, std::int64_t, Instant, LocalDay>;

/// A table for people: the same for Excel and for CSV.
struct Table {
    std::string title;  ///< at most 31 characters, none of []:*?/ and the backslash: a sheet's name
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  ///< as many cells as there are columns
};

}  // namespace wattill::report
