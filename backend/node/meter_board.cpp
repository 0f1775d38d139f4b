#include "node/meter_board.hpp"

#include <algorithm>
#include <memory>

namespace wattill::node {

using metering::MeterReading;

namespace {
bool sameState(const MeterReading& a, const MeterReading& b) {
    return a.purchaseCount == b.purchaseCount && a.relay == b.relay && a.control == b.control &&
           a.fault == b.fault && a.overload == b.overload && a.arrears == b.arrears &&
           a.alarm1 == b.alarm1 && a.alarm2 == b.alarm2;
}

/// Which of the spans of this length, counted from midnight UTC, a moment lies in.
Duration::rep spanOf(Instant at, Duration every) {
    return at.time_since_epoch() / std::max(every, Duration(1));
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
    for (const Duration every : {recordEvery, Duration(std::chrono::hours(1))}) {
        if (spanOf(reading.at, every) != spanOf(recorded->at, every)) return true;
    }
    return m_zone.dayOf(reading.at) != m_zone.dayOf(recorded->at);
}

void MeterBoard::noteReading(const MeterId& meter, const MeterReading& reading,
                             Duration recordEvery) {
    metering::RegisterTraits traits;
    {
        const std::lock_guard lock(m_mutex);
        Line& line = m_lines[meter];
        line.status.reading = reading;
        line.status.lost = false;
        if (!worthRecording(line.recorded, reading, recordEvery)) return;
        line.recorded = reading;
        traits = line.traits;
    }
    record(meter, reading, traits);
}

void MeterBoard::setTraits(const MeterId& meter, metering::RegisterTraits traits) {
    const std::lock_guard lock(m_mutex);
    m_lines[meter].traits = std::move(traits);
}

void MeterBoard::record(const MeterId& meter, const MeterReading& reading,
                        const metering::RegisterTraits& traits) {
    const auto booked = std::make_shared<std::optional<metering::Booking>>();
    m_database.submit(
        [this, meter, reading, traits, booked](order::UnitOfWork& unit) -> Result<void> {
            auto booking = unit.readings().record(meter, reading, traits, m_zone);
            if (!booking) return booking.error();
            *booked = std::move(*booking);
            return {};
        },
        [this, meter, booked](const Result<void>& result) {
            if (result.ok()) {
                if (*booked) tell(meter, **booked);
                return;
            }
            m_log.warning("reading-not-recorded",
                          {{"meter", meter.text()}, {"why", result.error().message}});
            const std::lock_guard lock(m_mutex);
            m_lines[meter].recorded.reset();
        });
}

void MeterBoard::tell(const MeterId& meter, const metering::Booking& booking) {
    using Kind = metering::Step::Kind;
    const metering::Step& step = booking.step;
    const std::string from = isoText(step.from);
    const std::string to = isoText(step.to);
    const std::int64_t wattHours = step.use.total.wattHours();
    if (step.kind == Kind::Fell) {
        m_log.warning("meter-register-fell", {{"meter", meter.text()},
                                              {"from", from},
                                              {"to", to},
                                              {"remedy", "was it reset or exchanged?"}});
    } else if (step.kind == Kind::Suspicious) {
        m_log.warning("meter-jump", {{"meter", meter.text()},
                                     {"from", from},
                                     {"to", to},
                                     {"wh", wattHours},
                                     {"remedy", "more than the meter can carry; look at it"}});
    } else if (booking.gap) {
        m_log.info("reading-gap", {{"meter", meter.text()},
                                   {"why", name(booking.gap->reason)},
                                   {"from", from},
                                   {"to", to},
                                   {"wh", wattHours}});
    } else if (step.kind == Kind::TurnedOver) {
        m_log.info("meter-register-turned-over", {{"meter", meter.text()}, {"at", to}});
    }
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
