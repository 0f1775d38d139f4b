#include "simulation/world.hpp"

#include "simulation/reckoning.hpp"

#include <sqlite3.h>

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::Order;

namespace {

constexpr int kMeters = 4;
constexpr Duration kPeace = 31h;
/// A run that settles needs a few thousand; one that never comes to rest must not run for ever.
constexpr std::uint64_t kMostEvents = 100'000;

MeterId meterId(int number) {
    return MeterId(fmt::format("{:012}", number));
}

/// The site hangs on one bus, or half of it on a second one.
BusId busOf(int number, bool twoBuses) {
    return BusId(twoBuses && number > kMeters / 2 ? "yard" : "hall");
}

tenancy::MeterPlace placeOf(int number, bool twoBuses) {
    tenancy::MeterPlace place;
    place.meter = meterId(number);
    place.profile = "acrel-ddsy1352-nk";
    place.bus = busOf(number, twoBuses);
    place.address = number;
    place.premises = std::to_string(1000 + number);
    place.building = "A";
    place.account = AccountId(std::to_string(20000 + (number + 1) / 2));  // two meters an account
    place.pricePerKwh = Money::fromMicroYuan(1'000'000);
    place.alarm1 = Money::fromMicroYuan(20'000'000);
    place.alarm2 = Money::fromMicroYuan(5'000'000);
    return place;
}

bool hasTwoBuses(std::uint64_t seed) {
    return seed % 3 == 0;
}

MemoryDisk prepareDisk(bool twoBuses) {
    MemoryDisk disk;
    SeededRandom chance(1);
    MemoryVfs vfs(disk, chance, [] { return NodeClock::at(Duration{0}); });
    auto store = storage::SqliteStore::open({"node.db", vfs.name(), true, nullptr});
    WATTILL_ASSERT(store.ok(), "the database of the simulation cannot be made");
    storage::Pending work;
    work.work = [twoBuses](order::UnitOfWork& unit) -> Result<void> {
        for (int number = 1; number <= kMeters; ++number) {
            if (const auto put = unit.tenancy().put(placeOf(number, twoBuses)); !put.ok())
                return put;
        }
        return {};
    };
    const auto results = (*store)->runBatch({work});
    WATTILL_ASSERT(results.front().ok(), "the site of the simulation cannot be imported");
    store->reset();
    disk.syncAll();
    return disk;
}

/// Schema and site are the same in every run: made once, copied for each.
const MemoryDisk& preparedDisk(bool twoBuses) {
    static const MemoryDisk one = prepareDisk(false);
    static const MemoryDisk two = prepareDisk(true);
    return twoBuses ? two : one;
}

GatewayModel::Traits gatewayTraits(Host& host) {
    GatewayModel::Traits traits;
    traits.cancelKillsUnscanned = host.oneIn(2);
    traits.expiryCountsFromArrival = host.oneIn(2);
    traits.cancelReturnsAll = host.oneIn(2);
    traits.tellsReturns = host.oneIn(4);
    return traits;
}

MeterModel::Traits meterTraits(Host& host) {
    MeterModel::Traits traits;
    traits.balance = Money::fromFen(static_cast<std::int64_t>(host.chance.below(30'000)));
    traits.usePerHour = Money::fromFen(static_cast<std::int64_t>(host.chance.below(2'000)));
    traits.purchaseCount = static_cast<std::uint32_t>(host.chance.below(500));
    traits.repeats = static_cast<MeterModel::Traits::Repeats>(host.chance.below(3));
    // Most meters count; the others must not be served worse for it.
    if (host.oneIn(3)) {
        traits.rule = host.oneIn(2) ? metering::CountRule::OrderNumber : metering::CountRule::None;
    }
    return traits;
}

}  // namespace

World::World(const RunOptions& options)
    : m_options(options),
      m_host(options.seed, options.traced),
      m_disk(preparedDisk(hasTwoBuses(options.seed)).clone()),
      m_gateway(m_host.timeline, m_host.journal, gatewayTraits(m_host)),
      m_outside(m_host, m_gateway, m_meters, options.sabotage),
      m_node(m_host, m_disk, m_outside, options.seed, options.sabotage),
      m_notices(m_host, m_node),
      m_tenants(m_host, m_node, m_gateway, m_meters, m_notices),
      m_commands(m_host, m_outside, m_meters),
      m_staff(m_host, m_node, m_outside, m_meters),
      m_trouble(m_host.between(20min, 4h)) {
    for (int number = 1; number <= kMeters; ++number) {
        MeterModel::Traits traits = meterTraits(m_host);
        traits.bus = busOf(number, hasTwoBuses(options.seed));
        m_meters.emplace(meterId(number), MeterModel(meterId(number), traits));
    }
    watchThem();
}

void World::watchThem() {
    m_outside.witness([this](const order::OutsideCall& call) { return witness(call); });
    m_outside.onSale(
        [this](const MeterModel& meter, const AppliedSale& sale) { checkSale(meter, sale); });
    m_outside.onCommand([this](const MeterModel& meter, const AppliedCommand& command) {
        m_commands.applied(meter, command, m_node);
    });
    m_gateway.onReturned([this](const ReceivedPayment& payment) { m_notices.returned(payment); });
    m_node.onChanged([this](const Order& order) {
        if (!m_host.down) m_tenants.see(order);
    });
    m_node.onCommand([this](const order::Ticket& ticket) {
        if (!m_host.down) m_commands.changed(ticket);
    });
}

void World::planPeople() {
    const std::uint64_t meters = 1 + m_host.chance.below(kMeters);
    const std::uint64_t wishes = 3 + m_host.chance.below(8);
    // Sometimes everybody comes at once.
    const Duration span = m_host.oneIn(3) ? Duration(3min) : m_trouble;
    for (std::uint64_t i = 0; i < wishes; ++i) {
        const int number = 1 + static_cast<int>(m_host.chance.below(meters));
        m_tenants.plan(m_host.between(1s, span), meterId(number));
    }
    const std::uint64_t tasks = m_host.chance.below(4);
    for (std::uint64_t i = 0; i < tasks; ++i) {
        m_staff.plan(m_host.between(1s, span));
    }
}

void World::planTrouble() {
    planMeterTrouble();
    planBusTrouble();
    planClockTrouble();
    m_host.timeline.after(m_host.between(2min, 15min), [this] {
        if (m_quiet) return;
        m_host.crashIf(Fault::CrashAnytime);
        lookAround();
        planTrouble();
    });
}

void World::planMeterTrouble() {
    const Duration now = m_host.timeline.now();
    for (auto& [id, meter] : m_meters) {
        if (m_host.faults.strikes(Fault::MeterDead)) {
            const bool forGood = m_host.oneIn(80);
            meter.dieUntil(forGood ? Duration(1000h) : now + m_host.between(10s, 90min));
            m_host.journal.trace("meter    {} dead{}", id.text(), forGood ? " for good" : "");
        }
        if (m_host.faults.strikes(Fault::MeterSoldByOthers)) {
            // So much more than any order that nobody could take it for one of ours.
            meter.soldByOthers(Money::fromFen(1'000'000), now);
            m_host.journal.trace("meter    {} was sold to by others", id.text());
        }
    }
}

void World::planBusTrouble() {
    for (const char* bus : {"hall", "yard"}) {
        if (!m_host.faults.strikes(Fault::BusDown)) continue;
        const Duration length =
            m_host.oneIn(3) ? m_host.between(10min, 3h) : m_host.between(2s, 10min);
        m_outside.cutBus(BusId(bus), m_host.timeline.now() + length);
    }
}

void World::planClockTrouble() {
    if (!m_host.faults.strikes(Fault::ClockJump)) return;
    const Duration size = m_host.oneIn(2) ? m_host.between(1s, 10min) : m_host.between(10min, 5h);
    m_host.clock.setOffset(m_host.oneIn(2) ? size : -size);
    m_host.journal.trace("clock    is {} ms off", m_host.clock.offset().count());
    m_node.clockWasSet();
    m_host.timeline.after(m_host.between(10s, 40min), [this] {
        if (m_host.clock.offset() == Duration{0}) return;
        m_host.clock.setOffset(Duration{0});
        m_host.journal.trace("clock    is right");
        m_node.clockWasSet();
    });
}

void World::planPerson() {
    m_host.timeline.after(m_host.between(30min, 3h), [this] {
        std::vector<Order> held;
        std::vector<order::Ticket> waiting;
        if (m_node.engine() != nullptr) {
            const auto read = m_node.read([&](const order::UnitOfWork& unit) -> Result<void> {
                const auto orders = unit.orders().list({order::State::DeliveryUnknown}, 100);
                if (!orders.ok()) return orders.error();
                held = *orders;
                if (!m_node.wasCommanded()) return {};
                order::TicketQuery query;
                query.attentionOnly = true;
                const auto tickets = unit.commands().list(query, 100);
                if (!tickets.ok()) return tickets.error();
                waiting = *tickets;
                return {};
            });
            if (read.ok()) m_tenants.decideHeld(held);
            if (read.ok()) m_staff.decide(waiting);
        }
        planPerson();
    });
}

void World::beQuiet() {
    m_quiet = true;
    m_host.faults.calm();
    m_host.clock.setOffset(Duration{0});
    m_host.journal.trace("peace    begins");
    m_node.clockWasSet();
}

void World::startNode() {
    const auto started = m_node.start();
    if (!started.ok()) {
        return m_host.journal.violated("the database opens after a crash", "{}",
                                       started.error().message);
    }
    lookAround();
}

void World::bringBack() {
    m_node.clear();
    m_host.timeline.after(m_host.between(500ms, m_host.oneIn(8) ? Duration(20min) : Duration(20s)),
                          [this] { startNode(); });
}

/// Books that must fit at any moment, and the screens that show what is on disk.
void World::lookAround() {
    if (m_host.down) return;
    glance(*this);
    const auto read = m_node.read([&](const order::UnitOfWork& unit) -> Result<void> {
        const auto orders = unit.orders().list({}, 100);
        if (!orders.ok()) return orders.error();
        for (const Order& order : *orders) {
            m_tenants.see(order);
        }
        if (!m_node.wasCommanded()) return {};
        const auto tickets = unit.commands().list({}, 100);
        if (!tickets.ok()) return tickets.error();
        for (const order::Ticket& ticket : *tickets) {
            m_commands.see(ticket);
        }
        return {};
    });
    if (!read.ok()) {
        m_host.journal.violated("the database can be read", "{}", read.error().message);
    }
}

Cover World::witness(const order::OutsideCall& call) {
    if (!needsCover(call)) return {};
    Result<Cover> covered = Cover{};
    const auto look = [&](const order::UnitOfWork& unit) -> Result<void> {
        covered = coveredBy(unit, call);
        return covered.ok() ? Result<void>{} : Result<void>{covered.error()};
    };
    Result<void> read = m_node.read(look);
    if (read.ok() && m_host.oneIn(8)) {
        // And on the disk as it would be if the power went this instant.
        MemoryDisk left = m_disk.durable();
        SeededRandom chance(1);
        MemoryVfs vfs(left, chance, [this] { return m_host.clock.now(); });
        auto store = storage::SqliteStore::open({"node.db", vfs.name(), true, nullptr});
        read = store.ok() ? (*store)->read(look) : Result<void>{store.error()};
    }
    if (read.ok()) return *covered;
    const bool together = read.error().code == ErrorCode::Conflict;
    m_host.journal.violated(together ? "orders and commands never hold the balance together"
                                     : "what is sent is on disk before",
                            "{}: {}", describe(call), read.error().message);
    return {};
}

void World::checkSale(const MeterModel& meter, const AppliedSale& sale) {
    const Trade* trade = m_gateway.find(*sale.order);
    const bool paid = trade != nullptr && !trade->payments.empty() &&
                      std::any_of(trade->payments.begin(), trade->payments.end(),
                                  [&](const ReceivedPayment& payment) {
                                      return payment.fact.amount == sale.amount &&
                                             payment.fact.currency == "CNY" &&
                                             payment.fact.merchant == GatewayModel::kMerchant;
                                  });
    if (!paid) {
        m_host.journal.violated("no meter is credited without a payment", "{} on {}",
                                sale.order->text(), meter.id().text());
    }
}

void World::settle() {
    const Duration end = m_trouble + kPeace;
    while (!m_host.journal.failed() && m_host.timeline.next() && *m_host.timeline.next() <= end) {
        m_host.timeline.step();
        if (m_host.timeline.steps() > kMostEvents) {
            m_host.journal.violated("the site comes to rest", "{} events", kMostEvents);
        }
        if (m_host.down && !m_host.cleared) {
            m_host.cleared = true;
            bringBack();
        }
    }
}

RunReport World::run() {
    startNode();
    planPeople();
    planTrouble();
    planPerson();
    m_host.timeline.after(m_trouble, [this] { beQuiet(); });
    settle();
    if (!m_host.journal.failed()) reckon(*this);
    if (!m_host.journal.failed()) m_commands.reckon(m_node);

    RunReport report;
    report.violation = m_host.journal.violation();
    report.trace = m_host.journal.text();
    for (const auto& [id, order] : m_tenants.shown()) {
        ++report.orders;
        ++report.ends[order.state];
    }
    for (const auto& [id, trade] : m_gateway.trades()) {
        report.payments += trade.payments.size();
    }
    for (const auto& [id, ticket] : m_commands.shown()) {
        ++report.commands;
        ++report.commandEnds[ticket.state];
    }
    report.crashes = m_host.crashes;
    report.commits = m_node.commits();
    report.events = m_host.timeline.steps();
    report.simulated = m_host.timeline.now();
    report.faults = m_host.faults.counts();
    return report;
}

RunReport runSeed(const RunOptions& options) {
    (void)preparedDisk(false);
    // SQLite's own generator is one for the process: each run begins it anew.
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(options.seed | 1), nullptr);
    World world(options);
    return world.run();
}

}  // namespace wattill::simulation
