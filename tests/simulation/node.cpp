#include "simulation/node.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;

namespace {
constexpr Duration kPumpEvery = 100ms;
constexpr Duration kHeartbeat = 1h;
constexpr int kOftenCheckpointed = 100;  // a dozen commits
const char* const kZone = "Asia/Shanghai";
}  // namespace

Node::Node(Host& host, MemoryDisk& disk, OutsideWorld& outside, std::uint64_t seed,
           Sabotage sabotage)
    : m_host(host),
      m_disk(disk),
      m_outside(outside),
      m_sabotage(sabotage),
      m_checkpointPages(seed % 4 == 0 ? 0 : kOftenCheckpointed),
      m_orderNumbers(seed * 8 + 3),
      m_diskChance(seed * 8 + 4),
      m_sqliteChance(seed * 8 + 5),
      m_vfs(disk, m_sqliteChance, [&host] { return host.clock.now(); }) {}

Result<void> Node::start() {
    auto store = storage::SqliteStore::open(
        {"node.db", m_vfs.name(), true, &m_host.clock, m_checkpointPages});
    if (!store.ok()) return store.error();
    m_store = std::move(*store);
    m_disk.ignoreSyncs(m_sabotage == Sabotage::LyingDisk ||
                       m_sabotage == Sabotage::AnswerBeforeCommit);
    ++m_host.life;
    m_host.down = false;
    m_host.journal.trace("START    life {}", m_host.life);
    m_database = std::make_unique<NodeDatabase>(m_host, m_disk, *m_store);
    m_database->onCommitted([this] { committed(); });
    m_database->onTrouble([this] { planPump(kPumpEvery); });
    static const TimeZone zone = *TimeZone::find(kZone);
    m_engine = std::make_unique<order::Engine>(
        order::Engine::Ports{*m_database, m_outside, m_host.clock, m_orderNumbers, m_log, zone},
        order::Policy{}, rulesUnder(m_sabotage));
    m_engine->onChanged(m_changeObserver);
    m_pumpAt.reset();
    recover();
    return {};
}

void Node::recover() {
    m_engine->recover([this, life = m_host.life](const Result<void>& done) {
        if (!m_host.alive(life)) return;
        if (done.ok()) return planPump(0ms);
        m_host.timeline.after(kPumpEvery, [this, life] {
            if (m_host.alive(life)) recover();
        });
    });
}

void Node::clear() {
    // Whatever SQLite still wants to write while it closes is too late.
    m_disk.cutPower();
    m_engine.reset();
    m_database.reset();
    m_store.reset();
    m_outside.forgetQueues();
    m_disk.restart(m_diskChance);
}

std::optional<Instant> Node::firstDue() {
    std::optional<Instant> first;
    const auto asked = m_store->read([&](const order::UnitOfWork& unit) -> Result<void> {
        const Instant ever = fromMillis(4'000'000'000'000);
        const auto due = unit.calls().due(ever, 1);
        if (!due.ok()) return due.error();
        if (!due->empty()) first = due->front().dueAt;
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
        // The pump itself may find the queue full, or its commit may fail.
        planPump(kHeartbeat);
    });
}

void Node::clockWasSet() {
    if (m_host.down) return;
    m_pumpAt.reset();
    planPump(m_host.between(1ms, kPumpEvery));
}

}  // namespace wattill::simulation
