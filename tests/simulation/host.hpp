#pragma once

#include "simulation/faults.hpp"
#include "simulation/journal.hpp"
#include "simulation/timeline.hpp"

namespace wattill::simulation {

/// What every part of a run shares, and the machine that the node runs on.
struct Host {
    Host(std::uint64_t seed, bool traced)
        : journal(timeline, traced), clock(timeline), faults(seed * 8 + 1), chance(seed * 8 + 2) {}

    Timeline timeline;
    Journal journal;
    NodeClock clock;
    Faults faults;
    SeededRandom chance;  ///< delays and other small things that are no faults

    /// Counts the lives of the node. What belongs to an earlier life is ignored.
    std::uint64_t life = 0;
    bool down = false;    ///< the node is dead; the world brings it back
    bool cleared = true;  ///< its memory is gone
    std::uint64_t crashes = 0;

    /// The power goes now: the node does nothing any more, and what it asked for after this moment
    /// never happens. Its memory is cleared once the event under way has ended.
    void crash(std::string_view where) {
        if (down) return;
        down = true;
        cleared = false;
        ++crashes;
        journal.trace("CRASH    {}", where);
    }
    [[nodiscard]] bool alive(std::uint64_t ofLife) const { return !down && ofLife == life; }
    /// Crashes if the fault strikes; true when the node is dead.
    bool crashIf(Fault fault) {
        if (!down && faults.strikes(fault)) crash(name(fault));
        return down;
    }
    /// From `shortest` to `longest`, evenly.
    [[nodiscard]] Duration between(Duration shortest, Duration longest) {
        const auto span = static_cast<std::uint64_t>((longest - shortest).count()) + 1;
        return shortest + Duration(static_cast<std::int64_t>(chance.below(span)));
    }
    [[nodiscard]] bool oneIn(std::uint64_t n) { return chance.below(n) == 0; }
};

}  // namespace wattill::simulation
