#include "node/doctor.hpp"

#include "node/doctor_checks.hpp"

#include <fmt/format.h>

namespace wattill::node {

std::vector<Check> doctor(const std::string& configPath) {
    Checks checks;
    const auto config = loadConfig(configPath);
    if (!config) {
        // Without it there is nothing else to look at.
        checks.push_back({"configuration", false, config.error().message,
                          fmt::format("correct {}", configPath)});
        return checks;
    }
    checks.push_back({"configuration", true, fmt::format("{} is good", configPath), {}});
    checkSecrets(*config, checks);
    checkPlace(*config, checks);
    const bool nodeRuns = checkSocket(*config, checks);
    checkDatabase(*config, checks);
    checkProfiles(*config, checks);
    checkPorts(*config, nodeRuns, checks);
    checkBuses(*config, nodeRuns, checks);
    checkPayment(*config, nodeRuns, checks);
    return checks;
}

}  // namespace wattill::node
