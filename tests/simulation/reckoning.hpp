#pragma once

#include "simulation/world.hpp"

namespace wattill::simulation {

/// "Done means for money", asked of the whole site once everything has settled: the journal, every
/// order, every payment of the channel and every sale on a meter. The first thing that does not
/// hold is reported to the journal of the run.
void reckon(World& world);

/// Cheap enough for every hour and every restart: debits equal credits, and nothing that the node
/// has shown is missing or went back.
void glance(World& world);

}  // namespace wattill::simulation
