#include "meters/command.hpp"

#include "meters/control_socket.hpp"
#include "meters/meter_bus.hpp"
#include "meters/site.hpp"

#include <charconv>
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

/// "[ADDRESS:]PORT"
Result<void> readListen(const std::string& text, MeterBusOptions& options) {
    const std::size_t colon = text.rfind(':');
    if (colon != std::string::npos) options.address = text.substr(0, colon);
    const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
    const auto parsed = std::from_chars(port.data(), port.data() + port.size(), options.tcpPort);
    if (parsed.ec == std::errc() && parsed.ptr == port.data() + port.size() &&
        options.tcpPort >= 0 && options.tcpPort <= 65535) {
        return {};
    }
    return invalidInput(text + " is no place to listen; write PORT or ADDRESS:PORT, 0 for any");
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

    const auto options = busOptions(words);
    if (!options) return complain(options.error());
    MeterBus bus(*meters, *options);
    const auto opened = bus.open();
    if (!opened) return complain(opened.error());
    fmt::print("ready: {} meters on {}\n", meters->size(),
               options->link.empty() ? bus.port() : options->link + " -> " + bus.port());
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

void addWire(CLI::App& meters, Words& words) {
    auto* tcp = meters.add_option("--tcp", words.tcp, "Serve the wire's bytes at [ADDRESS:]PORT");
    meters.add_option("--modbus-tcp", words.modbusTcp, "Be a Modbus TCP gateway at [ADDRESS:]PORT")
        ->excludes(tcp);
    meters.add_option("--baud", words.bus.baud, "Pace of the wire")
        ->check(CLI::Range(1200, 115200));
    meters.add_option("--parity", words.parity, "N, E or O")->check(CLI::IsMember({"N", "E", "O"}));
    meters.add_flag("--strict-baud", words.bus.strictBaud, "Understand only who set that baud");
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
    addWire(*meters, *words);
    meters->add_option("--speed", words->bus.speed, "Meters' time runs this much faster")
        ->check(CLI::Range(1, 100000));
    meters->add_option("--seed", words->bus.seed, "Of faults that have a rate");
    meters->callback([words, &status] { status = run(*words); });
    addControl(app, status);
}

}  // namespace wattill::sim
