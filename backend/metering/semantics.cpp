#include "metering/semantics.hpp"

#include <algorithm>

namespace wattill::metering {

std::optional<Money> mostSale(const Semantics& semantics, const std::optional<MeterReading>& last) {
    std::optional<Money> most = semantics.maxAmount;
    if (semantics.hoardingCeiling && last && last->has.balance) {
        const Money room = *semantics.hoardingCeiling - last->balance;
        most = most ? std::min(*most, room) : room;
    }
    if (!most) return std::nullopt;
    return std::max(Money(), Money::fromFen(most->fenFloor()));
}

}  // namespace wattill::metering
