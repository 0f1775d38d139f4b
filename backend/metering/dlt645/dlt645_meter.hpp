#pragma once

#include "metering/dlt645/unit.hpp"
#include "metering/point_access.hpp"

#include <map>
#include <string>

namespace wattill::metering::dlt645 {

/// A meter on a line, spoken to as its profile says. Profile, link and clock must outlive it.
class Dlt645Meter final : public Meter, private PointAccess {
  public:
    Dlt645Meter(const Profile& profile, Address address, bool unlocked, Link& link,
                const Clock& clock);

    Result<MeterReading> read() override;
    Result<MeterReading> probe() override;
    Result<void> sell(const Sale& sale) override;
    Result<CommandProof> carryOut(const MeterCommand& command) override;
    /// An optional block that the meter refuses is not asked for again for a quarter of an hour.
    Result<Bytes> readBlock(const Block& block) override;
    [[nodiscard]] MeterHealth health(const MeterId& meter) const { return m_unit.health(meter); }

  private:
    Result<std::string> writeCommand(const Write& write, const Bytes& data,
                                     Duration timeout) override;
    void pause(Duration time) override { m_link.pause(time); }
    std::vector<CommandFrame> takeFrames() override { return m_frames.take(); }

    struct Refusal {
        SteadyTime at;
        Error error;
    };

    const Profile& m_profile;
    bool m_unlocked;
    Link& m_link;
    const Clock& m_clock;
    Unit m_unit;
    int m_retries;
    FrameLog m_frames;
    std::map<std::string, Refusal> m_refused;  ///< optional blocks
};

}  // namespace wattill::metering::dlt645
