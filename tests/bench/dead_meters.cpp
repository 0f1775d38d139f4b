// What four dead meters of 32 cost the living ones: their cycle on a fully loaded line against the
// cycle of the same 28 meters alone on a line of its own, at the same time. Measured from one probe
// of a dead meter to another, so that a probe's cost is in it as often as it comes.
//
// Short: 38400 baud, and profiles whose time-outs are a tenth, because the node gives probes a
// fixed part of the line's time and with the real ones that is one probe in half a minute. Long:
// 9600 baud and the product's profiles as they are.
#include "bench/loaded_bus.hpp"
#include "bench/reading_node.hpp"
#include "bench/wire_trace.hpp"

#include <algorithm>
#include <memory>
#include <thread>

#include <fmt/format.h>

namespace wattill::bench {
namespace {

using namespace std::chrono_literals;

constexpr int kLiving = 28;
constexpr int kMeters = 32;  // the last four are dead
enum { kWhole = 1, kWithDead };

struct Terms {
    int baud;
    Steady::duration atLeast;  ///< of the span that is measured
    Steady::duration patience;
};

Terms terms() {
    return longRun() ? Terms{9600, 75s, 60s} : Terms{38400, 8s, 15s};
}

std::unique_ptr<sim::MeterBus> openBus(int bus, int meters) {
    auto simulated =
        std::make_unique<sim::MeterBus>(idleMeters(bus, meters), strictWire(terms().baud));
    if (const auto opened = simulated->open(); !opened) giveUp(opened.error().message);
    return simulated;
}

bool isDead(const WireTrace::Request& request) {
    return request.address > kLiving;
}

struct Span {
    Steady::time_point from;
    Steady::time_point to;
    int probes = 0;
};

/// When the next probe goes out at or after `from`.
Steady::time_point nextProbe(const WireTrace& trace, Steady::time_point from,
                             Steady::duration patience) {
    const auto until = std::max(from, Steady::now()) + patience;
    while (Steady::now() < until) {
        for (const auto& request : trace.requests()) {
            if (isDead(request) && request.at >= from) return request.at;
        }
        std::this_thread::sleep_for(20ms);
    }
    giveUp("dead meters are not probed");
}

Span measure(const WireTrace& trace) {
    Span span;
    span.from = nextProbe(trace, Steady::now(), terms().patience);
    std::this_thread::sleep_until(span.from + terms().atLeast);
    span.to = nextProbe(trace, span.from + terms().atLeast, terms().patience);
    for (const auto& request : trace.requests()) {
        if (isDead(request) && request.at >= span.from && request.at < span.to) ++span.probes;
    }
    return span;
}

/// What one read of every living meter took on average.
Seconds cycle(const WireTrace& trace, const Span& span) {
    std::vector<Steady::time_point> times;
    for (const auto& request : trace.requests()) {
        if (!isDead(request) && request.at >= span.from && request.at < span.to)
            times.push_back(request.at);
    }
    if (times.size() < 2 * kLiving) giveUp("hardly any living meter was read");
    return Seconds(span.to - span.from) * kLiving / static_cast<double>(times.size());
}

void waitUntilLost(node::BusLine& line, std::size_t meters) {
    const auto until = Steady::now() + 60s;
    while (line.state().lost < meters) {
        if (Steady::now() > until) giveUp("dead meters are not given up");
        std::this_thread::sleep_for(20ms);
    }
}

int run() {
    const auto whole = openBus(kWhole, kLiving);
    const auto withDead = openBus(kWithDead, kMeters);
    const int baud = terms().baud;
    ReadingNode node(
        {{kWhole, whole->port(), baud, kLiving}, {kWithDead, withDead->port(), baud, kMeters}},
        builtInProfiles(longRun() ? TimeOuts::AsTheyAre : TimeOuts::ATenth));
    const WireTrace traceWhole(node.line(kWhole));
    const WireTrace traceWithDead(node.line(kWithDead));
    node.start();
    node.waitUntilAllRead(kWhole, kLiving);
    node.waitUntilAllRead(kWithDead, kMeters);
    for (int address = kLiving + 1; address <= kMeters; ++address)
        withDead->control(fmt::format("dead {}", address));
    waitUntilLost(node.line(kWithDead), kMeters - kLiving);
    const Span span = measure(traceWithDead);
    node.stop();
    node.checkValues(kWithDead, kLiving);

    const Seconds alone = cycle(traceWhole, span);
    const Seconds beside = cycle(traceWithDead, span);
    fmt::print(
        "bench dead-meters ratio={:.4f} cycle of {} living meters beside {} dead ones ({:.3f} s) "
        "against the same meters alone ({:.3f} s); {:.4f} against {} living ones; {} probes in "
        "{:.1f} s at {} 8N1{}\n",
        beside / alone, kLiving, kMeters - kLiving, beside.count(), alone.count(),
        beside / (alone * kMeters / kLiving), kMeters, span.probes,
        Seconds(span.to - span.from).count(), baud, longRun() ? "" : ", time-outs a tenth");
    return 0;
}

}  // namespace
}  // namespace wattill::bench

int main() {
    return wattill::bench::run();
}
