#pragma once

#include <string>
#include <vector>

namespace wattill::repo {

struct FunctionBody {
    int firstLine = 0;  ///< of its '{'
    int lines = 0;      ///< from '{' to '}'
    int nesting = 0;    ///< deepest block of if, for, while, do, switch, try in it
};

/// The functions of a C++ file, found by their braces: enough to measure them, not a parser. A
/// lambda belongs to the function around it.
[[nodiscard]] std::vector<FunctionBody> functionsOf(const std::string& text);

}  // namespace wattill::repo
