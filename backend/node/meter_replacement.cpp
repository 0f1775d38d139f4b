#include "node/meter_replacement.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::node {

using tenancy::MeterPlace;

namespace {
/// Money may still come for it, or it has not arrived on the meter yet.
bool isUnderWay(order::State state) {
    using order::State;
    return state == State::Created || state == State::AwaitingPayment || state == State::Paid ||
           ownsMeter(state);
}

Result<void> nothingUnderWay(const order::UnitOfWork& unit, const MeterId& meter) {
    constexpr std::size_t kMost = 1000;
    const auto orders = unit.orders().ofMeter(meter, kMost);
    if (!orders) return orders.error();
    for (const order::Order& each : *orders) {
        if (!isUnderWay(each.state)) continue;
        return Error{ErrorCode::Conflict,
                     Retry::Later,
                     fmt::format("meter {} cannot be replaced while order {} is {}; end that order "
                                 "first",
                                 meter.text(), each.id.text(), name(each.state)),
                     {}};
    }
    return {};
}
}  // namespace

std::optional<MeterPlace> takenOver(const MeterPlace& place,
                                    const std::vector<MeterPlace>& standing) {
    const auto found = std::find_if(standing.begin(), standing.end(), [&](const MeterPlace& old) {
        return old.bus == place.bus && old.address == place.address &&
               old.premises == place.premises && old.meter != place.meter;
    });
    return found == standing.end() ? std::nullopt : std::optional(*found);
}

Result<void> replaceMeter(order::UnitOfWork& unit, const MeterId& old, const MeterPlace& place,
                          Instant at) {
    if (auto quiet = nothingUnderWay(unit, old); !quiet) return quiet;
    if (auto removed = unit.tenancy().remove(old); !removed) return removed;
    if (auto put = unit.tenancy().put(place); !put) return put;
    return unit.readings().replaced(old, place.meter, at);
}

}  // namespace wattill::node
