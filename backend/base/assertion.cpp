#include "base/assertion.hpp"

#include <cstdlib>

#include <fmt/format.h>

namespace wattill {

void assertionFailed(std::string_view condition, std::string_view why, std::string_view file,
                     int line) {
    fmt::print(stderr, "broken invariant: {} ({}) at {}:{}\n", why, condition, file, line);
    std::abort();
}

}  // namespace wattill
