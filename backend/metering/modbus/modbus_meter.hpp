#pragma once

#include "metering/modbus/block_plan.hpp"
#include "metering/modbus/modbus_unit.hpp"
#include "metering/point_access.hpp"

#include <map>
#include <string>

namespace wattill::metering::modbus {

/// A meter on a line, spoken to as its profile says. Profile, link and clock must outlive it.
class ModbusMeter final : public Meter, private PointAccess {
  public:
    struct Place {
        std::uint8_t address = 0;
        bool unlocked = false;
    };
    ModbusMeter(const Profile& profile, Place place, Link& link, const Clock& clock);

    Result<MeterReading> read() override;
    Result<MeterReading> probe() override;
    Result<void> sell(const Sale& sale) override;
    Result<CommandProof> carryOut(const MeterCommand& command) override;
    /// In as few requests as the meter takes: a block that it refuses (exception 2 or 3) is split
    /// between points, and how is remembered. Registers that it has not and no point needs are 0.
    Result<Bytes> readBlock(const Block& block) override;
    [[nodiscard]] MeterHealth health(const MeterId& meter) const { return m_unit.health(meter); }

  private:
    Result<std::string> writeCommand(const Write& write, const Bytes& data,
                                     Duration timeout) override;
    void pause(Duration time) override;
    std::vector<CommandFrame> takeFrames() override { return m_frames.take(); }

    void expectBlocks(std::set<std::string> ids);
    Result<Bytes> readGroup(const std::vector<const Block*>& group, const Block& block);
    Result<Bytes> readAlone(const Block& block);
    [[nodiscard]] bool refusedAsSuch() const;
    Result<Bytes> readParts(const Block& block, BlockPlan& plan);
    [[nodiscard]] std::vector<std::string> missingPoints(const Block& block,
                                                         const BlockPlan& plan) const;

    const Profile& m_profile;
    Place m_place;
    const Clock& m_clock;
    ModbusUnit m_unit;
    int m_retries;
    FrameLog m_frames;
    std::map<std::string, BlockPlan> m_plans;  ///< of blocks that it does not give in one
    std::set<std::string> m_wanted;            ///< blocks that the call at hand will read
    /// Read with a neighbour and not yet asked for; only ever of this moment.
    std::map<std::string, Bytes> m_ahead;
    std::set<std::string> m_apart;  ///< first blocks of groups that it refuses in one
};

}  // namespace wattill::metering::modbus
