#pragma once

#include "metering/reading_store.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

/// Energy by hour and day, and the gaps that belong to neither.
class EnergyTable {
  public:
    explicit EnergyTable(Connection& connection) : m_connection(connection) {}

    Result<void> add(const MeterId& meter, const metering::Booking& booking, const TimeZone& zone);
    Result<void> adopt(const MeterId& meter, const metering::DailyEnergy& day);
    [[nodiscard]] Result<std::vector<metering::DailyEnergy>> days(const MeterId& meter,
                                                                  LocalDay from, LocalDay to) const;
    [[nodiscard]] Result<std::vector<metering::HourlyEnergy>> hours(const MeterId& meter,
                                                                    Instant from, Instant to) const;
    [[nodiscard]] Result<std::vector<metering::ReadingGap>> gaps(const MeterId& meter, Instant from,
                                                                 Instant to) const;

  private:
    /// The statements of one of the two tables, and which of its rows.
    struct Place {
        const char* load;
        const char* store;
        std::int64_t key = 0;
        Instant begins;
        Instant ends;
    };
    Result<void> addTo(const Place& place, const MeterId& meter, const metering::Step& step);
    Result<void> addGap(const MeterId& meter, const metering::ReadingGap& gap);

    Connection& m_connection;
};

}  // namespace wattill::storage
