#include "node/bus_line.hpp"

#include <algorithm>

// What comes between two frames of a reading, and what that leaves of it.

namespace wattill::node {

/// Not for commands: they compare before and after, send times, and allow for a certain use only.
Duration BusLine::givingWay(const std::function<void()>& call) {
    m_elsewhere = Duration(0);
    m_givesWay = true;
    call();
    m_givesWay = false;
    return m_elsewhere;
}

/// Only sales, which give way to nobody: so it goes one deep, and each of them waits for one frame.
/// Those behind one for the meter under way wait with it, else it would wait for all who come.
void BusLine::serveSales(std::int64_t address) {
    if (!m_givesWay || m_inGap) return;
    m_inGap = true;
    const Duration begun = sinceBoot();
    const std::optional<MeterId> underWay = meterAt(address);
    const auto may = [&](const MeterId& meter) { return mayGoFirst(meter); };
    while (const auto sale = m_queue.takeSale(underWay, may)) {
        takeNewTrace();
        sale->run(sale->deadline && Steady::now() > *sale->deadline);
        publishState();
    }
    m_elsewhere += sinceBoot() - begun;
    m_inGap = false;
}

/// The energies come first, so a reading is as old as they are; and a clock whose date and time
/// were read apart, or long before the end, says nothing.
void BusLine::allowFor(Duration elsewhere, metering::MeterReading& reading) {
    if (elsewhere <= Duration(0)) return;
    reading.at -= elsewhere;
    reading.clock.reset();
}

std::optional<MeterId> BusLine::meterAt(std::int64_t address) const {
    const auto place =
        std::find_if(m_wanted.begin(), m_wanted.end(),
                     [&](const metering::MeterOnBus& each) { return each.address == address; });
    return place == m_wanted.end() ? std::nullopt : std::optional(place->meter);
}

bool BusLine::mayGoFirst(const MeterId& meter) {
    {
        // Where a meter is now may have changed: that is looked at between two tasks only.
        const std::lock_guard lock(m_newMetersMutex);
        if (m_newMeters) return false;
    }
    return std::find(m_onBus.begin(), m_onBus.end(), meter) != m_onBus.end();
}

}  // namespace wattill::node
