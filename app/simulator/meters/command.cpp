#include "meters/command.hpp"

#include "meters/control_socket.hpp"
#include "meters/meter_bus.hpp"
#include "meters/site.hpp"

#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace wattill::sim {
namespace {

constexpr int kHistoryDays = 14;

struct Words {
    std::string config;
    std::string control;
    std::string history;
    int count = 10;
    int turnaroundMs = 5;
    bool unpaced = false;
    bool demo = false;
    bool noRun = false;
    MeterBusOptions bus;
};

int complain(const Error& error) {
    fmt::print(stderr, "wattill-sim meters: {}\n", error.message);
    return 1;
}

Result<void> writeHistory(const std::string& path, const std::vector<MeterSetup>& meters) {
    std::ofstream out(path, std::ios::trunc);
    out << "meter,day,energy_kwh\n";
    const Instant now = SystemClock().now();
    for (const MeterSetup& each : meters) {
        for (const DayUse& day : history(each.curve, now, kHistoryDays)) {
            out << fmt::format("{},{},{}.{:03}\n", each.number, day.day, day.energyWh / 1000,
                               day.energyWh % 1000);
        }
    }
    out.close();
    if (out) return {};
    return Error{ErrorCode::Io, Retry::Never, path + " cannot be written", {}};
}

int run(const Words& words) {
    // Before any thread is made, so that only serveControl sees them.
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGTERM);
    sigaddset(&stopping, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stopping, nullptr);

    const auto meters = words.demo || words.config.empty()
                            ? Result<std::vector<MeterSetup>>(demoMeters(words.count))
                            : readSite(words.config);
    if (!meters) return complain(meters.error());
    if (!words.history.empty()) {
        const auto written = writeHistory(words.history, *meters);
        if (!written) return complain(written.error());
    }
    if (words.noRun) return 0;

    MeterBusOptions options = words.bus;
    options.paced = !words.unpaced;
    options.turnaround = Duration(words.turnaroundMs);
    MeterBus bus(*meters, options);
    const auto opened = bus.open();
    if (!opened) return complain(opened.error());
    fmt::print("ready: {} meters on {}\n", meters->size(),
               options.link.empty() ? bus.port() : options.link + " -> " + bus.port());
    std::fflush(stdout);
    const auto served =
        serveControl(words.control, [&](const std::string& line) { return bus.control(line); });
    bus.close();
    return served ? 0 : complain(served.error());
}

int ask(const std::string& path, const std::string& line) {
    const auto answer = askControl(path, line);
    if (!answer) return complain(answer.error());
    fmt::print("{}\n", *answer);
    return answer->starts_with("error:") ? 1 : 0;
}

void addControl(CLI::App& app, int& status) {
    auto path = std::make_shared<std::string>();
    auto line = std::make_shared<std::vector<std::string>>();
    CLI::App* control = app.add_subcommand("meters-control", "Tell a running bus of meters");
    control->add_option("--control", *path, "The socket that it was given")->required();
    control->add_option("words", *line, "list, state M, fault M KIND …, dead M, alive M, help")
        ->required();
    control->callback([path, line, &status] {
        std::string joined;
        for (const std::string& word : *line)
            joined += (joined.empty() ? "" : " ") + word;
        status = ask(*path, joined);
    });
}

}  // namespace

void addMetersCommand(CLI::App& app, int& status) {
    auto words = std::make_shared<Words>();
    CLI::App* meters = app.add_subcommand("meters", "A bus of prepaid meters on a pty");
    auto* config = meters->add_option("--config", words->config, "Meters, as JSON");
    meters->add_flag("--demo", words->demo, "Meters of the demonstration site (the default)")
        ->excludes(config);
    meters->add_option("--count", words->count, "Meters of the demonstration site")
        ->check(CLI::Range(1, 247));
    meters->add_option("--link", words->bus.link, "Symbolic link to the port");
    meters->add_option("--state", words->bus.stateFile, "Where the meters keep what they know");
    meters->add_option("--control", words->control, "Unix socket for faults and questions");
    meters->add_option("--history", words->history, "Write the last 14 days' use as CSV");
    meters->add_flag("--no-run", words->noRun, "Only write the history");
    meters->add_option("--baud", words->bus.baud, "Pace of the wire, 8N1")
        ->check(CLI::Range(1200, 115200));
    meters->add_flag("--unpaced", words->unpaced, "Characters take no time");
    meters->add_flag("--strict-gap", words->bus.strictGap, "Do not hear requests that come early");
    meters->add_flag("--echo", words->bus.echo, "Send requests back, as 2-wire adapters do");
    meters->add_option("--turnaround-ms", words->turnaroundMs, "Before a meter answers")
        ->check(CLI::Range(0, 1000));
    meters->add_option("--speed", words->bus.speed, "Meters' time runs this much faster")
        ->check(CLI::Range(1, 100000));
    meters->add_option("--seed", words->bus.seed, "Of faults that have a rate");
    meters->callback([words, &status] { status = run(*words); });
    addControl(app, status);
}

}  // namespace wattill::sim
