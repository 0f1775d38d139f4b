#include "simulation/runs.hpp"

#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include <malloc.h>
#include <unistd.h>

namespace {

using namespace wattill;
using namespace wattill::simulation;

const char* const kUsage =
    "simulation: the node's order path under seeded faults, in virtual time\n"
    "  simulation --seeds N [--from S]    run N seeds, beginning with S (1)\n"
    "  simulation --seed S [--trace]      run one seed, with a trace to read\n"
    "  --keep-going                       do not stop at the first seed that fails\n"
    "  --open-anew                        the database in every life, not only in one seed of 16\n"
    "  --sabotage NAME                    with one of the faults of tests/simulation/README.md\n";

struct Arguments {
    std::uint64_t from = 1;
    std::uint64_t seeds = 1;
    bool traced = false;
    bool keepsGoing = false;
    bool opensAnew = false;
    Sabotage sabotage = Sabotage::None;
};

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool takeValue(Arguments& arguments, std::string_view option, std::string_view value) {
    if (option == "--sabotage") {
        const auto sabotage = sabotageFrom(value);
        if (sabotage) arguments.sabotage = *sabotage;
        return sabotage.has_value();
    }
    const auto count = number(value);
    if (!count) return false;
    if (option == "--seeds") {
        arguments.seeds = *count;
    } else if (option == "--from" || option == "--seed") {
        arguments.from = *count;
    } else {
        return false;
    }
    return true;
}

std::optional<Arguments> parse(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--trace") {
            arguments.traced = true;
        } else if (option == "--keep-going") {
            arguments.keepsGoing = true;
        } else if (option == "--open-anew") {
            arguments.opensAnew = true;
        } else if (i + 1 >= argc || !takeValue(arguments, option, argv[++i])) {
            return std::nullopt;
        }
    }
    return arguments;
}

/// What the last gasp of a failed assertion says. Made before each run: a signal handler may not.
std::array<char, 160> g_lastGasp{};

void onAbort(int) {
    const ssize_t written = write(STDERR_FILENO, g_lastGasp.data(), std::strlen(g_lastGasp.data()));
    _exit(written < 0 ? 2 : 1);
}

std::string replayCommand(const Arguments& arguments, std::uint64_t seed) {
    std::string command = "simulation --seed " + std::to_string(seed) + " --trace";
    if (arguments.opensAnew) command += " --open-anew";
    if (arguments.sabotage != Sabotage::None) {
        command += " --sabotage " + std::string(name(arguments.sabotage));
    }
    return command;
}

int runAll(const Arguments& arguments) {
    Summary summary;
    for (std::uint64_t seed = arguments.from; seed < arguments.from + arguments.seeds; ++seed) {
        const std::string replay = replayCommand(arguments, seed);
        std::snprintf(g_lastGasp.data(), g_lastGasp.size(),
                      "seed %llu: an assertion failed\nreplay: %s\n",
                      static_cast<unsigned long long>(seed), replay.c_str());
        const RunReport report =
            runSeed({seed, arguments.traced, arguments.sabotage, arguments.opensAnew});
        summary.add(report);
        std::fputs(report.trace.c_str(), stdout);
        if (report.violation.empty()) continue;
        fmt::print("seed {}: {}\nreplay: {}\n", seed, report.violation, replay);
        std::fflush(stdout);
        if (!arguments.keepsGoing) break;
    }
    std::fputs(summary.text().c_str(), stdout);
    return summary.failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = parse(argc, argv);
    if (!arguments) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    // Each run takes and gives back the same few megabytes: keep them.
    mallopt(M_MMAP_THRESHOLD, 256 * 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);
    std::signal(SIGABRT, onAbort);
    std::signal(SIGSEGV, onAbort);
    return runAll(*arguments);
}
