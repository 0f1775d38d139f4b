// How long a sale waits for a fully loaded line: from being asked for to its first byte on the
// wire, against the longest single exchange that the line had under way meanwhile. Two lines at
// once: one with living meters only, where sales come at any moment; and one with meters that have
// just died, where each sale comes right after a request that nobody will answer, which is the
// worst moment there is.
#include "base/json.hpp"
#include "base/random.hpp"
#include "bench/loaded_bus.hpp"
#include "bench/reading_node.hpp"
#include "bench/wire_trace.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <thread>

#include <fmt/format.h>

namespace wattill::bench {
namespace {

using namespace std::chrono_literals;

constexpr int kMeters = 32;
constexpr int kDead = 8;  // the last ones
constexpr int kBaud = 9600;
constexpr int kSales = 30;
constexpr std::size_t kProbes = kDead;
constexpr auto kPatience = 60s;
enum { kLiving = 1, kWithDead };

std::unique_ptr<sim::MeterBus> openBus(int bus) {
    auto simulated = std::make_unique<sim::MeterBus>(idleMeters(bus, kMeters), strictWire(kBaud));
    if (const auto opened = simulated->open(); !opened) giveUp(opened.error().message);
    return simulated;
}

/// Sells to one meter after another of a line and notes when each sale was asked for.
class Till {
  public:
    Till(ReadingNode& node, int bus) : m_node(node), m_bus(bus) {}

    /// Any thread; returns at once.
    void sell() {
        const std::lock_guard lock(m_mutex);
        const int address = 1 + static_cast<int>(m_asked.size()) % (kMeters - kDead);
        const auto round = static_cast<std::uint32_t>(m_asked.size()) / (kMeters - kDead);
        const metering::Sale sale{Money::fromFen(100), kFirstCount + 1 + round};
        m_asked.push_back(Steady::now());
        const auto taken = m_node.fleet().sell(numberOf(m_bus, address), sale,
                                               [this](const Result<void>& sold) { done(sold); });
        if (!taken) giveUp(taken.error().message);
    }
    void waitFor(std::size_t sales) {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait_for(lock, kPatience, [&] { return m_done >= sales; })) {
            giveUp(fmt::format("bus {}: {} sales of {} came to an end", m_bus, m_done, sales));
        }
    }
    [[nodiscard]] std::vector<Steady::time_point> asked() const {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }

  private:
    void done(const Result<void>& sold) {
        if (!sold) giveUp("a sale failed: " + sold.error().message);
        const std::lock_guard lock(m_mutex);
        ++m_done;
        m_changed.notify_all();
    }

    ReadingNode& m_node;
    int m_bus;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Steady::time_point> m_asked;
    std::size_t m_done = 0;
};

struct Waits {
    Seconds longest{};
    Seconds mean{};
    Seconds longestExchange{};  ///< from one request of the plan to the next of whatever kind
};

Waits waits(const std::vector<WireTrace::Request>& requests,
            const std::vector<Steady::time_point>& asked) {
    Waits result;
    std::size_t sale = 0;
    for (std::size_t i = 0; i < requests.size() && sale < asked.size(); ++i) {
        if (requests[i].read) {
            if (i + 1 == requests.size()) break;
            const Seconds took = requests[i + 1].at - requests[i].at;
            result.longestExchange = std::max(result.longestExchange, took);
            continue;
        }
        const Seconds waited = requests[i].at - asked[sale++];
        result.longest = std::max(result.longest, waited);
        result.mean += waited;
    }
    if (sale == 0 || sale < asked.size()) giveUp("sales are missing on the wire");
    result.mean /= static_cast<double>(sale);
    return result;
}

/// Every sale has come into the meters exactly once.
void checkSold(sim::MeterBus& bus, std::size_t sales) {
    std::int64_t added = 0;
    for (const auto& meter : need(parseStrict(bus.control("list"))))
        added += meter.at("count").get<std::int64_t>() - kFirstCount;
    if (added == static_cast<std::int64_t>(sales)) return;
    giveUp(fmt::format("{} sales were made, the meters counted {}", sales, added));
}

int run() {
    const auto living = openBus(kLiving);
    const auto withDead = openBus(kWithDead);
    ReadingNode node(
        {{kLiving, living->port(), kBaud, kMeters}, {kWithDead, withDead->port(), kBaud, kMeters}},
        builtInProfiles());
    Till till(node, kLiving);
    Till worst(node, kWithDead);
    std::atomic<std::size_t> probes{0};
    std::atomic<bool> dead{false};
    const WireTrace trace(node.line(kLiving));
    const WireTrace traceWithDead(node.line(kWithDead), [&](const WireTrace::Request& request) {
        if (!dead || request.address <= kMeters - kDead || probes >= kProbes) return;
        ++probes;
        worst.sell();
    });
    node.start();
    node.waitUntilAllRead(kLiving, kMeters);
    node.waitUntilAllRead(kWithDead, kMeters);
    for (int address = kMeters - kDead + 1; address <= kMeters; ++address)
        withDead->control(fmt::format("dead {}", address));
    dead = true;

    SeededRandom random(1);
    const int sales = longRun() ? 10 * kSales : kSales;
    for (int i = 1; i <= sales; ++i) {
        // Sales come when people pay, not when the line is free.
        std::this_thread::sleep_for(std::chrono::milliseconds(random.below(150)));
        till.sell();
        till.waitFor(static_cast<std::size_t>(i));
    }
    worst.waitFor(kProbes);
    node.stop();
    checkSold(*living, static_cast<std::size_t>(sales));
    checkSold(*withDead, kProbes);

    const Seconds ideal = idealRead(builtInProfiles(), kBaud);
    const Waits all = waits(trace.requests(), till.asked());
    const Waits bad = waits(traceWithDead.requests(), worst.asked());
    fmt::print(
        "bench sale-wait ratio={:.3f} longest wait of {} sales ({:.0f} ms, on average {:.0f}) "
        "against the longest read under way ({:.0f} ms; the wire alone takes {:.0f})\n",
        all.longest / all.longestExchange, sales, all.longest.count() * 1000,
        all.mean.count() * 1000, all.longestExchange.count() * 1000, ideal.count() * 1000);
    fmt::print(
        "bench sale-wait-dead ratio={:.3f} longest wait of {} sales that came right after a "
        "request to a dead meter ({:.0f} ms) against that one request ({:.0f} ms)\n",
        bad.longest / bad.longestExchange, kProbes, bad.longest.count() * 1000,
        bad.longestExchange.count() * 1000);
    return 0;
}

}  // namespace
}  // namespace wattill::bench

int main() {
    return wattill::bench::run();
}
