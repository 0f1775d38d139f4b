#include "simulation/world.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;

void World::planTrouble() {
    planMeterTrouble();
    planMoneyTrouble();
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

void World::planMoneyTrouble() {
    for (auto& [name, channel] : m_channels) {
        if (!m_host.faults.strikes(Fault::FundsShort)) continue;
        channel.lackFundsUntil(m_host.timeline.now() + m_host.between(1min, 5h));
        m_host.journal.trace("gateway  {} has no funds for refunds", name);
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

}  // namespace wattill::simulation
