#pragma once

#include "metering/meter_command.hpp"

namespace wattill::metering {

/// One meter behind one bus. Every call blocks for at most the profile's time-outs; call it only on
/// the thread that owns the bus. Reads are retried as the profile says, writes never.
///
/// Errors: Unreachable (the port is not there: nothing was sent), Timeout and BadReply (for a
/// write: outcome UNKNOWN), Refused (the meter answered with an exception: nothing was done),
/// Unsupported (the profile has no such command, or it is locked until a site confirms it).
class Meter {
  public:
    virtual ~Meter() = default;
    virtual Result<MeterReading> read() = 0;
    /// The same with one try only: silence costs one time-out. For who can come again later.
    virtual Result<MeterReading> probe() { return read(); }
    /// Success means that a well-formed answer came, NOT that the meter was credited: what answers
    /// mean is not documented (facts 1.6). Only a reading afterwards tells.
    virtual Result<void> sell(const Sale& sale) = 0;
    /// Reads what the command is about, writes it once, and reads again until it shows or the
    /// profile's time to settle is over. An error: nothing was sent, or nobody knows what came of
    /// it (outcomeUnknown()). Everything else is in the proof, a refusal by the meter included.
    virtual Result<CommandProof> carryOut(const MeterCommand& command) = 0;
};

}  // namespace wattill::metering
