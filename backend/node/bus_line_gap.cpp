#include "node/bus_line.hpp"

#include <algorithm>

// What comes between two frames of a reading.

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
void BusLine::serveSales(std::int64_t address) {
    if (!m_givesWay || m_inGap) return;
    m_inGap = true;
    const Duration begun = sinceBoot();
    const auto may = [&](const MeterId& meter) { return mayGoFirst(meter, address); };
    while (const auto sale = m_queue.takeSale(may)) {
        takeNewTrace();
        sale->run(sale->deadline && Steady::now() > *sale->deadline);
        publishState();
    }
    m_elsewhere += sinceBoot() - begun;
    m_inGap = false;
}

bool BusLine::mayGoFirst(const MeterId& meter, std::int64_t address) {
    {
        // Where a meter is now may have changed: that is looked at between two tasks only.
        const std::lock_guard lock(m_newMetersMutex);
        if (m_newMeters) return false;
    }
    const auto place =
        std::find_if(m_wanted.begin(), m_wanted.end(),
                     [&](const metering::MeterOnBus& each) { return each.meter == meter; });
    return place != m_wanted.end() && place->address != address &&
           std::find(m_onBus.begin(), m_onBus.end(), meter) != m_onBus.end();
}

}  // namespace wattill::node
