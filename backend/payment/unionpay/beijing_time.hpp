#pragma once

#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wattill::payment::unionpay {

// Beijing has been at +08:00 without summer time since 1991.

/// "20261122103000"
[[nodiscard]] std::string beijingText(Instant at);
/// The reverse; empty for anything that is not such a time.
[[nodiscard]] std::optional<Instant> parseBeijing(std::string_view text);
/// A time without its year ("1122103000"), in the year that puts it nearest to `day`.
[[nodiscard]] std::optional<Instant> parseBeijingNear(std::string_view text, LocalDay day);
/// "1122"
[[nodiscard]] std::string monthAndDay(LocalDay day);

/// UnionPay's day `day` ends at 23:00 in Beijing, and the next one begins.
[[nodiscard]] Instant endOfDay(LocalDay day);

}  // namespace wattill::payment::unionpay
