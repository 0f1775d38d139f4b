#include "gateway/command.hpp"
#include "meters/command.hpp"

#include <CLI/CLI.hpp>

/// Stand-ins for what a site has and a desk has not: meters on a bus, a payment channel, a phone.
int main(int argc, char** argv) {
    CLI::App app{"Stand-ins for what a site has and a desk has not", "wattill-sim"};
    app.require_subcommand(1);
    int status = 0;
    wattill::sim::addMetersCommand(app, status);
    wattill::sim::addGatewayCommand(app, status);
    wattill::sim::addPayCommand(app, status);
    CLI11_PARSE(app, argc, argv);
    return status;
}
