#include "node/meter_board.hpp"

namespace wattill::node {

using metering::MeterReading;

namespace {
bool sameState(const MeterReading& a, const MeterReading& b) {
    return a.purchaseCount == b.purchaseCount && a.relay == b.relay && a.control == b.control &&
           a.fault == b.fault && a.overload == b.overload && a.arrears == b.arrears &&
           a.alarm1 == b.alarm1 && a.alarm2 == b.alarm2;
}
}  // namespace

void MeterBoard::restore(const MeterId& meter, const MeterReading& reading) {
    const std::lock_guard lock(m_mutex);
    Line& line = m_lines[meter];
    line.status.reading = reading;
    line.recorded = reading;
}

bool MeterBoard::worthRecording(const std::optional<MeterReading>& recorded,
                                const MeterReading& reading, Duration recordEvery) const {
    if (!recorded || !sameState(*recorded, reading)) return true;
    // A clock that was set back must not silence the record.
    if (reading.at < recorded->at || reading.at - recorded->at >= recordEvery) return true;
    return m_zone.dayOf(reading.at) != m_zone.dayOf(recorded->at);
}

void MeterBoard::noteReading(const MeterId& meter, const MeterReading& reading,
                             Duration recordEvery) {
    {
        const std::lock_guard lock(m_mutex);
        Line& line = m_lines[meter];
        line.status.reading = reading;
        line.status.lost = false;
        if (!worthRecording(line.recorded, reading, recordEvery)) return;
        line.recorded = reading;
    }
    record(meter, reading);
}

void MeterBoard::record(const MeterId& meter, const MeterReading& reading) {
    const LocalDay day = m_zone.dayOf(reading.at);
    m_database.submit(
        [meter, day, reading](order::UnitOfWork& unit) {
            return unit.readings().record(meter, day, reading);
        },
        [this, meter](const Result<void>& result) {
            if (result.ok()) return;
            m_log.warning("reading-not-recorded",
                          {{"meter", meter.text()}, {"why", result.error().message}});
            const std::lock_guard lock(m_mutex);
            m_lines[meter].recorded.reset();
        });
}

void MeterBoard::noteLost(const MeterId& meter, bool lost) {
    const std::lock_guard lock(m_mutex);
    m_lines[meter].status.lost = lost;
}

MeterStatus MeterBoard::status(const MeterId& meter) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_lines.find(meter);
    return found == m_lines.end() ? MeterStatus{} : found->second.status;
}

}  // namespace wattill::node
