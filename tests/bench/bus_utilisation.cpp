#include "metering/modbus/rtu_bus.hpp"
#include "meters/meter_bus.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

// How well the product's driver uses a line: 32 meters at 9600 8N1 on a simulated bus that keeps
// the wire's pace and does not hear a request that comes early. The floor is the time that the
// characters, the two silences of 3.5 characters and the turnaround take by themselves.
namespace {

using namespace wattill;
using Steady = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr int kMeters = 32;
constexpr int kBaud = 9600;
constexpr int kBitsPerCharacter = 10;
constexpr int kRequest = 8;
constexpr int kAnswer = 5 + 2 * 48;
constexpr double kTurnaround = 0.005;

MeterId numberOf(int address) {
    return MeterId(std::to_string(202411110000 + address));
}

std::vector<sim::MeterSetup> meters() {
    std::vector<sim::MeterSetup> all;
    for (int address = 1; address <= kMeters; ++address) {
        sim::MeterSetup setup;
        setup.number = numberOf(address).text();
        setup.curve.seed = setup.number;
        setup.address = address;
        setup.model = address % 2 == 0 ? sim::Model::Ddsy : sim::Model::Dtsy;
        all.push_back(setup);
    }
    return all;
}

[[noreturn]] void giveUp(const std::string& why) {
    fmt::print(stderr, "bus-utilisation: {}\n", why);
    std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 2;
    sim::MeterBusOptions options;
    options.baud = kBaud;
    options.strictGap = true;
    sim::MeterBus simulated(meters(), options);
    if (const auto opened = simulated.open(); !opened) giveUp(opened.error().message);

    const auto profiles = metering::ProfileLibrary::load(WATTILL_SOURCE_DIR "/assets/profiles");
    if (!profiles) giveUp(profiles.error().message);
    const SystemClock clock;
    NullLog log;
    auto bus = metering::modbus::makeRtuBus({BusId("bench"), simulated.port(), kBaud}, *profiles,
                                            clock, log);
    if (!bus) giveUp(bus.error().message);
    for (int address = 1; address <= kMeters; ++address) {
        const char* profile = address % 2 == 0 ? "acrel-ddsy1352-nk" : "acrel-dtsy1352-nk";
        const auto added = (*bus)->addMeter({numberOf(address), profile, address, false});
        if (!added) giveUp(added.error().message);
    }
    // The first read opens the port and waits for silence; the figure is of a bus at work.
    if (const auto first = (*bus)->meter(numberOf(1)).read(); !first) giveUp(first.error().message);

    int failed = 0;
    const auto begun = Steady::now();
    for (int i = 0; i < rounds * kMeters; ++i) {
        if (!(*bus)->meter(numberOf(i % kMeters + 1)).read()) ++failed;
    }
    const double measured = Seconds(Steady::now() - begun).count();
    const double character = double{kBitsPerCharacter} / kBaud;
    const double perRead = (kRequest + kAnswer + 2 * 3.5) * character + kTurnaround;
    const double ideal = rounds * kMeters * perRead;
    const auto health = (*bus)->health();
    fmt::print(
        "bus utilisation ratio {:.4f}: {} reads of 48 registers in {:.3f} s, the wire alone "
        "takes {:.3f} s; {} failed, {} time-outs, simulator {}\n",
        ideal / measured, rounds * kMeters, measured, ideal, failed, health.timeouts,
        simulated.control("bus"));
    fmt::print(
        "bench bus-utilisation ratio={:.4f} ideal wire time over measured time, {} meters "
        "at {} 8N1\n",
        ideal / measured, kMeters, kBaud);
    return failed == 0 ? 0 : 1;
}
