#pragma once

namespace CLI {
class App;
}

namespace wattill::sim {

/// `wattill-sim meters`: buses full of prepaid meters. Sets `status` to the exit status when run.
void addMetersCommand(CLI::App& app, int& status);

}  // namespace wattill::sim
