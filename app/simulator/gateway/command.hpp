#pragma once

namespace CLI {
class App;
}

namespace wattill::sim {

/// `wattill-sim gateway`: a payment channel with keys of its own; `wattill-sim gateway-control`:
/// its strings. Set `status` when run.
void addGatewayCommand(CLI::App& app, int& status);
/// `wattill-sim pay <qr text>`: the phone that scans a code.
void addPayCommand(CLI::App& app, int& status);

}  // namespace wattill::sim
