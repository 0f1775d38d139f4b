#pragma once

#include "metering/meter_command.hpp"
#include "metering/profile.hpp"

#include <string>
#include <vector>

namespace wattill::metering {

/// What a driver does for what all protocols have in common (readMeter, carryOutCommand): moves
/// blocks and writes of a profile over its wire. On the bus's thread.
class PointAccess {
  public:
    using Bytes = std::vector<std::uint8_t>;
    virtual ~PointAccess() = default;
    /// The block's bytes as the profile's points count them, retried as the profile says. Errors:
    /// see Meter.
    virtual Result<Bytes> readBlock(const Block& block) = 0;
    /// Sends a write once, with its data as encoded from the profile, never again by itself. The
    /// text is what the meter answered, for people. Refused: it said no. Timeout, BadReply:
    /// unknown.
    virtual Result<std::string> writeCommand(const Write& write, const Bytes& data,
                                             Duration timeout) = 0;
    /// Lets the meter settle.
    virtual void pause(Duration time) = 0;
    /// The frames since the last call, oldest first; a driver keeps at most the newest 64.
    virtual std::vector<CommandFrame> takeFrames() = 0;
    /// The bytes of a site secret that a profile names. Never logged, never in an error.
    virtual Result<Bytes> secret(const std::string& name) {
        return notFound("the secret \"" + name + "\" is not set for this site");
    }
};

/// Reads what a MeterReading is made of: the live blocks, but for optional ones that the meter
/// refuses. See Meter::read.
[[nodiscard]] Result<MeterReading> readMeter(const Profile& profile, PointAccess& access,
                                             const Clock& clock);

/// Sends a sale. See Meter::sell. InvalidInput: see checkSale().
[[nodiscard]] Result<void> sellTo(const Profile& profile, bool unlocked, const Sale& sale,
                                  PointAccess& access);

/// Checks, reads, writes, reads again, judges. See Meter::carryOut. Beside its errors: InvalidInput
/// (the command asks what no meter of the model can hold; says what), Conflict (SetClock's rules,
/// or TakeCredit of more than is left; nothing was sent).
///
/// TakeCredit where Refund::SetBalance: the balance is read, and what is to be left is written.
/// What the consumer uses between the two (a fraction of a second, a few at most when the bus is
/// busy) is given back to him, and a sale by somebody else between the two would be lost: one
/// command or sale at a time for each meter, from one place.
[[nodiscard]] Result<CommandProof> carryOutCommand(const Profile& profile, bool unlocked,
                                                   const MeterCommand& command, PointAccess& access,
                                                   const Clock& clock);

}  // namespace wattill::metering
