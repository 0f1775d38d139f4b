#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace wattill::node {

struct CsvRow {
    int line = 0;  ///< of the file, where the row begins; the first is 1
    std::vector<std::string> cells;
};

/// RFC 4180 with commas: quoted cells may hold commas, quotes ("") and line breaks; lines end in LF
/// or CRLF; a UTF-8 byte order mark at the start is skipped, and so are empty lines. InvalidInput
/// with file and line for an open quote, letters after a closing one, or text that is not UTF-8.
[[nodiscard]] Result<std::vector<CsvRow>> parseCsv(const std::string& text,
                                                   const std::string& fileName);

}  // namespace wattill::node
