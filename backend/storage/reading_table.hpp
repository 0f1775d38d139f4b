#pragma once

#include "metering/reading_store.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

/// Last readings and daily energy. A day's energy is the sum of what the register grew by from one
/// reading to the next, each step counted on the day of its second reading; so the steps from the
/// day before's last reading belong to today, and nothing is counted twice when the clock is set.
/// A step is not counted over a gap of a whole day or more, or where the register went back.
class ReadingTable final : public metering::ReadingStore {
  public:
    explicit ReadingTable(Connection& connection) : m_connection(connection) {}

    Result<void> record(const MeterId& meter, LocalDay day,
                        const metering::MeterReading& reading) override;
    Result<void> adopt(const MeterId& meter, const metering::DailyEnergy& day) override;
    [[nodiscard]] Result<std::optional<metering::MeterReading>> last(
        const MeterId& meter) const override;
    [[nodiscard]] Result<std::vector<metering::DailyEnergy>> days(const MeterId& meter,
                                                                  LocalDay from,
                                                                  LocalDay to) const override;

  private:
    [[nodiscard]] Result<Energy> grownBy(const MeterId& meter, LocalDay day, Energy total) const;
    Result<void> addToDay(const MeterId& meter, LocalDay day, Energy energy);
    Result<void> keepAsLast(const MeterId& meter, LocalDay day,
                            const metering::MeterReading& reading);

    Connection& m_connection;
};

}  // namespace wattill::storage
