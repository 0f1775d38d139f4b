#pragma once

#include "metering/reading_store.hpp"
#include "storage/energy_table.hpp"
#include "storage/installation_table.hpp"

namespace wattill::storage {

/// Last readings, and the books that they fill: energy, gaps, installations.
class ReadingTable final : public metering::ReadingStore {
  public:
    explicit ReadingTable(Connection& connection)
        : m_connection(connection), m_energy(connection), m_installations(connection) {}

    Result<std::optional<metering::Booking>> record(const MeterId& meter,
                                                    const metering::MeterReading& reading,
                                                    const metering::RegisterTraits& traits,
                                                    const TimeZone& zone) override;
    Result<void> adopt(const MeterId& meter, const metering::DailyEnergy& day) override {
        return m_energy.adopt(meter, day);
    }
    Result<void> replaced(const MeterId& old, const MeterId& now, Instant at) override;
    [[nodiscard]] Result<std::optional<metering::MeterReading>> last(
        const MeterId& meter) const override;
    [[nodiscard]] Result<std::vector<metering::DailyEnergy>> days(const MeterId& meter,
                                                                  LocalDay from,
                                                                  LocalDay to) const override {
        return m_energy.days(meter, from, to);
    }
    [[nodiscard]] Result<std::vector<metering::HourlyEnergy>> hours(const MeterId& meter,
                                                                    Instant from,
                                                                    Instant to) const override {
        return m_energy.hours(meter, from, to);
    }
    [[nodiscard]] Result<std::vector<metering::ReadingGap>> gaps(const MeterId& meter, Instant from,
                                                                 Instant to) const override {
        return m_energy.gaps(meter, from, to);
    }
    [[nodiscard]] Result<std::vector<metering::Installation>> installations(
        const MeterId& meter) const override {
        return m_installations.all(meter);
    }

  private:
    [[nodiscard]] Result<std::optional<metering::Booking>> bookStep(
        const MeterId& meter, const metering::MeterReading& reading,
        const metering::RegisterTraits& traits, const TimeZone& zone);
    Result<void> beginAnew(const MeterId& meter, const metering::Step& step, Energy last,
                           Energy first);
    Result<void> endAtLastReading(const MeterId& meter, Instant at);
    Result<void> keepAsLast(const MeterId& meter, const metering::MeterReading& reading,
                            const TimeZone& zone);

    Connection& m_connection;
    EnergyTable m_energy;
    InstallationTable m_installations;
};

}  // namespace wattill::storage
