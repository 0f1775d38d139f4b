#pragma once

#include "metering/reading.hpp"

#include <optional>

namespace wattill::order {

/// What bounds how much of a balance can be used up between two readings of a meter.
struct UseBounds {
    Money mostPerHour = Money::fromMicroYuan(100'000'000);
    Money mostPerKwh = Money::fromMicroYuan(5'000'000);  ///< the dearest price, with all surcharges
    Money tolerance = Money::fromMicroYuan(1'000'000);   ///< a balance may be off by so much anyway
    bool operator==(const UseBounds&) const = default;
};

/// A reading that is past: when it was made and what the energy register showed.
struct EarlierReading {
    Instant at;
    std::optional<Energy> total;  ///< absent: not kept; then any use is possible
};

/// Whether a balance is what is left of another. MayBe: it is not above it, and nothing bounds the
/// use, because the register went backwards, was not kept, or too much time has passed.
enum class Fit { Yes, No, MayBe };

/// Whether the balance of `now` is what is left of `expected` after the use since `earlier`.
///
/// Neither the node's clock nor the register is trusted alone, and the larger use counts. A clock
/// that was ahead at the earlier reading and is right by now makes days look like minutes; the
/// register of a meter behind transformers may count only a part of the energy. Too much allowed
/// leaves an outcome open for a person, too little would invent one.
[[nodiscard]] Fit fit(Money expected, const EarlierReading& earlier,
                      const metering::MeterReading& now, const UseBounds& bounds);

}  // namespace wattill::order
