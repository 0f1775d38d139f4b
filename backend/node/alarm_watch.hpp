#pragma once

#include "metering/reading.hpp"

#include <map>
#include <string>

namespace wattill::node {

/// What looks bad on a meter is believed when two readings in a row show it: a wire with noise on
/// it must neither frighten a tenant nor fill a log. Pure; one thread.
class AlarmWatch {
  public:
    enum class Verdict {
        Take,
        ReadAgain,    ///< something bad is new: keep it to yourself and read again
        Confirmed,    ///< take it: it was new, and is there again
        NotConfirmed  ///< take it: what looked bad before is not there
    };
    /// `known`: what was taken of the meter last.
    Verdict look(const MeterId& meter, const std::optional<metering::MeterReading>& known,
                 const metering::MeterReading& seen);
    /// A reading of this meter waits to be confirmed.
    [[nodiscard]] bool waits(const MeterId& meter) const { return m_waiting.contains(meter); }
    /// Something else proved how the meter stands.
    void forget(const MeterId& meter) { m_waiting.erase(meter); }

    /// What `seen` shows that `known` did not: "fault, relay open".
    [[nodiscard]] static std::string newlyBad(const std::optional<metering::MeterReading>& known,
                                              const metering::MeterReading& seen);

  private:
    struct Waiting {
        unsigned bad = 0;
        int readings = 0;
    };
    std::map<MeterId, Waiting> m_waiting;
};

}  // namespace wattill::node
