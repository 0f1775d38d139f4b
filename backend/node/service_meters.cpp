#include "node/service_queries.hpp"

#include <fmt/format.h>

namespace wattill::node {

using api::Reply;
using metering::MeterReading;

namespace {
/// Somebody stands at the kiosk: better an older figure than a longer wait.
constexpr Duration kFreshWithin{1'500};
/// A reading this young is as good as a new one.
constexpr Duration kFreshAge{1'000};
constexpr Duration kStaffWithin{10'000};

Error unknownMeter(const MeterId& meter) {
    return notFound(
        fmt::format("no meter {} here; look at its number, or import it", meter.text()));
}
}  // namespace

ViewContext NodeService::context(const order::UnitOfWork& unit) const {
    return {unit, m_ports.clock.now(), m_ports.zone};
}

Result<api::MeterView> NodeService::viewOf(const order::UnitOfWork& unit,
                                           const tenancy::MeterPlace& place) const {
    auto view = meterView(context(unit), place, m_ports.board.status(place.meter),
                          m_ports.fleet.sellable(place));
    if (view) view->mostAmount = m_ports.fleet.mostSale(place);
    return view;
}

Result<api::MeterView> NodeService::viewOf(const order::UnitOfWork& unit,
                                           const MeterId& meter) const {
    const auto place = unit.tenancy().find(meter);
    if (!place) return place.error();
    if (!*place) return unknownMeter(meter);
    return viewOf(unit, **place);
}

void NodeService::site(Reply<api::SiteView> reply) {
    const Config& config = m_ports.config;
    api::SiteView view;
    view.name = config.siteName;
    view.hotline = config.hotline;
    view.terminal = config.terminal;
    view.timeZone = config.timeZone;
    view.now = m_ports.clock.now();
    view.channels = m_ports.channels.names();
    view.closed = m_ports.gate.closed();
    view.presets = config.presets;
    view.minAmount = config.policy.minAmount;
    view.maxAmount = config.policy.maxAmount;
    reply(std::move(view));
}

void NodeService::lookup(std::string number, Reply<std::vector<api::MatchView>> reply) {
    using Views = std::vector<api::MatchView>;
    answer<Views>(m_ports.reads, std::move(reply),
                  [number = std::move(number)](const order::UnitOfWork& unit) -> Result<Views> {
                      const auto places = unit.tenancy().lookup(number);
                      if (!places) return places.error();
                      Views views;
                      for (const auto& place : *places)
                          views.push_back(matchView(place));
                      return views;
                  });
}

void NodeService::meter(MeterId meter, Reply<api::MeterView> reply) {
    answer<api::MeterView>(m_ports.reads, std::move(reply),
                           [this, meter = std::move(meter)](const order::UnitOfWork& unit) {
                               return viewOf(unit, meter);
                           });
}

void NodeService::freshMeter(MeterId id, Reply<api::MeterView> reply) {
    const auto known = m_ports.board.status(id).reading;
    if (known) {
        const Duration age = m_ports.clock.now() - known->at;
        if (age >= Duration::zero() && age < kFreshAge)
            return meter(std::move(id), std::move(reply));
    }
    // Whatever comes first, the reading or the end of patience, answers with what is known then.
    const auto answered = std::make_shared<std::atomic<bool>>(false);
    const auto once = [this, id, reply = std::move(reply), answered] {
        if (!answered->exchange(true)) meter(id, reply);
    };
    const auto queued = m_ports.fleet.read(id, BusPriority::Present, kFreshWithin,
                                           [once](const Result<MeterReading>&) { once(); });
    if (!queued) return once();
    m_ports.timer.postAfter(kFreshWithin, once);
}

void NodeService::days(MeterId meter, LocalDay from, LocalDay to,
                       Reply<std::vector<api::DayView>> reply) {
    using Views = std::vector<api::DayView>;
    answer<Views>(
        m_ports.reads, std::move(reply),
        [meter = std::move(meter), from, to](const order::UnitOfWork& unit) -> Result<Views> {
            const auto place = unit.tenancy().find(meter);
            if (!place) return place.error();
            if (!*place) return unknownMeter(meter);
            return dayViews(unit, meter, from, to);
        });
}

void NodeService::meters(Reply<std::vector<api::MeterView>> reply) {
    using Views = std::vector<api::MeterView>;
    answer<Views>(m_ports.reads, std::move(reply),
                  [this](const order::UnitOfWork& unit) -> Result<Views> {
                      const auto places = unit.tenancy().all();
                      if (!places) return places.error();
                      Views views;
                      for (const auto& place : *places) {
                          auto view = viewOf(unit, place);
                          if (!view) return view.error();
                          views.push_back(std::move(*view));
                      }
                      return views;
                  });
}

Fleet::ReadingDone NodeService::thenView(const MeterId& id, Reply<api::MeterView> reply) {
    return [this, id, reply = std::move(reply)](const Result<MeterReading>& result) {
        if (!result.ok()) return reply(result.error());
        meter(id, reply);
    };
}

void NodeService::readMeter(MeterId meter, Reply<api::MeterView> reply) {
    const auto queued =
        m_ports.fleet.read(meter, BusPriority::Present, kStaffWithin, thenView(meter, reply));
    if (!queued) reply(queued.error());
}

}  // namespace wattill::node
