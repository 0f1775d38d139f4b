#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wattill::metering {

/// `text` times `power` as an integer: exactScale("0.01", 1000) is 10. `text` is a plain decimal
/// above zero with at most nine digits on either side of the point, `power` a power of ten up to
/// 1,000,000. Empty when `text` is something else, or the product is not whole or above 10^9.
[[nodiscard]] std::optional<std::int64_t> exactScale(std::string_view text, std::int64_t power);

}  // namespace wattill::metering
