#include "node/bus_line.hpp"

#include <algorithm>

// What others may see of a line at any time, and how it gets there.

namespace wattill::node {

namespace {
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

std::optional<Duration> known(Duration::rep value) {
    return value < 0 ? std::nullopt : std::optional(Duration(value));
}
}  // namespace

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
    BusLineState state{m_meterCount, m_lostCount, m_portOpen, m_down, {}, known(m_cycle)};
    const auto oldest = known(m_oldestState);
    if (oldest) state.oldestState = std::max(sinceBoot() - *oldest, Duration::zero());
    return state;
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
    if (bus) bus->onGap([this](std::int64_t address) { serveSales(address); });
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

void BusLine::publishState() {
    m_meterCount = m_plan.size();
    m_lostCount = m_plan.lostCount();
    m_portOpen = m_bus != nullptr && m_bus->health().portOpen;
    m_down = m_bus == nullptr || m_plan.busDown();
    const auto oldest = m_plan.oldestState();
    m_oldestState = oldest ? oldest->count() : kNone;
    const auto cycle = m_plan.cycle();
    m_cycle = cycle ? cycle->count() : kNone;
}

}  // namespace wattill::node
