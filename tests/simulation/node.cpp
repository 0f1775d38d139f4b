#include "simulation/node.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;

namespace {
constexpr Duration kPumpEvery = 100ms;
constexpr Duration kHeartbeat = 1h;

order::Policy policyOfSite() {
    order::Policy policy;
    policy.reverseAlone = Money::fromFen(10'000);  // so that some reversals need a second person
    return policy;
}

const TimeZone& zone() {
    static const TimeZone zone = *TimeZone::find("Asia/Shanghai");
    return zone;
}
}  // namespace

Node::Node(Host& host, MemoryDisk& disk, KeptDatabase* kept, OutsideWorld& outside,
           std::uint64_t seed, Sabotage sabotage)
    : m_host(host),
      m_disk(disk),
      m_kept(kept),
      m_outside(outside),
      m_sabotage(sabotage),
      m_checkpointPages(checkpointPages(seed)),
      m_orderNumbers(seed * 8 + 3),
      m_commandNumbers(seed * 8 + 6),
      m_diskChance(seed * 8 + 4),
      m_sqliteChance(seed * 8 + 5),
      m_vfs(disk, m_sqliteChance, [&host] { return host.clock.now(); }) {}

Result<storage::SqliteStore*> Node::openStore() {
    if (m_kept != nullptr) return &m_kept->store();
    auto opened = storage::SqliteStore::open(
        {"node.db", m_vfs.name(), true, &m_host.clock, m_checkpointPages});
    if (!opened.ok()) return opened.error();
    m_opened = std::move(*opened);
    return m_opened.get();
}

Result<void> Node::start() {
    const auto store = openStore();
    if (!store.ok()) return store.error();
    m_store = *store;
    m_disk.ignoreSyncs(m_sabotage == Sabotage::LyingDisk ||
                       m_sabotage == Sabotage::AnswerBeforeCommit);
    ++m_host.life;
    m_host.down = false;
    m_host.journal.trace("START    life {}", m_host.life);
    m_database = std::make_unique<NodeDatabase>(m_host, m_disk, *m_store);
    m_database->onCommitted([this] { committed(); });
    m_database->onTrouble([this] {
        m_deskTroubled = true;
        planPump(kPumpEvery);
    });
    m_engine = std::make_unique<order::Engine>(
        order::Engine::Ports{*m_database, m_outside, m_host.clock, m_orderNumbers, m_log, zone()},
        policyOfSite(), rulesUnder(m_sabotage));
    m_engine->onChanged(m_changeObserver);
    startDesk();
    m_pumpAt.reset();
    recover();
    return {};
}

void Node::startDesk() {
    order::Database* database = m_database.get();
    if (m_sabotage == Sabotage::CommandBeforeCommit) {
        m_hasty = std::make_unique<HastyDatabase>(*m_database);
        database = m_hasty.get();
    }
    order::CommandPolicy policy;
    policy.unconfirmedTrips = kUnconfirmedTrips;
    m_desk = std::make_unique<order::CommandDesk>(
        order::CommandDesk::Ports{*database, m_outside.desk(), m_host.clock, m_commandNumbers,
                                  m_log, zone()},
        policy);
    m_desk->onChanged([this](const order::Ticket& ticket) {
        m_deskRests = false;
        m_commandObserver(ticket);
    });
    m_engine->commandThrough([this](order::UnitOfWork& unit, const order::NewCommands& wish) {
        m_deskRests = false;  // keep() tells nobody
        return m_desk->keep(unit, wish);
    });
    m_deskRests = false;
    m_deskDue.reset();
    m_deskTroubled = true;
}

order::CommandDesk* Node::desk() {
    if (m_host.down) return nullptr;
    m_wasCommanded = true;
    return m_desk.get();
}

void Node::recoverDesk() {
    m_desk->recover([this, life = m_host.life](const Result<void>& done) {
        if (!m_host.alive(life)) return;
        if (done.ok()) return planPump(0ms);
        m_host.timeline.after(kPumpEvery, [this, life] {
            if (m_host.alive(life)) recoverDesk();
        });
    });
}

void Node::recover() {
    m_engine->recover([this, life = m_host.life](const Result<void>& done) {
        if (!m_host.alive(life)) return;
        if (done.ok()) return m_wasCommanded ? recoverDesk() : planPump(0ms);
        m_host.timeline.after(kPumpEvery, [this, life] {
            if (m_host.alive(life)) recover();
        });
    });
}

void Node::clear() {
    // Whatever SQLite still wants to write while it closes is too late.
    m_disk.cutPower();
    m_desk.reset();
    m_hasty.reset();
    m_engine.reset();
    m_database.reset();
    m_opened.reset();
    m_outside.forgetQueues();
    m_disk.restart(m_diskChance);
}

/// What is blocked has its turn when another order or ticket changes, which is not a matter of
/// time; its deadline is.
Result<void> Node::firstDueOfDesk(const order::UnitOfWork& unit) {
    m_deskDue.reset();
    const auto open = unit.commands().nextDue();
    if (!open.ok()) return open.error();
    m_deskRests = !*open;
    if (m_deskRests) return {};
    const Instant ever = fromMillis(4'000'000'000'000);
    for (const auto kind : {order::DueKind::Others, order::DueKind::TripsOfBatches}) {
        const auto ticket = unit.commands().due(kind, ever, 1);
        if (!ticket.ok()) return ticket.error();
        if (ticket->empty()) continue;
        m_deskDue = std::min(m_deskDue.value_or(ever), ticket->front().dueAt);
    }
    const auto waiting = unit.commands().overdue(ever, 1);
    if (!waiting.ok()) return waiting.error();
    if (waiting->empty()) return {};
    m_deskDue = std::min(m_deskDue.value_or(ever), waiting->front().deadline);
    return {};
}

std::optional<Instant> Node::firstDue() {
    std::optional<Instant> first;
    const auto asked = m_store->read([&](const order::UnitOfWork& unit) -> Result<void> {
        const Instant ever = fromMillis(4'000'000'000'000);
        const auto calls = unit.calls().due(ever, 1);
        if (!calls.ok()) return calls.error();
        if (!calls->empty()) first = calls->front().dueAt;
        if (!m_wasCommanded || m_deskRests) return {};
        const auto due = firstDueOfDesk(unit);
        if (!due.ok()) return due.error();
        if (m_deskDue) first = std::min(first.value_or(ever), *m_deskDue);
        return {};
    });
    if (!asked.ok()) {
        m_host.journal.violated("the database can be read", "{}", asked.error().message);
    }
    return first;
}

void Node::committed() {
    ++m_commits;
    if (m_sabotage == Sabotage::AnswerBeforeCommit) {
        m_host.timeline.after(m_host.between(50ms, 2s), [this, life = m_host.life] {
            if (m_host.alive(life)) m_disk.syncAll();
        });
    }
    const auto due = firstDue();
    if (m_host.down || m_host.journal.failed()) return;
    const Duration wait = due ? std::max(*due - m_host.clock.now(), Duration{0}) : kHeartbeat;
    planPump(std::min(wait, kHeartbeat) + m_host.between(1ms, kPumpEvery));
}

void Node::planPump(Duration delay) {
    const Duration at = m_host.timeline.now() + delay;
    if (m_pumpAt && *m_pumpAt <= at) return;
    m_pumpAt = at;
    m_host.timeline.after(delay, [this, at, life = m_host.life] {
        if (!m_host.alive(life) || m_pumpAt != at) return;
        m_pumpAt.reset();
        m_engine->pump();
        if (m_wasCommanded && deskMayHaveWork()) m_desk->pump();
        // The pump itself may find the queue full, or its commit may fail.
        planPump(kHeartbeat);
    });
}

bool Node::deskMayHaveWork() {
    const bool due = m_deskDue && *m_deskDue <= m_host.clock.now();
    return std::exchange(m_deskTroubled, false) || due;
}

void Node::clockWasSet() {
    if (m_host.down) return;
    m_pumpAt.reset();
    planPump(m_host.between(1ms, kPumpEvery));
}

}  // namespace wattill::simulation
