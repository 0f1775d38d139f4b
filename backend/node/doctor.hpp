#pragma once

#include <string>
#include <vector>

namespace wattill::node {

struct Check {
    std::string name;  ///< "database", "port of bus-1": stable enough to look for
    bool ok = false;
    std::string finding;  ///< what was seen, for people; never a secret
    /// What to do. Of a check that is ok: a warning, soon it will not be. Else empty when ok.
    std::string remedy;
};

/// Looks at everything that can be wrong on a site: configuration, secrets, state directory, disk,
/// database and ledger, serial ports, profiles, time zone, clock, socket, gateway. It changes
/// nothing and may run beside a running node. Blocks for some seconds at most; any thread.
[[nodiscard]] std::vector<Check> doctor(const std::string& configPath);

}  // namespace wattill::node
