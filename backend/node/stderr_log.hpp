#pragma once

#include "base/log.hpp"

#include <memory>

namespace wattill::node {

/// One line an event on stderr: "2026-11-22T02:30:00.123Z info order-state order=K01… state=paid".
/// Under systemd the journal takes it from there. Lines below `least` are dropped.
[[nodiscard]] std::unique_ptr<Log> makeStderrLog(LogLevel least = LogLevel::Info);

}  // namespace wattill::node
