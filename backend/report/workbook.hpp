#pragma once

#include "base/result.hpp"
#include "report/table.hpp"

namespace wattill::report {

/// An Excel workbook (.xlsx) with one sheet per table: the heading bold and frozen, numbers as
/// numbers with their formats, moments in local time. It is written row by row, so that a large
/// table takes no memory. Blocks. Io with path and remedy; InvalidInput for a table that Excel
/// cannot hold.
Result<void> writeWorkbook(const std::string& path, const std::vector<Table>& tables,
                           const TimeZone& zone);

/// The same as the bytes of the file, by way of a file in the system's folder for such.
[[nodiscard]] Result<std::string> workbookBytes(const std::vector<Table>& tables,
                                                const TimeZone& zone);

}  // namespace wattill::report
