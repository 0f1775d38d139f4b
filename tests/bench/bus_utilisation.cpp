// How well a node uses its lines: 32 meters at 9600 8N1 that do not hear a request which comes
// early, read one after another by the reading service, with storage and metrics at work. The floor
// is the time that the characters, the silences of 3.5 characters and the turnaround take by
// themselves. Two other masters read the same block of the same meters, each on a line of its own,
// at the same time: mbpoll, and a loop on python3-pymodbus.
#include "bench/loaded_bus.hpp"
#include "bench/reading_node.hpp"
#include "bench/wire_trace.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <vector>

#include <fmt/format.h>

namespace wattill::bench {
namespace {

constexpr int kMeters = 32;
constexpr int kBaud = 9600;
enum { kNode = 1, kMbpoll, kPymodbus };

struct Figure {
    double ratio = 0;
    Seconds each{};
    std::int64_t requests = 0;
};

std::unique_ptr<sim::MeterBus> openBus(int bus) {
    auto simulated = std::make_unique<sim::MeterBus>(idleMeters(bus, kMeters), strictWire(kBaud));
    if (const auto opened = simulated->open(); !opened) giveUp(opened.error().message);
    return simulated;
}

std::future<Figure> measure(sim::MeterBus& bus, Seconds ideal, std::int64_t requests) {
    return std::async(std::launch::async, [&bus, ideal, requests] {
        const Seconds took = timeOf(bus, requests, ideal);
        const auto count = static_cast<double>(requests);
        return Figure{count * ideal / took, took / count, requests};
    });
}

test::Command mbpoll(const metering::Block& block, const std::string& port) {
    return {"mbpoll", "-m",
            "rtu",    "-a",
            "1:32",   "-0",
            "-r",     std::to_string(block.start),
            "-c",     std::to_string(block.count),
            "-t",     "4:hex",
            "-b",     std::to_string(kBaud),
            "-P",     "none",
            "-l",     "11",  // the least that it allows
            port};
}

test::Command pymodbus(const metering::Block& block, const std::string& port) {
    return {"/usr/bin/python3",
            WATTILL_SOURCE_DIR "/tests/bench/pymodbus_reader.py",
            port,
            std::to_string(kBaud),
            std::to_string(kMeters),
            std::to_string(block.start),
            std::to_string(block.count)};
}

/// Between one request and the next: half of them are within it. What else the machine does
/// hardly shows here.
Seconds medianRead(const WireTrace& trace) {
    const auto requests = trace.requests();
    std::vector<Seconds> spans;
    for (std::size_t i = 1; i < requests.size(); ++i)
        spans.push_back(requests[i].at - requests[i - 1].at);
    if (spans.empty()) giveUp("nothing was read");
    std::sort(spans.begin(), spans.end());
    return spans[spans.size() / 2];
}

void print(const char* name, const Figure& figure, sim::MeterBus& bus, const std::string& rest) {
    fmt::print("bench bus-utilisation{} ratio={:.4f} {}, {:.1f} ms each, {} came too early{}\n",
               name, figure.ratio, fmt::format("{} reads", figure.requests),
               figure.each.count() * 1000, tooEarlyAt(bus), rest);
}

int run() {
    const auto profiles = builtInProfiles();
    const metering::Block block = profiles.find(profileOf(1))->live();
    const Seconds ideal = idealRead(profiles, kBaud);
    const auto ours = openBus(kNode);
    const auto polled = openBus(kMbpoll);
    const auto scripted = openBus(kPymodbus);

    ReadingNode node({{kNode, ours->port(), kBaud, kMeters}}, profiles);
    const WireTrace trace(node.line(kNode));
    node.start();
    test::Process first(mbpoll(block, polled->port()));
    test::Process second(pymodbus(block, scripted->port()));
    if (!second.line("reading")) giveUp("pymodbus does not start: " + second.output());
    node.waitUntilAllRead(kNode, kMeters);

    const std::int64_t requests = kMeters * (longRun() ? 20 : 2);
    const std::uint64_t commits = node.commits();
    auto oursMeasured = measure(*ours, ideal, requests);
    auto polledMeasured = measure(*polled, ideal, requests);
    auto scriptedMeasured = measure(*scripted, ideal, requests);
    const Figure oursFigure = oursMeasured.get();
    const std::uint64_t written = node.commits() - commits;
    const Figure polledFigure = polledMeasured.get();
    const Figure scriptedFigure = scriptedMeasured.get();
    if (!first.running() || !second.running()) {
        giveUp("a master ended: " + first.output() + second.output());
    }
    node.stop();
    node.checkValues(kNode, kMeters);

    print(
        "", oursFigure, *ours,
        fmt::format("; half of them within {:.1f} ms ({:.4f}); the wire alone takes {:.1f} ms; {} "
                    "readings written and {} scrapes meanwhile; {} meters at {} 8N1",
                    medianRead(trace).count() * 1000, ideal / medianRead(trace),
                    ideal.count() * 1000, written, node.scrapes(), kMeters, kBaud));
    print("-mbpoll", polledFigure, *polled, "; the same block, in the same run");
    print("-pymodbus", scriptedFigure, *scripted, "; the same block, in the same run");
    return tooEarlyAt(*ours) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace wattill::bench

int main() {
    return wattill::bench::run();
}
