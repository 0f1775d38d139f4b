#pragma once

#include "base/result.hpp"

#include <functional>
#include <string>

namespace wattill::sim {

/// Serves a line protocol on a Unix socket until SIGTERM or SIGINT comes: one line in, one line
/// out, any number of lines and clients. An empty path only waits for the signal. The signals must
/// be blocked in every thread.
Result<void> serveControl(const std::string& path,
                          const std::function<std::string(const std::string&)>& command);

/// Sends one line and gives the answer. Unreachable: nobody listens there.
[[nodiscard]] Result<std::string> askControl(const std::string& path, const std::string& line);

}  // namespace wattill::sim
