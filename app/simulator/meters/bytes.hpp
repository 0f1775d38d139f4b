#pragma once

#include <cstdint>
#include <vector>

namespace wattill::sim {

using Bytes = std::vector<std::uint8_t>;

}  // namespace wattill::sim
