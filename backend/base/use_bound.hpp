#pragma once

#include "base/money.hpp"
#include "base/time.hpp"

#include <optional>

namespace wattill {

/// The most that a meter can use up of a balance in `passed`, at `mostPerHour`; a negative time
/// counts as none. Nothing after 31 days: then any amount may have been used.
[[nodiscard]] std::optional<Money> mostUsedIn(Duration passed, Money mostPerHour);

}  // namespace wattill
