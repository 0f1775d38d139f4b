#pragma once

#include "report/table.hpp"

namespace wattill::report {

/// RFC 4180 in UTF-8 with the mark by which Excel knows it. Amounts are yuan with two decimals,
/// moments local time. A text that a spreadsheet would take for a formula gets an apostrophe.
[[nodiscard]] std::string csvText(const Table& table, const TimeZone& zone);

}  // namespace wattill::report
