#pragma once

#include "metering/command_codec.hpp"
#include "metering/judge.hpp"
#include "metering/point_access.hpp"
#include "metering/timetable.hpp"

#include <set>
#include <string>

namespace wattill::metering {

/// One command on one meter, from the check to the proof. Used once.
class CommandRun {
  public:
    CommandRun(const Profile& profile, const Command& steps, const MeterCommand& wanted,
               PointAccess& access, const Clock& clock);
    Result<CommandProof> run();

  private:
    Result<void> readBefore();
    Result<void> prepare();
    Result<void> takeMeterTime();
    Result<void> checkClock();
    [[nodiscard]] KnownTables knownTables(const SetClock& wanted) const;
    /// True: at least one write went out. An error: nothing was sent.
    Result<bool> send();
    Result<CommandProof> settle();
    Result<Snapshot> readAfter();
    std::optional<MeterReading> readingAfter(const Snapshot& after);
    [[nodiscard]] std::set<std::string> blocksBefore() const;
    [[nodiscard]] CivilTime right() const;

    const Profile& m_profile;
    const Command& m_steps;
    const MeterCommand& m_wanted;
    PointAccess& m_access;
    const Clock& m_clock;
    CommandValues m_values;
    Snapshot m_before;
    std::string m_answer;
};

/// Whether a meter of the model can hold what the command asks, as far as that shows without
/// reading one. InvalidInput or Unsupported.
[[nodiscard]] Result<void> checkCommand(const Profile& profile, const Command& steps,
                                        const MeterCommand& wanted);

/// Reads blocks by their id, in the order of the profile's blocks; those that are optional and
/// refused are left out.
[[nodiscard]] Result<BlockBytes> readBlocks(const Profile& profile,
                                            const std::set<std::string>& ids, PointAccess& access);

/// True when a write of the command sends such a source.
[[nodiscard]] bool sends(const Command& command, Source::Kind kind);
/// The blocks that hold the points which a command's data copies.
[[nodiscard]] std::set<std::string> copiedBlocks(const Profile& profile, const Command& command);

}  // namespace wattill::metering
