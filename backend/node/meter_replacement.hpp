#pragma once

#include "order/stores.hpp"

namespace wattill::node {

/// What the old meter showed when it was read last: what is to be transferred to the new one. The
/// node does not send it by itself, for nobody has seen yet what the new meter came with.
struct LeftOver {
    MeterId old;
    MeterId now;
    std::optional<Instant> readAt;  ///< absent: this node never read it
    std::optional<Money> balance;   ///< absent: never read, or the model keeps none; below 0: owed
};
/// For people, with what to do: "202411110001 was replaced by …: 12.30 yuan were left on it …".
[[nodiscard]] std::string text(const LeftOver& left, const TimeZone& zone);

/// `place.meter` hangs where `old` hung (S20): the old place goes, the new one comes, and the old
/// meter's installation ends at its last reading. Its readings, orders and what it had left stay
/// on record. Within one transaction. NotFound when the old one is in no place. Conflict when it
/// is at other premises or of another account, when the new one hangs somewhere already, and while
/// an order for or a command to the old meter is under way.
[[nodiscard]] Result<LeftOver> replaceMeter(order::UnitOfWork& unit, const MeterId& old,
                                            const tenancy::MeterPlace& place, Instant at);
/// Whether replaceMeter() would do it; changes nothing.
[[nodiscard]] Result<void> replaceable(const order::UnitOfWork& unit, const MeterId& old,
                                       const tenancy::MeterPlace& place);

}  // namespace wattill::node
