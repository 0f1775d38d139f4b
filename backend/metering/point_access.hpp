#pragma once

#include "metering/meter_command.hpp"
#include "metering/profile.hpp"

#include <string>
#include <vector>

namespace wattill::metering {

/// What a driver does for what all protocols have in common (readMeter, carryOutCommand): moves
/// blocks and commands of a profile over its wire. On the bus's thread.
class PointAccess {
  public:
    using Bytes = std::vector<std::uint8_t>;
    virtual ~PointAccess() = default;
    /// The block's bytes as the profile's points count them, retried as the profile says. Errors:
    /// see Meter.
    virtual Result<Bytes> readBlock(const Block& block) = 0;
    /// Sends a command once, with its data as encoded from the profile, never again by itself. The
    /// text is what the meter answered, for people. Refused: it said no. Timeout, BadReply:
    /// unknown.
    virtual Result<std::string> writeCommand(const Command& command, const Bytes& data,
                                             Duration timeout) = 0;
    /// Lets the meter settle.
    virtual void pause(Duration time) = 0;
    /// The frames since the last call, oldest first; a driver keeps at most the newest 64.
    virtual std::vector<CommandFrame> takeFrames() = 0;
};

/// Reads what a MeterReading is made of. See Meter::read.
[[nodiscard]] Result<MeterReading> readMeter(const Profile& profile, PointAccess& access,
                                             const Clock& clock);

/// Sends a sale. See Meter::sell.
[[nodiscard]] Result<void> sellTo(const Profile& profile, bool unlocked, const Sale& sale,
                                  PointAccess& access);

/// Checks, reads, writes, reads again, judges. See Meter::carryOut.
[[nodiscard]] Result<CommandProof> carryOutCommand(const Profile& profile, bool unlocked,
                                                   const MeterCommand& command, PointAccess& access,
                                                   const Clock& clock);

}  // namespace wattill::metering
