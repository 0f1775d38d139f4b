#include "node/bus_making.hpp"
#include "node/service_queries.hpp"
#include "node/spelling.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::node {

using tenancy::MeterPlace;

namespace {
std::int64_t numberOf(const MeterId& meter) {
    std::int64_t number = 0;
    for (const char digit : meter.text())
        number = number * 10 + (digit - '0');
    return number;
}

/// Where a meter's address is its number, that of the next one is, too.
std::int64_t addressAfter(const MeterPlace& old, const api::NewMeter& now) {
    if (now.address) return *now.address;
    return old.address == numberOf(old.meter) ? numberOf(now.meter) : old.address;
}
}  // namespace

Result<MeterPlace> NodeService::placeAfter(const MeterPlace& old, const api::NewMeter& now) const {
    MeterPlace place = old;
    place.meter = now.meter;
    place.profile = now.profile.value_or(old.profile);
    place.address = addressAfter(old, now);
    const metering::Profile* profile = m_ports.fleet.profiles().find(place.profile);
    if (profile == nullptr) {
        return invalidInput(fmt::format("profile \"{}\": no meter profile of this name; {}",
                                        place.profile,
                                        suggestion(place.profile, m_ports.fleet.profiles().ids())));
    }
    const auto& buses = m_ports.config.buses;
    const auto bus = std::find_if(buses.begin(), buses.end(),
                                  [&](const BusConfig& each) { return each.name == place.bus; });
    if (bus == buses.end()) return place;
    if (!speaks(*profile, bus->protocol)) {
        return invalidInput(
            fmt::format("profile \"{}\": does not speak {}, as bus {} does; a meter "
                        "for another bus is replaced by a sheet",
                        place.profile, metering::name(bus->protocol), place.bus.text()));
    }
    if (const auto good = checkAddress(bus->protocol, place.address); !good) return good.error();
    return place;
}

void NodeService::noteReplaced(const LeftOver& left) const {
    m_ports.log.info(
        "meter-replaced",
        {{"old", left.old.text()}, {"new", left.now.text()}, {"left", text(left, m_ports.zone)}});
}

void NodeService::replaceMeter(MeterId old, api::NewMeter now,
                               api::Reply<api::ReplacementView> reply) {
    const auto view = std::make_shared<api::ReplacementView>();
    const auto left = std::make_shared<LeftOver>();
    m_ports.database.submit(
        [this, old = std::move(old), now = std::move(now), view, left,
         at = m_ports.clock.now()](order::UnitOfWork& unit) -> Result<void> {
            const auto standing = unit.tenancy().find(old);
            if (!standing) return standing.error();
            if (!*standing) {
                return notFound(fmt::format("no meter {} here; look at its number", old.text()));
            }
            const auto place = placeAfter(**standing, now);
            if (!place) return place.error();
            const auto replaced = node::replaceMeter(unit, old, *place, at);
            if (!replaced) return replaced.error();
            *left = *replaced;
            *view = {old, now.meter, place->premises, left->readAt, left->balance};
            return {};
        },
        [this, view, left, reply = std::move(reply)](const Result<void>& done) {
            if (!done.ok()) return reply(done.error());
            noteReplaced(*left);
            answer<api::ReplacementView>(
                m_ports.books, reply,
                [this, view](const order::UnitOfWork& unit) -> Result<api::ReplacementView> {
                    const auto places = unit.tenancy().all();
                    if (!places) return places.error();
                    m_ports.fleet.setPlaces(*places);
                    return *view;
                });
        });
}

}  // namespace wattill::node
