#include "node/config.hpp"
#include "node/doctor.hpp"
#include "node/node.hpp"
#include "node/stderr_log.hpp"

#include <csignal>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {
// Exit statuses, after sysexits.h where it has one.
constexpr int kStopped = 0;
constexpr int kCouldNotStart = 1;
constexpr int kBadConfiguration = 78;

int check(const std::string& config) {
    bool allGood = true;
    for (const auto& each : wattill::node::doctor(config)) {
        const bool warns = each.ok && !each.remedy.empty();
        fmt::print("{} {}: {}\n", warns ? "mind" : (each.ok ? "ok  " : "BAD "), each.name,
                   each.finding);
        if (!each.remedy.empty()) fmt::print("     {}\n", each.remedy);
        allGood = allGood && each.ok;
    }
    return allGood ? kStopped : kCouldNotStart;
}

sigset_t endSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

int run(const std::string& path) {
    // Before the first thread, so that every thread leaves them to this one.
    const sigset_t signals = endSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    auto config = wattill::node::loadConfig(path);
    if (!config) {
        fmt::print(stderr, "{}\n", config.error().message);
        return kBadConfiguration;
    }
    const auto log = wattill::node::makeStderrLog();
    auto node = wattill::node::Node::start(std::move(*config), *log);
    if (!node) {
        fmt::print(stderr, "the node cannot start: {}\n", node.error().message);
        return kCouldNotStart;
    }
    fmt::print("ready socket={} notify={}\n", (*node)->config().socket, (*node)->notifyPort());
    std::fflush(stdout);

    int signal = 0;
    sigwait(&signals, &signal);
    log->info("stopping", {{"signal", signal}});
    (*node)->stop();
    log->info("stopped", {});
    return kStopped;
}
}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "The node of a prepaid-electricity site: polls meters, takes payments, keeps the "
        "ledger"};
    std::string config;
    bool checkOnly = false;
    app.add_option("--config", config, "The site's configuration (TOML)")->required();
    app.add_flag("--check", checkOnly, "Look at everything that can be wrong, start nothing");
    CLI11_PARSE(app, argc, argv);
    return checkOnly ? check(config) : run(config);
}
