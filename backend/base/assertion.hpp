#pragma once

#include <string_view>

namespace wattill {

/// Writes the broken invariant to stderr and ends the process. The node restarts and recovers from
/// its database; going on with a broken invariant could cost money.
[[noreturn]] void assertionFailed(std::string_view condition, std::string_view why,
                                  std::string_view file, int line);

}  // namespace wattill

/// On in every build. For invariants of ours only; failures from outside are Results.
#define WATTILL_ASSERT(condition, why)                                                     \
    do {                                                                                   \
        if (!(condition)) ::wattill::assertionFailed(#condition, why, __FILE__, __LINE__); \
    } while (false)
