#pragma once

#include "metering/command_codec.hpp"

#include <vector>

namespace wattill::metering {

/// What was read around a command, and what the time was then.
struct Snapshot {
    BlockBytes blocks;
    CivilTime right;  ///< civil time by the node, for ClockNear
};

struct Judgement {
    CommandProof::Outcome outcome = CommandProof::Outcome::NotDone;
    /// Every verified point, and every other of the watched blocks that moved and may not.
    std::vector<PointProof> points;
};

/// Compares the watched blocks before and after, point by point; where points do not reach, byte by
/// byte (only in blocks that are not live). Pure.
[[nodiscard]] Judgement judge(const Profile& profile, const Command& command,
                              const CommandValues& values, const Snapshot& before,
                              const Snapshot& after);

}  // namespace wattill::metering
