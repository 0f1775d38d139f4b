#include "simulation/runs.hpp"

namespace wattill::simulation {

void Summary::add(const RunReport& report) {
    (report.violation.empty() ? passed : failed) += 1;
    orders += report.orders;
    payments += report.payments;
    for (const auto& [state, count] : report.ends) {
        ends[state] += count;
    }
    commands += report.commands;
    for (const auto& [state, count] : report.commandEnds) {
        commandEnds[state] += count;
    }
    crashes += report.crashes;
    commits += report.commits;
    events += report.events;
    simulated += report.simulated;
    for (std::size_t i = 0; i < kFaults; ++i) {
        faults[i] += report.faults[i];
    }
}

std::string Summary::text() const {
    const auto days = std::chrono::duration_cast<std::chrono::hours>(simulated).count() / 24;
    std::string text = fmt::format(
        "{} seeds, {} simulated days, {} events, {} commits, {} crashes\n"
        "{} orders, {} payments\norders that ended as:\n ",
        passed + failed, days, events, commits, crashes, orders, payments);
    for (const auto& [state, count] : ends) {
        text += fmt::format(" {} {}", name(state), count);
    }
    text += fmt::format("\n{} commands that ended as:\n ", commands);
    for (const auto& [state, count] : commandEnds) {
        text += fmt::format(" {} {}", name(state), count);
    }
    text += "\nfaults:";
    for (std::size_t i = 0; i < kFaults; ++i) {
        text += fmt::format("{}{} {}", i % 4 == 0 ? "\n  " : ", ", name(static_cast<Fault>(i)),
                            faults[i]);
    }
    return text + fmt::format("\n{} passed, {} failed\n", passed, failed);
}

std::optional<std::uint64_t> firstFailure(Sabotage sabotage, std::uint64_t from,
                                          std::uint64_t most) {
    for (std::uint64_t seed = from; seed < from + most; ++seed) {
        RunOptions options;
        options.seed = seed;
        options.sabotage = sabotage;
        if (!runSeed(options).violation.empty()) return seed;
    }
    return std::nullopt;
}

}  // namespace wattill::simulation
