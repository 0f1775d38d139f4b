#pragma once

namespace wattill::sim {

/// Shuts the server's side of the TCP connection between two ports of 127.0.0.1, so that the client
/// sees it closed without a byte. httplib has no way to ask for that.
void dropConnection(int serverPort, int clientPort);

}  // namespace wattill::sim
