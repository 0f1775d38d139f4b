#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <chrono>
#include <string>

namespace wattill::api {

struct HttpReply {
    int status = 0;
    std::string body;
};

/// One request over a Unix socket on a connection of its own, so that none can be stale. Blocks
/// until the answer is whole or `deadline` has come.
///
/// Errors: Unreachable (nobody listens, or nothing was sent), Busy (the listener's queue is full),
/// Timeout, Unavailable (the connection broke: outcome unknown), BadReply (not HTTP).
[[nodiscard]] Result<HttpReply> exchange(const std::string& socketPath, const std::string& request,
                                         std::chrono::steady_clock::time_point deadline);

}  // namespace wattill::api
