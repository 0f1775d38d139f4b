#include "node/bus_line.hpp"

#include "node/worker.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::node {

using metering::Meter;
using metering::MeterOnBus;
using metering::MeterReading;

namespace {
constexpr auto kRemakeAfter = std::chrono::seconds(5);

Error tooLate() {
    return {ErrorCode::Busy, Retry::Later, "the bus was busy for too long; try again", {}};
}

bool same(const MeterOnBus& a, const MeterOnBus& b) {
    return a.meter == b.meter && a.profile == b.profile && a.address == b.address &&
           a.unlocked == b.unlocked;
}

/// Nobody waits before a meter for a price or a clock.
BusPriority priorityOf(const metering::MeterCommand& command) {
    const bool urgent = std::holds_alternative<metering::RelayCommand>(command) ||
                        std::holds_alternative<metering::OpenAccount>(command) ||
                        std::holds_alternative<metering::CloseAccount>(command) ||
                        std::holds_alternative<metering::TakeCredit>(command);
    return urgent ? BusPriority::Sale : BusPriority::Setting;
}

/// The next end of an hour or of a span that is recorded.
Instant nextBorder(Instant at, Duration recordEvery) {
    const auto after = [at](Duration every) {
        return Instant((at.time_since_epoch() / every + 1) * every);
    };
    return std::min(after(std::max(recordEvery, Duration(1))), after(std::chrono::hours(1)));
}
}  // namespace

BusLine::BusLine(BusLineConfig config, BusFactory factory, MeterBoard& board, Log& log)
    : m_config(std::move(config)),
      m_factory(std::move(factory)),
      m_board(board),
      m_log(log),
      m_queue(m_config.queueLimit),
      m_plan(m_config.pollEvery) {}

Duration BusLine::sinceBoot() {
    return std::chrono::duration_cast<Duration>(Steady::now().time_since_epoch());
}

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
    task.meter = meter;
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
    Wanted wanted{meter, priority, std::nullopt, std::move(done), 1, std::nullopt};
    if (within) wanted.deadline = Steady::now() + *within;
    return ask(std::move(wanted));
}

bool BusLine::ask(Wanted wanted) {
    BusTask task;
    task.priority = wanted.priority;
    task.meter = wanted.meter;
    task.deadline = wanted.deadline;
    task.run = [this, wanted = std::move(wanted)](bool late) { answer(wanted, late); };
    return m_queue.push(std::move(task));
}

void BusLine::answer(Wanted wanted, bool late) {
    const auto tell = [&wanted](const Result<MeterReading>& result) {
        if (wanted.done) wanted.done(result);
    };
    if (late) return tell(wanted.before.value_or(tooLate()));
    const auto found = meterOf(wanted.meter);
    if (!found) return tell(found.error());
    const bool sale = wanted.priority == BusPriority::Sale;
    auto result = readNow(wanted.meter, sale ? Tries::AsTheProfileSays : Tries::One);
    const bool waits = result.ok() && m_alarms.waits(wanted.meter);
    const bool unsure = waits || (!result.ok() && result.error().outcomeUnknown());
    if (!sale && unsure && wanted.againAtMost > 0) {
        Wanted again = wanted;
        again.before = result;
        --again.againAtMost;
        if (ask(std::move(again))) return;
    }
    tell(result);
    if (waits && wanted.priority != BusPriority::Alarm) confirm(wanted.meter);
}

void BusLine::confirm(const MeterId& meter) {
    // A queue that is full leaves it to the next turn of the meter.
    (void)ask({meter, BusPriority::Alarm, std::nullopt, {}, 1, std::nullopt});
}

bool BusLine::sell(const MeterId& meter, const metering::Sale& sale, Callback<void> done) {
    // A sale's answer proves nothing, so it does not count as a sign of life either.
    return enqueue<void>(
        BusPriority::Sale, std::nullopt, meter, [sale](Meter& each) { return each.sell(sale); },
        std::move(done));
}

bool BusLine::carryOut(const MeterId& meter, metering::MeterCommand command,
                       std::optional<Duration> within, Callback<metering::CommandProof> done) {
    const BusPriority priority = priorityOf(command);
    return enqueue<metering::CommandProof>(
        priority, within, meter,
        [this, meter, command = std::move(command)](Meter& each) {
            const Duration startedAt = sinceBoot();
            auto proof = each.carryOut(command);
            if (proof && proof->reading) {
                // It was read back until it stood: nothing of it has to be confirmed.
                m_board.noteReading(meter, *proof->reading, m_config.recordEvery);
                m_alarms.forget(meter);
                noteTry(meter, *proof->reading, startedAt);
            }
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
        if (m_bus) return static_cast<void>(givingWay([&] { call(m_bus.get()); }));
        call(Error{
            ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("bus {} could not be made; look at the node's log", m_config.name.text()),
            {}});
    };
    return m_queue.push(std::move(task));
}

void BusLine::run() {
    while (!m_queue.closed()) {
        takeNewMeters();
        takeNewTrace();
        if (auto task = m_queue.takeUntil(nextTurn())) {
            takeNewTrace();  // whoever asked for it first sees this task's frames
            task->run(task->deadline && Steady::now() > *task->deadline);
            publishState();
            continue;
        }
        if (!m_queue.closed()) readInTurn();
    }
    setBus(nullptr);
}

BusLine::Steady::time_point BusLine::nextTurn() const {
    if (!m_bus && m_remakeAt) return *m_remakeAt;
    // Without meters only a task or new meters can come; both wake the queue.
    const auto dueAt = m_plan.nextAt();
    return dueAt ? Steady::time_point(*dueAt) : Steady::now() + std::chrono::hours(1);
}

void BusLine::takeNewMeters() {
    if (m_inGap) return;
    std::optional<std::vector<MeterOnBus>> meters;
    {
        const std::lock_guard lock(m_newMetersMutex);
        meters = std::exchange(m_newMeters, std::nullopt);
    }
    const bool known = !meters || (m_bus && std::equal(meters->begin(), meters->end(),
                                                       m_wanted.begin(), m_wanted.end(), same));
    if (!known) m_wanted = std::move(*meters);
    const bool again = !m_bus && m_remakeAt && Steady::now() >= *m_remakeAt;
    if (!known || again) rebuild();
}

void BusLine::rebuild() {
    m_onBus.clear();
    setBus(nullptr);  // before the new one opens the same port
    {
        const std::lock_guard lock(m_watchMutex);
        m_turns.clear();
    }
    auto bus = m_factory();
    if (!bus) {
        if (!m_remakeAt) {
            m_log.error("bus-not-made",
                        {{"bus", m_config.name.text()}, {"why", bus.error().message}});
        }
        m_remakeAt = Steady::now() + kRemakeAfter;
        return publishState();
    }
    m_remakeAt.reset();
    for (const MeterOnBus& meter : m_wanted) {
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
    const auto meter = m_bus ? m_plan.next(sinceBoot()) : std::nullopt;
    if (!meter) return;
    const auto result = readNow(*meter, Tries::One);
    if (result.ok() && m_alarms.waits(*meter)) confirm(*meter);
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

Result<MeterReading> BusLine::readNow(const MeterId& meter, Tries tries) {
    const Duration startedAt = sinceBoot();
    Meter& onBus = m_bus->meter(meter);
    Result<MeterReading> result = tooLate();
    Duration elsewhere{0};
    if (tries == Tries::One) {
        elsewhere = givingWay([&] { result = onBus.probe(); });
    } else {
        result = onBus.read();
    }
    noteTry(meter, result, startedAt, elsewhere);
    if (!result.ok()) return result;
    allowFor(elsewhere, *result);
    noteReading(meter, *result);
    return result;
}

void BusLine::noteTry(const MeterId& meter, const Result<MeterReading>& result, Duration startedAt,
                      Duration elsewhere) {
    noteBus(result);
    if (!result.ok() && result.error().code == ErrorCode::Unreachable) return publishState();
    const auto change = m_plan.finished(meter, result.ok(), startedAt, sinceBoot() - elsewhere);
    noteTurn(meter);
    noteChange(meter, change, result);
    if (result.ok()) noteBorder(result->at);
    noteCycle();
    publishState();
}

void BusLine::noteBus(const Result<MeterReading>& result) {
    // Unreachable: nothing was sent, so nothing is known of this meter or of any other.
    if (!result.ok() && result.error().code == ErrorCode::Unreachable) {
        if (m_plan.busFailed(sinceBoot())) {
            m_log.error("bus-down",
                        {{"bus", m_config.name.text()}, {"why", result.error().message}});
        }
        return;
    }
    if (m_plan.busDown()) m_log.info("bus-back", {{"bus", m_config.name.text()}});
}

void BusLine::noteChange(const MeterId& meter, PollPlan::Change change,
                         const Result<MeterReading>& result) {
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
}

void BusLine::noteReading(const MeterId& meter, const MeterReading& reading) {
    const auto known = m_board.status(meter).reading;
    const auto verdict = m_alarms.look(meter, known, reading);
    if (verdict == AlarmWatch::Verdict::ReadAgain) return;
    if (verdict == AlarmWatch::Verdict::Confirmed) {
        m_log.warning("meter-alarm", {{"meter", meter.text()},
                                      {"bus", m_config.name.text()},
                                      {"shows", AlarmWatch::newlyBad(known, reading)}});
    }
    if (verdict == AlarmWatch::Verdict::NotConfirmed) {
        m_log.info("meter-alarm-not-confirmed",
                   {{"meter", meter.text()}, {"bus", m_config.name.text()}});
    }
    m_board.noteReading(meter, reading, m_config.recordEvery);
}

void BusLine::noteBorder(Instant readAt) {
    const Duration now = sinceBoot();
    m_plan.readAllAt(now + (nextBorder(readAt, m_config.recordEvery) - readAt), now);
}

void BusLine::noteCycle() {
    const auto cycle = m_plan.cycle();
    if (!cycle) return;
    const bool slow = *cycle > (m_tooSlow ? kOldestState * 95 / 100 : kOldestState);
    if (slow == m_tooSlow) return;
    m_tooSlow = slow;
    using std::chrono::seconds;
    const auto took = std::chrono::round<seconds>(*cycle).count();
    if (!slow) {
        return m_log.info("bus-fast-enough", {{"bus", m_config.name.text()}, {"cycle-s", took}});
    }
    m_log.warning("bus-too-slow",
                  {{"bus", m_config.name.text()},
                   {"meters", m_plan.size() - m_plan.lostCount()},
                   {"why", fmt::format("a cycle takes {} s, more than {} s; split the bus or raise "
                                       "the baud rate",
                                       took, std::chrono::round<seconds>(kOldestState).count())}});
}

}  // namespace wattill::node
