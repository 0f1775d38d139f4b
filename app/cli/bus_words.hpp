#pragma once

#include "bus_commands.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace wattill::cli {

/// Which command was asked for; run once everything was read.
using Chosen = std::function<int(Session&)>;

/// What the words of these commands are read into; outlives the parser.
struct BusWords {
    BusStatusArguments status;
    BusTraceArguments trace;
    ProbeArguments probe;
    std::vector<std::string> profileFiles;
    std::string profilesFolder = "/usr/share/wattill/profiles";
    std::string profile;
};

void addBusCommands(CLI::App& app, Chosen& chosen, BusWords& words);
/// Under "meter".
void addProbeCommands(CLI::App& meter, Chosen& chosen, BusWords& words);

}  // namespace wattill::cli
