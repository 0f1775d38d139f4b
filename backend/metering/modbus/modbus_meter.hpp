#pragma once

#include "metering/meter_command.hpp"
#include "metering/modbus/rtu_link.hpp"
#include "metering/profile.hpp"

namespace wattill::metering::modbus {

/// A meter on a line, spoken to as its profile says. Profile, link and clock must outlive it.
class ModbusMeter final : public Meter {
  public:
    struct Place {
        std::uint8_t address = 0;
        bool unlocked = false;
    };
    ModbusMeter(const Profile& profile, Place place, RtuLink& link, const Clock& clock);

    Result<MeterReading> read() override;
    Result<void> sell(const Sale& sale) override;
    Result<CommandProof> carryOut(const MeterCommand& command) override;
    Result<Bytes> readBlock(const Block& block);

  private:
    Result<CommandProof> switchRelay(RelayCommand wanted);
    Result<Bytes> readLive();
    Result<Bytes> readOnce(const Block& block);
    Result<void> write(const Command& command, Bytes request, Duration timeout);
    Result<void> proveInStep();
    Result<Bytes> exchange(const Exchange& exchange);

    const Profile& m_profile;
    Place m_place;
    RtuLink& m_link;
    const Clock& m_clock;
    /// An answer is missing: one that comes late must not be taken for that to a later request.
    bool m_outOfStep = false;
    int m_probes = 0;
};

}  // namespace wattill::metering::modbus
