#include "meters/command.hpp"

#include "meters/control_socket.hpp"
#include "meters/fleet.hpp"
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
    bool json = false;
    int gapUs = 0;
    std::string parity = "N";
    std::string tcp;
    std::string modbusTcp;
    MeterBusOptions bus;
};

int complain(const Error& error) {
    fmt::print(stderr, "wattill-sim meters: {}\n", error.message);
    return 1;
}

void writeMeterHistory(std::ostream& out, const MeterSetup& meter, Instant now) {
    for (const DayUse& day : history(meter.curve, now, kHistoryDays)) {
        out << fmt::format("{},{},{}.{:03}\n", meter.number, day.day, day.energyWh / 1000,
                           day.energyWh % 1000);
    }
}

Result<void> writeHistory(const std::string& path, const std::vector<BusSetup>& buses) {
    std::ofstream out(path, std::ios::trunc);
    out << "meter,day,energy_kwh\n";
    const Instant now = SystemClock().now();
    for (const BusSetup& bus : buses) {
        for (const MeterSetup& each : bus.meters)
            writeMeterHistory(out, each, now);
    }
    out.close();
    if (out) return {};
    return Error{ErrorCode::Io, Retry::Never, path + " cannot be written", {}};
}

Result<MeterBusOptions> busOptions(const Words& words) {
    MeterBusOptions options = words.bus;
    options.paced = !words.unpaced;
    options.turnaround = Duration(words.turnaroundMs);
    options.gap = std::chrono::microseconds(words.gapUs);
    options.parity = words.parity[0];
    if (!words.tcp.empty()) options.port = PortKind::SerialTcp;
    if (!words.modbusTcp.empty()) options.port = PortKind::ModbusTcp;
    const std::string& listen = words.tcp.empty() ? words.modbusTcp : words.tcp;
    if (listen.empty()) return options;
    const auto read = readListen(listen, options);
    if (!read) return read.error();
    return options;
}

Result<std::vector<BusSetup>> buses(const Words& words) {
    const auto options = busOptions(words);
    if (!options) return options.error();
    if (!words.demo && !words.config.empty()) return readBuses(words.config, *options);
    return std::vector<BusSetup>{{"bus", *options, demoMeters(words.count)}};
}

/// Where each bus is, then the line that others wait for.
void announce(const Fleet& fleet, bool json) {
    std::string last;
    for (const auto& port : fleet.ports()) {
        const std::string link = port["link"];
        last = link.empty() ? std::string(port["port"]) : link + " -> " + std::string(port["port"]);
        if (json) fmt::print("{}\n", port.dump());
        if (!json && fleet.size() > 1) {
            fmt::print("bus {}: {} meters on {}\n", std::string(port["bus"]),
                       port["meters"].get<int>(), last);
        }
    }
    if (json) {
        const nlohmann::json ready{
            {"ready", true}, {"buses", fleet.size()}, {"meters", fleet.meters()}};
        fmt::print("{}\n", ready.dump());
    } else if (fleet.size() > 1) {
        fmt::print("ready: {} meters on {} buses\n", fleet.meters(), fleet.size());
    } else {
        fmt::print("ready: {} meters on {}\n", fleet.meters(), last);
    }
    std::fflush(stdout);
}

int run(const Words& words) {
    // Before any thread is made, so that only serveControl sees them.
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGTERM);
    sigaddset(&stopping, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stopping, nullptr);

    const auto setups = buses(words);
    if (!setups) return complain(setups.error());
    if (!words.history.empty()) {
        const auto written = writeHistory(words.history, *setups);
        if (!written) return complain(written.error());
    }
    if (words.noRun) return 0;

    Fleet fleet(*setups);
    const auto opened = fleet.open();
    if (!opened) return complain(opened.error());
    announce(fleet, words.json);
    const auto served =
        serveControl(words.control, [&](const std::string& line) { return fleet.control(line); });
    fleet.close();
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

void addWire(CLI::App& meters, Words& words) {
    auto* tcp = meters.add_option("--tcp", words.tcp, "Serve the wire's bytes at [ADDRESS:]PORT");
    meters.add_option("--modbus-tcp", words.modbusTcp, "Be a Modbus TCP gateway at [ADDRESS:]PORT")
        ->excludes(tcp);
    meters.add_option("--baud", words.bus.baud, "Pace of the wire")
        ->check(CLI::Range(1200, 115200));
    meters.add_option("--parity", words.parity, "N, E or O")->check(CLI::IsMember({"N", "E", "O"}));
    meters.add_flag("--strict-baud", words.bus.strictBaud, "Understand only who set that baud");
    meters.add_flag("--strict-parity", words.bus.strictParity, "Understand only who set it so");
    meters.add_flag("--unpaced", words.unpaced, "Characters take no time");
    meters.add_flag("--strict-gap", words.bus.strictGap, "Do not hear requests that come early");
    meters.add_option("--gap-us", words.gapUs, "The silence between frames, instead of the rule's")
        ->check(CLI::Range(0, 1'000'000));
    meters.add_flag("--echo", words.bus.echo, "Send requests back, as 2-wire adapters do");
    meters.add_option("--turnaround-ms", words.turnaroundMs, "Before a meter answers")
        ->check(CLI::Range(0, 1000));
    meters.add_option("--chunk-bytes", words.bus.chunkBytes, "Answers leave in pieces of so many")
        ->check(CLI::Range(0, 256));
}

}  // namespace

void addMetersCommand(CLI::App& app, int& status) {
    auto words = std::make_shared<Words>();
    CLI::App* meters = app.add_subcommand("meters", "Buses of prepaid meters");
    auto* config = meters->add_option("--config", words->config, "Meters or buses, as JSON");
    meters->add_flag("--demo", words->demo, "Meters of the demonstration site (the default)")
        ->excludes(config);
    meters->add_option("--count", words->count, "Meters of the demonstration site")
        ->check(CLI::Range(1, 247));
    meters->add_flag("--json", words->json, "Say where the buses are in JSON, one a line");
    meters->add_option("--link", words->bus.link, "Symbolic link to the port");
    meters->add_option("--state", words->bus.stateFile, "Where the meters keep what they know");
    meters->add_option("--control", words->control, "Unix socket for faults and questions");
    meters->add_option("--history", words->history, "Write the last 14 days' use as CSV");
    meters->add_flag("--no-run", words->noRun, "Only write the history");
    addWire(*meters, *words);
    meters->add_option("--speed", words->bus.speed, "Meters' time runs this much faster")
        ->check(CLI::Range(1, 100000));
    meters->add_option("--seed", words->bus.seed, "Of faults that have a rate");
    meters->callback([words, &status] { status = run(*words); });
    addControl(app, status);
}

}  // namespace wattill::sim
