#pragma once

#include "base/log.hpp"
#include "metering/meter.hpp"
#include "order/stores.hpp"

#include <map>
#include <mutex>
#include <optional>

namespace wattill::node {

/// What is known about a meter right now.
struct MeterStatus {
    std::optional<metering::MeterReading> reading;  ///< the last good one
    bool lost = false;                              ///< does not answer at present
};

/// The last good reading of every meter, in memory for those who ask and in the database for the
/// next start and the use of each day. Any thread; nothing blocks.
class MeterBoard {
  public:
    MeterBoard(order::Database& database, TimeZone zone, Log& log)
        : m_database(database), m_zone(zone), m_log(log) {}

    /// What the database had at the start.
    void restore(const MeterId& meter, const metering::MeterReading& reading);
    /// What the meter's registers can do; by default they never turn over and anything is believed.
    void setTraits(const MeterId& meter, metering::RegisterTraits traits);
    /// Keeps the reading; writes down the first one of each `recordEvery`, hour and day by the
    /// clock, so that those have true ends, and each one with another count, relay or flag.
    void noteReading(const MeterId& meter, const metering::MeterReading& reading,
                     Duration recordEvery);
    void noteLost(const MeterId& meter, bool lost);
    [[nodiscard]] MeterStatus status(const MeterId& meter) const;

  private:
    struct Line {
        MeterStatus status;
        std::optional<metering::MeterReading> recorded;
        metering::RegisterTraits traits;
    };
    [[nodiscard]] bool worthRecording(const std::optional<metering::MeterReading>& recorded,
                                      const metering::MeterReading& reading,
                                      Duration recordEvery) const;
    void record(const MeterId& meter, const metering::MeterReading& reading,
                const metering::RegisterTraits& traits);
    void tell(const MeterId& meter, const metering::Booking& booking);

    order::Database& m_database;
    TimeZone m_zone;
    Log& m_log;
    mutable std::mutex m_mutex;
    std::map<MeterId, Line> m_lines;
};

}  // namespace wattill::node
