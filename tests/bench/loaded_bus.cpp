#include "bench/loaded_bus.hpp"

#include "base/json.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include <fmt/format.h>

namespace wattill::bench {
namespace {

using namespace std::chrono_literals;

constexpr int kBitsPerCharacter = 10;  // 8N1
constexpr int kRequestBytes = 8;
constexpr int kAnswerFrame = 5;  // address, function, length, check sum
constexpr auto kLook = 500us;
constexpr auto kLongestSilence = 10s;

std::int64_t figureOf(sim::MeterBus& bus, const char* name) {
    return need(parseStrict(bus.control("bus"))).at(name).get<std::int64_t>();
}

/// When the count of requests is `count` or more.
Steady::time_point whenHeard(sim::MeterBus& bus, std::int64_t count, Steady::time_point giveUpAt) {
    while (heardBy(bus) < count) {
        if (Steady::now() > giveUpAt) giveUp(bus.port() + " is silent: " + bus.control("bus"));
        std::this_thread::sleep_for(kLook);
    }
    return Steady::now();
}

}  // namespace

void giveUp(const std::string& why) {
    fmt::print(stderr, "bench: {}\n", why);
    std::fflush(stdout);
    std::_Exit(1);  // threads are still at work
}

bool longRun() {
    return std::getenv("WATTILL_BENCH_LONG") != nullptr;
}

MeterId numberOf(int bus, int address) {
    return MeterId(std::to_string(202'400'000'000 + bus * 1000 + address));
}

std::string profileOf(int address) {
    return address % 2 == 0 ? "acrel-ddsy1352-nk" : "acrel-dtsy1352-nk";
}

Energy energyOf(int address) {
    return Energy::fromWh(1'000'000 + address * 1'230);
}

std::vector<sim::MeterSetup> idleMeters(int bus, int count) {
    std::vector<sim::MeterSetup> all;
    for (int address = 1; address <= count; ++address) {
        sim::MeterSetup setup;
        setup.number = numberOf(bus, address).text();
        setup.address = address;
        setup.model = address % 2 == 0 ? sim::Model::Ddsy : sim::Model::Dtsy;
        setup.curve = {setup.number, 0, 0};
        setup.energyWh = energyOf(address).wattHours();
        setup.purchaseCount = kFirstCount;
        all.push_back(setup);
    }
    return all;
}

sim::MeterBusOptions strictWire(int baud) {
    sim::MeterBusOptions options;
    options.baud = baud;
    options.strictGap = true;
    options.turnaround = kTurnaround;
    return options;
}

metering::ProfileLibrary builtInProfiles(TimeOuts timeOuts) {
    metering::ProfileLibrary library;
    for (const std::string& name : {profileOf(1), profileOf(2)}) {
        const std::string file = WATTILL_SOURCE_DIR "/assets/profiles/" + name + ".json";
        std::ifstream in(file);
        std::ostringstream text;
        text << in.rdbuf();
        auto document = need(parseStrict(text.str()));
        auto& link = document["link"];
        if (timeOuts == TimeOuts::ATenth) {
            link["timeoutMs"]["read"] = link["timeoutMs"]["read"].get<int>() / 10;
            link["lateAnswerMs"] = link["lateAnswerMs"].get<int>() / 10;
        }
        const auto added = library.add(need(metering::Profile::parse(document.dump(), file)));
        if (!added) giveUp(added.error().message);
    }
    return library;
}

Seconds idealRead(const metering::ProfileLibrary& profiles, int baud) {
    const metering::Profile* profile = profiles.find(profileOf(1));
    if (profile == nullptr) giveUp("no profile " + profileOf(1));
    const double character = double{kBitsPerCharacter} / baud;
    // Modbus over serial line V1.02, 2.5.1.1: fixed above 19200 baud.
    const double silence = baud > 19200 ? 0.00175 : 3.5 * character;
    const int bytes = kRequestBytes + kAnswerFrame + profile->live().bytes();
    return Seconds(bytes * character + 2 * silence) + kTurnaround;
}

std::int64_t heardBy(sim::MeterBus& bus) {
    return figureOf(bus, "requests");
}

std::int64_t tooEarlyAt(sim::MeterBus& bus) {
    return figureOf(bus, "too_early");
}

Seconds timeOf(sim::MeterBus& bus, std::int64_t requests, Seconds idealEach) {
    const std::int64_t before = heardBy(bus);
    const auto begun = whenHeard(bus, before + 1, Steady::now() + kLongestSilence);
    // Nobody is faster than the wire: looking earlier would only disturb.
    const auto ideal = std::chrono::duration_cast<Steady::duration>(requests * idealEach);
    std::this_thread::sleep_until(begun + ideal * 98 / 100);
    const auto giveUpAt = begun + 25 * ideal + kLongestSilence;
    const auto end = whenHeard(bus, before + 1 + requests, giveUpAt);
    return end - begun;
}

}  // namespace wattill::bench
