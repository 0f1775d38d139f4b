#pragma once

#include "node/config.hpp"
#include "node/doctor.hpp"

namespace wattill::node {

/// The single looks of doctor(). Each adds one or more checks; none changes anything.
using Checks = std::vector<Check>;

void checkSecrets(const Config& config, Checks& checks);
void checkPlace(const Config& config, Checks& checks);     ///< state directory, disk, clock
void checkDatabase(const Config& config, Checks& checks);  ///< quick_check, ledger
void checkProfiles(const Config& config, Checks& checks);
void checkPorts(const Config& config, bool nodeRuns, Checks& checks);
/// Meters, profiles and addresses against the lines, times of a round, adapters; and what a running
/// node sees.
void checkBuses(const Config& config, bool nodeRuns, Checks& checks);
void checkGateway(const Config& config, bool nodeRuns, Checks& checks);
/// True when a node answers at the socket.
bool checkSocket(const Config& config, Checks& checks);

}  // namespace wattill::node
