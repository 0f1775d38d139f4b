#include "node/bus_desk.hpp"

#include "node/bus_making.hpp"
#include "node/cycle_estimate.hpp"
#include "node/metrics.hpp"
#include "node/probe.hpp"

#include <fmt/format.h>

namespace wattill::node {

namespace {
constexpr std::size_t kMostCounted = 100'000;

Duration sinceBoot() {
    return std::chrono::duration_cast<Duration>(
        std::chrono::steady_clock::now().time_since_epoch());
}

Error tooManyWait() {
    return {ErrorCode::Busy, Retry::Later, "the node has too much to do; try again soon", {}};
}

const std::vector<order::State>& openStates() {
    static const std::vector<order::State> kOpen{
        order::State::Created,    order::State::AwaitingPayment, order::State::Paid,
        order::State::Delivering, order::State::DeliveryUnknown, order::State::PaidLate,
        order::State::Suspect,    order::State::Refunding};
    return kOpen;
}

api::TraceView traceHead(const BusConfig& config, bool running) {
    api::TraceView view;
    view.bus = config.name.text();
    view.protocol = metering::name(config.protocol);
    view.running = running;
    return view;
}
}  // namespace

BusDesk::BusDesk(Ports ports) : m_ports(std::move(ports)) {
    for (const BusConfig& bus : m_ports.config.buses) {
        Watch& watch = m_watches[bus.name];
        watch.config = &bus;
        watch.line = m_ports.fleet.line(bus.name);
    }
}

void BusDesk::start() {
    m_ports.timer.post([this] { sampleAgain(); });
}

void BusDesk::sampleAgain() {
    sample(sinceBoot());
    m_ports.timer.postAfter(kSampleEvery, [this] { sampleAgain(); });
}

void BusDesk::sample(Duration now) {
    for (auto& [name, watch] : m_watches) {
        if (watch.line == nullptr) continue;
        const metering::BusHealth counts = watch.line->health();
        const std::lock_guard lock(m_mutex);
        watch.window.sample(now, counts);
    }
}

template <class View>
void BusDesk::answer(Answer<View> reply,
                     std::function<Result<View>(const order::UnitOfWork&)> make) {
    const bool taken = m_ports.reads.tryPost([this, reply, make = std::move(make)] {
        std::optional<Result<View>> result;
        const auto read = m_ports.database.read([&](const order::UnitOfWork& unit) -> Result<void> {
            result.emplace(make(unit));
            if (!result->ok()) return result->error();
            return {};
        });
        if (!read.ok()) return reply(read.error());
        reply(std::move(*result));
    });
    if (!taken) reply(tooManyWait());
}

Result<const BusDesk::Watch*> BusDesk::watchOf(const BusId& bus) const {
    const auto found = m_watches.find(bus);
    if (found != m_watches.end() && found->second.line != nullptr) return &found->second;
    return notFound(fmt::format("no bus '{}' here; this node has: {}", bus.text(),
                                fmt::join(m_ports.fleet.busNames(), ", ")));
}

BusFacts BusDesk::factsOf(const Watch& watch, const Places& places) const {
    BusFacts facts;
    facts.config = watch.config;
    facts.state = watch.line->state();
    facts.sinceStart = watch.line->health();
    facts.now = m_ports.clock.now();
    facts.tracing = watch.ring->running(facts.now);
    {
        const std::lock_guard lock(m_mutex);
        facts.minute = watch.window.over(LoadWindow::kMinute);
        facts.quarter = watch.window.over(LoadWindow::kQuarter);
    }
    std::map<MeterId, metering::MeterHealth> healths;
    for (const auto& each : watch.line->meterHealth())
        healths.emplace(each.meter, each);
    std::map<MeterId, MeterTurn> turns;
    for (const MeterTurn& each : watch.line->turns())
        turns.emplace(each.meter, each);
    for (const tenancy::MeterPlace& place : places) {
        const auto turn = turns.find(place.meter);
        if (place.bus != watch.config->name || turn == turns.end()) continue;
        MeterFacts meter;
        meter.turn = turn->second;
        meter.health.meter = place.meter;
        const auto health = healths.find(place.meter);
        if (health != healths.end()) meter.health = health->second;
        meter.address = place.address;
        meter.profile = place.profile;
        if (const auto reading = m_ports.board.status(place.meter).reading) {
            meter.readAt = reading->at;
            meter.clockAhead = clockAhead(*reading, m_ports.zone);
        }
        const metering::Profile* profile = m_ports.fleet.profiles().find(place.profile);
        if (profile != nullptr) {
            facts.cycle += readingTime(*profile, *watch.config, meter.health.medianTime);
        }
        facts.meters.push_back(std::move(meter));
    }
    return facts;
}

Result<std::vector<BusFacts>> BusDesk::allFacts(const order::UnitOfWork& unit) const {
    const auto places = unit.tenancy().all();
    if (!places) return places.error();
    std::vector<BusFacts> all;
    for (const BusConfig& bus : m_ports.config.buses) {
        const auto watch = watchOf(bus.name);
        if (watch) all.push_back(factsOf(**watch, *places));
    }
    return all;
}

void BusDesk::metrics(Answer<std::string> reply) {
    answer<std::string>(std::move(reply),
                        [this](const order::UnitOfWork& unit) -> Result<std::string> {
                            auto buses = allFacts(unit);
                            if (!buses) return buses.error();
                            const auto orders = unit.orders().list(openStates(), kMostCounted);
                            if (!orders) return orders.error();
                            const auto alarms = unit.alarms().list(true, kMostCounted);
                            if (!alarms) return alarms.error();
                            NodeFigures figures;
                            figures.startedAt = m_ports.startedAt;
                            figures.buses = std::move(*buses);
                            for (const order::State state : openStates())
                                figures.openOrders[std::string(order::name(state))];
                            for (const order::Order& order : *orders)
                                ++figures.openOrders[std::string(order::name(order.state))];
                            figures.openAlarms = static_cast<std::int64_t>(alarms->size());
                            figures.writer = m_ports.database.counts();
                            figures.now = m_ports.clock.now();
                            figures.channels = m_ports.channels.health();
                            return metricsText(figures);
                        });
}

void BusDesk::buses(Answer<std::vector<api::BusView>> reply) {
    using Views = std::vector<api::BusView>;
    answer<Views>(std::move(reply), [this](const order::UnitOfWork& unit) -> Result<Views> {
        const auto all = allFacts(unit);
        if (!all) return all.error();
        Views views;
        for (const BusFacts& facts : *all)
            views.push_back(busView(facts));
        return views;
    });
}

void BusDesk::bus(BusId bus, Answer<api::BusDetailView> reply) {
    const auto watch = watchOf(bus);
    if (!watch) return reply(watch.error());
    answer<api::BusDetailView>(
        std::move(reply),
        [this, watch = *watch](const order::UnitOfWork& unit) -> Result<api::BusDetailView> {
            const auto places = unit.tenancy().all();
            if (!places) return places.error();
            return busDetailView(factsOf(*watch, *places));
        });
}

void BusDesk::startTrace(BusId bus, Duration time, Answer<api::TraceView> reply) {
    const auto watch = watchOf(bus);
    if (!watch) return reply(watch.error());
    {
        const std::lock_guard lock(m_traceMutex);
        const Instant now = m_ports.clock.now();
        const auto ring = (*watch)->ring;
        ring->start(now, now + time);
        const metering::Protocol protocol = (*watch)->config->protocol;
        (*watch)->line->trace(
            [ring, protocol](const metering::Frame& frame) { ring->take(protocol, frame); });
    }
    endTraceAfter(time, **watch);
    reply(traceHead(*(*watch)->config, true));
}

void BusDesk::endTraceAfter(Duration time, const Watch& watch) {
    m_ports.timer.postAfter(time + Duration(1), [this, &watch] { endTraceIfOver(watch); });
}

void BusDesk::endTraceIfOver(const Watch& watch) {
    Duration left{};
    {
        const std::lock_guard lock(m_traceMutex);
        left = watch.ring->left(m_ports.clock.now());
        if (left == Duration::zero()) watch.line->trace({});
    }
    // Somebody asked for longer meanwhile, or the clock was set back.
    if (left > Duration::zero()) endTraceAfter(left, watch);
}

void BusDesk::trace(BusId bus, std::int64_t after, Answer<api::TraceView> reply) {
    const auto watch = watchOf(bus);
    if (!watch) return reply(watch.error());
    const bool taken = m_ports.reads.tryPost([this, watch = *watch, after, reply] {
        api::TraceView view = traceHead(*watch->config, watch->ring->running(m_ports.clock.now()));
        const TraceRing::Page page = watch->ring->page(after, api::kTracePage);
        view.missed = page.missed;
        for (const TraceRing::Kept& frame : page.frames) {
            view.frames.push_back(
                traceFrameView(frame, watch->config->protocol, m_ports.fleet.profiles()));
        }
        reply(std::move(view));
    });
    if (!taken) reply(tooManyWait());
}

void BusDesk::probe(BusId bus, api::ProbeBody what, Answer<api::ProbeView> reply) {
    const auto watch = watchOf(bus);
    if (!watch) return reply(watch.error());
    const metering::Protocol protocol = (*watch)->config->protocol;
    if (const auto good = checkAddress(protocol, what.address); !good) return reply(good.error());
    auto profiles = profilesToTry(m_ports.fleet.profiles(), protocol, what.profile);
    if (!profiles) return reply(profiles.error());
    probeOnLine(*(*watch)->line, std::move(*profiles), what.address, m_ports.clock, m_ports.zone,
                std::move(reply));
}

}  // namespace wattill::node
