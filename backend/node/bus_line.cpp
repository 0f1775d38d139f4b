#include "node/bus_line.hpp"

#include "node/worker.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::node {

using metering::Meter;
using metering::MeterOnBus;
using metering::MeterReading;

namespace {
Duration sinceBoot() {
    return std::chrono::duration_cast<Duration>(
        std::chrono::steady_clock::now().time_since_epoch());
}

/// Sums what was counted; whether the port is open is the later one's.
metering::BusHealth sum(metering::BusHealth before, const metering::BusHealth& now) {
    before.sent += now.sent;
    before.answered += now.answered;
    before.refused += now.refused;
    before.timeouts += now.timeouts;
    before.crcErrors += now.crcErrors;
    before.badReplies += now.badReplies;
    before.strayBytes += now.strayBytes;
    before.opened += now.opened;
    before.busyMs += now.busyMs;
    before.portOpen = now.portOpen;
    return before;
}

Error tooLate() {
    return {ErrorCode::Busy, Retry::Later, "the bus was busy for too long; try again", {}};
}
}  // namespace

BusLine::BusLine(BusLineConfig config, BusFactory factory, MeterBoard& board, Log& log)
    : m_config(std::move(config)),
      m_factory(std::move(factory)),
      m_board(board),
      m_log(log),
      m_queue(m_config.queueLimit),
      m_plan(m_config.pollEvery) {}

BusLine::~BusLine() {
    stop();
}

void BusLine::start() {
    m_thread = std::thread([this] {
        nameThisThread(m_config.name.text());
        run();
    });
}

void BusLine::stop() {
    m_queue.close();
    if (m_thread.joinable()) m_thread.join();
}

void BusLine::setMeters(std::vector<MeterOnBus> meters) {
    {
        const std::lock_guard lock(m_newMetersMutex);
        m_newMeters = std::move(meters);
    }
    m_queue.wake();
}

template <class Value, class Call>
bool BusLine::enqueue(BusPriority priority, std::optional<Duration> within, const MeterId& meter,
                      Call call, Callback<Value> done) {
    BusTask task;
    task.priority = priority;
    if (within) task.deadline = Steady::now() + *within;
    task.run = [this, meter, call = std::move(call), done = std::move(done)](bool late) {
        if (late) return done(tooLate());
        auto found = meterOf(meter);
        if (!found) return done(found.error());
        done(call(**found));
    };
    return m_queue.push(std::move(task));
}

bool BusLine::read(const MeterId& meter, BusPriority priority, std::optional<Duration> within,
                   Callback<MeterReading> done) {
    return enqueue<MeterReading>(
        priority, within, meter, [this, meter](Meter&) { return readNow(meter); }, std::move(done));
}

bool BusLine::sell(const MeterId& meter, const metering::Sale& sale, Callback<void> done) {
    // A sale's answer proves nothing, so it does not count as a sign of life either.
    return enqueue<void>(
        BusPriority::Sale, std::nullopt, meter, [sale](Meter& each) { return each.sell(sale); },
        std::move(done));
}

bool BusLine::carryOut(const MeterId& meter, metering::MeterCommand command,
                       std::optional<Duration> within, Callback<metering::CommandProof> done) {
    return enqueue<metering::CommandProof>(
        BusPriority::Sale, within, meter,
        [this, meter, command = std::move(command)](Meter& each) {
            const Duration startedAt = sinceBoot();
            auto proof = each.carryOut(command);
            if (proof && proof->reading) noteTry(meter, *proof->reading, startedAt);
            return proof;
        },
        std::move(done));
}

bool BusLine::onBus(BusPriority priority, std::optional<Duration> within, BusCall call) {
    BusTask task;
    task.priority = priority;
    if (within) task.deadline = Steady::now() + *within;
    task.run = [this, call = std::move(call)](bool late) {
        if (late) return call(tooLate());
        takeNewMeters();
        if (m_bus) return call(m_bus.get());
        call(Error{
            ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("bus {} could not be made; look at the node's log", m_config.name.text()),
            {}});
    };
    return m_queue.push(std::move(task));
}

void BusLine::trace(metering::FrameTrace sink) {
    {
        const std::lock_guard lock(m_newMetersMutex);
        m_newTrace = std::move(sink);
    }
    m_queue.wake();
}

metering::BusHealth BusLine::health() const {
    const std::lock_guard lock(m_watchMutex);
    return m_bus ? sum(m_before, m_bus->health()) : m_before;
}

std::vector<metering::MeterHealth> BusLine::meterHealth() const {
    const std::lock_guard lock(m_watchMutex);
    return m_bus ? m_bus->meterHealth() : std::vector<metering::MeterHealth>();
}

std::vector<MeterTurn> BusLine::turns() const {
    const Duration now = sinceBoot();
    const std::lock_guard lock(m_watchMutex);
    std::vector<MeterTurn> all;
    for (const auto& [id, turn] : m_turns) {
        all.push_back(turn);
        all.back().nextTryIn = std::max(turn.nextTryIn - now, Duration::zero());
    }
    return all;
}

BusLineState BusLine::state() const {
    return {m_meterCount, m_lostCount, m_portOpen};
}

void BusLine::run() {
    while (!m_queue.closed()) {
        takeNewMeters();
        takeNewTrace();
        const auto dueAt = m_plan.nextAt();
        // Without meters only a task or new meters can come; both wake the queue.
        const auto until =
            dueAt ? Steady::time_point(*dueAt) : Steady::now() + std::chrono::hours(1);
        if (auto task = m_queue.takeUntil(until)) {
            task->run(task->deadline && Steady::now() > *task->deadline);
            publishState();
            continue;
        }
        if (!m_queue.closed()) readInTurn();
    }
    setBus(nullptr);
}

void BusLine::takeNewTrace() {
    std::optional<metering::FrameTrace> sink;
    {
        const std::lock_guard lock(m_newMetersMutex);
        sink = std::exchange(m_newTrace, std::nullopt);
    }
    if (!sink) return;
    m_trace = std::move(*sink);
    if (m_bus) m_bus->trace(m_trace);
}

void BusLine::setBus(std::unique_ptr<metering::Bus> bus) {
    if (bus && m_trace) bus->trace(m_trace);
    const std::lock_guard lock(m_watchMutex);
    if (m_bus) m_before = sum(m_before, m_bus->health());
    m_before.portOpen = false;
    m_bus = std::move(bus);
}

void BusLine::noteTurn(const MeterId& meter) {
    const auto dueAt = m_plan.dueAt(meter);
    if (!dueAt) return;
    const std::lock_guard lock(m_watchMutex);
    m_turns[meter] = {meter, m_plan.isLost(meter), *dueAt};
}

void BusLine::takeNewMeters() {
    std::optional<std::vector<MeterOnBus>> meters;
    {
        const std::lock_guard lock(m_newMetersMutex);
        meters = std::exchange(m_newMeters, std::nullopt);
    }
    if (meters) rebuild(*meters);
}

void BusLine::rebuild(const std::vector<MeterOnBus>& meters) {
    m_onBus.clear();
    setBus(nullptr);  // before the new one opens the same port
    {
        const std::lock_guard lock(m_watchMutex);
        m_turns.clear();
    }
    auto bus = m_factory();
    if (!bus) {
        m_log.error("bus-not-made", {{"bus", m_config.name.text()}, {"why", bus.error().message}});
        m_plan.setMeters({}, sinceBoot());
        return publishState();
    }
    for (const MeterOnBus& meter : meters) {
        if (const auto added = (*bus)->addMeter(meter); !added) {
            m_log.error("meter-not-added", {{"bus", m_config.name.text()},
                                            {"meter", meter.meter.text()},
                                            {"why", added.error().message}});
            continue;
        }
        m_onBus.push_back(meter.meter);
    }
    setBus(std::move(*bus));
    m_plan.setMeters(m_onBus, sinceBoot());
    for (const MeterId& meter : m_onBus)
        noteTurn(meter);
    m_log.info("bus-meters", {{"bus", m_config.name.text()}, {"meters", m_onBus.size()}});
    publishState();
}

void BusLine::readInTurn() {
    const auto meter = m_plan.next(sinceBoot());
    if (!meter) return;
    if (!readNow(*meter)) publishState();
}

Result<Meter*> BusLine::meterOf(const MeterId& meter) {
    takeNewMeters();
    if (std::find(m_onBus.begin(), m_onBus.end(), meter) == m_onBus.end()) {
        return Error{ErrorCode::Unreachable,
                     Retry::Later,
                     fmt::format("meter {} is not on bus {}; look at the node's log", meter.text(),
                                 m_config.name.text()),
                     {}};
    }
    return &m_bus->meter(meter);
}

Result<MeterReading> BusLine::readNow(const MeterId& meter) {
    const Duration startedAt = sinceBoot();
    auto result = m_bus->meter(meter).read();
    noteTry(meter, result, startedAt);
    return result;
}

void BusLine::noteTry(const MeterId& meter, const Result<MeterReading>& result,
                      Duration startedAt) {
    const auto change = m_plan.finished(meter, result.ok(), startedAt, sinceBoot());
    noteTurn(meter);
    if (result.ok()) m_board.noteReading(meter, *result, m_config.recordEvery);
    if (change == PollPlan::Change::CameBack) {
        m_board.noteLost(meter, false);
        m_log.info("meter-back", {{"meter", meter.text()}, {"bus", m_config.name.text()}});
    }
    if (change == PollPlan::Change::BecameLost) {
        m_board.noteLost(meter, true);
        m_log.warning("meter-lost", {{"meter", meter.text()},
                                     {"bus", m_config.name.text()},
                                     {"why", result.error().message}});
    }
    publishState();
}

void BusLine::publishState() {
    m_meterCount = m_plan.size();
    m_lostCount = m_plan.lostCount();
    m_portOpen = m_bus != nullptr && m_bus->health().portOpen;
}

}  // namespace wattill::node
