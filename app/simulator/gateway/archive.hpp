#pragma once

#include <string>
#include <vector>

namespace wattill::sim {

/// UTF-8 as GBK; what GBK does not have becomes '?'.
[[nodiscard]] std::string gbkOf(const std::string& text);

struct Packed {
    std::string name;  ///< written as these bytes, without the mark for UTF-8
    std::string content;
};
/// A zip file. Throws std::runtime_error.
[[nodiscard]] std::string zipOf(const std::vector<Packed>& files);

/// As zlib's compress() makes it.
[[nodiscard]] std::string deflated(const std::string& bytes);

}  // namespace wattill::sim
