#include "simulator/gateway/command.hpp"

#include "simulator/gateway/phone.hpp"
#include "simulator/gateway/server.hpp"

#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <pthread.h>

namespace wattill::sim {

namespace {

struct GatewayCommand {
    GatewayOptions options;
    std::string dir;
    std::string pace = "fast";
};

struct ControlCommand {
    std::string gateway;
    std::string rule;
    bool clear = false;
};

void addControl(CLI::App& app, int& status) {
    const auto command = std::make_shared<ControlCommand>();
    CLI::App* sub =
        app.add_subcommand("gateway-control", "Makes the payment channel misbehave, or shows it");
    sub->add_option("rule", command->rule, R"({"do":"lose-after"}; without it, prints all orders)");
    sub->add_flag("--clear", command->clear, "Forget all rules");
    sub->add_option("--gateway", command->gateway, "Where `wattill-sim gateway` listens")
        ->envname("WATTILL_SIM_GATEWAY")
        ->required();
    sub->callback([command, &status] {
        status = runControl(command->gateway, command->rule, command->clear);
    });
}

/// Blocks until SIGINT or SIGTERM.
void serve(GatewayCommand command) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    // Before any thread starts, so that none of them takes the signal.
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    command.options.dir = command.dir;
    command.options.schedule = command.pace == "real" ? Notifier::real() : Notifier::fast();
    const GatewayServer server(command.options);
    std::printf("ready gateway=%s app-id=%s seller-id=%s dir=%s\n", server.gatewayUrl().c_str(),
                command.options.identity.appId.c_str(), command.options.identity.sellerId.c_str(),
                command.dir.c_str());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
}

}  // namespace

void addGatewayCommand(CLI::App& app, int& status) {
    const auto command = std::make_shared<GatewayCommand>();
    CLI::App* sub = app.add_subcommand("gateway", "A payment channel with keys of its own");
    sub->add_option("--dir", command->dir, "Keys and state; made if it is not there")->required();
    sub->add_option("--port", command->options.port, "On 127.0.0.1; 0 takes any free one")
        ->check(CLI::Range(0, 65535));
    sub->add_option("--app-id", command->options.identity.appId, "The merchant's application");
    sub->add_option("--seller-id", command->options.identity.sellerId, "The merchant's account");
    sub->add_option("--notify-pace", command->pace, "Pauses between repeated notifications")
        ->check(CLI::IsMember({"fast", "real"}));
    sub->callback([command, &status] {
        try {
            serve(*command);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "wattill-sim gateway: %s\n", error.what());
            status = 1;
        }
    });
    addControl(app, status);
}

void addPayCommand(CLI::App& app, int& status) {
    const auto options = std::make_shared<PhoneOptions>();
    CLI::App* sub = app.add_subcommand("pay", "The phone: scans a code and pays it");
    sub->add_option("code", options->code, "The text of the QR code")->required();
    sub->add_option("--gateway", options->gateway, "Where `wattill-sim gateway` listens")
        ->envname("WATTILL_SIM_GATEWAY")
        ->required();
    sub->add_flag("--only-scan", options->onlyScan, "Look at it and do not pay");
    sub->callback([options, &status] {
        try {
            status = runPhone(*options);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "wattill-sim pay: %s\n", error.what());
            status = 2;
        }
    });
}

}  // namespace wattill::sim
