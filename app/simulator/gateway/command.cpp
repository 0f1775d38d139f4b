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
    ControlWish wish;
};

void addControl(CLI::App& app, int& status) {
    const auto command = std::make_shared<ControlCommand>();
    CLI::App* sub =
        app.add_subcommand("gateway-control", "Makes the payment channel misbehave, or shows it");
    sub->add_option("rule", command->wish.rule,
                    R"({"do":"lose-after"}; without it, prints all orders)");
    sub->add_flag("--clear", command->wish.clear, "Forget all rules, put the clock right");
    sub->add_option("--act", command->wish.act,
                    R"(Moves an order: {"order":"K1","do":"refund|finish|close"})");
    sub->add_option("--gateway", command->gateway, "Where `wattill-sim gateway` listens")
        ->envname("WATTILL_SIM_GATEWAY")
        ->required();
    sub->callback([command, &status] { status = runControl(command->gateway, command->wish); });
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
    if (command.pace == "real") {
        command.options.schedule = Notifier::real();
        command.options.unionPaySchedule = Notifier::realUnionPay();
    }
    const GatewayServer server(command.options);
    const Identity& identity = command.options.identity;
    std::printf(
        "ready page=%s unionpay=%s unionpay-files=%s mer-id=%s gateway=%s app-id=%s "
        "seller-id=%s dir=%s\n",
        server.fileUrl().c_str(), server.unionPayUrl().c_str(), server.fileUrl().c_str(),
        identity.merId.c_str(), server.gatewayUrl().c_str(), identity.appId.c_str(),
        identity.sellerId.c_str(), command.dir.c_str());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
}

}  // namespace

void addGatewayCommand(CLI::App& app, int& status) {
    const auto command = std::make_shared<GatewayCommand>();
    CLI::App* sub = app.add_subcommand("gateway", "Alipay and UnionPay with keys of their own");
    sub->add_option("--dir", command->dir, "Keys and state; made if it is not there")->required();
    sub->add_option("--port", command->options.port, "0 takes any free one")
        ->check(CLI::Range(0, 65535));
    sub->add_option("--listen", command->options.listen,
                    "127.0.0.1; 0.0.0.0 lets phones of the network open the page");
    sub->add_option("--app-id", command->options.identity.appId, "The merchant's application");
    sub->add_option("--seller-id", command->options.identity.sellerId, "The merchant's account");
    sub->add_option("--mer-id", command->options.identity.merId, "The merchant at UnionPay")
        ->check([](const std::string& text) {
            const bool fits =
                text.size() == 15 && text.find_first_not_of("0123456789") == std::string::npos;
            return fits ? std::string() : std::string("15 digits");
        });
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
    sub->add_option("--buyer", options->buyer, "Who pays; another word is another person");
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
