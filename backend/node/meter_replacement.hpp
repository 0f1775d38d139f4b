#pragma once

#include "order/stores.hpp"

namespace wattill::node {

/// The standing place that `place` takes over: the same bus, address and premises with another
/// meter number. Empty when there is none.
[[nodiscard]] std::optional<tenancy::MeterPlace> takenOver(
    const tenancy::MeterPlace& place, const std::vector<tenancy::MeterPlace>& standing);

/// `place.meter` hangs where `old` hung (S20): the old place goes, the new one comes, and the old
/// meter's installation ends at its last reading. Its readings, orders and what it had left stay
/// on record; transferring that money is an order of its own. Within one transaction. Conflict
/// while an order for the old meter is under way; NotFound when the old one is in no place.
[[nodiscard]] Result<void> replaceMeter(order::UnitOfWork& unit, const MeterId& old,
                                        const tenancy::MeterPlace& place, Instant at);

}  // namespace wattill::node
