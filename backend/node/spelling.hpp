#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::node {

/// How many single-letter changes lead from one word to the other.
[[nodiscard]] std::size_t editDistance(std::string_view a, std::string_view b);
/// "did you mean 'baud'?", or "known are: …" when nothing is near.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& known);

}  // namespace wattill::node
