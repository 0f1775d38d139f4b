// A whole node with 200 lines of 32 meters each, 6,400 meters that answer at once: how old the
// oldest state of any meter becomes, and what the node needs of a processor and of memory. The
// meters are in a process of their own, so that the node is measured alone. The floor for a reading
// is what bare libmodbus needs to read the same block from the same kind of port, without decoding
// it.
//
// Short: every meter is read each 10 s, six times as often as a node does by itself, for 10 s.
// Long: as the node does by itself, for 200 s.
#include "bench/loaded_bus.hpp"
#include "node/node.hpp"
#include "storage/sqlite_store.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string_view>
#include <thread>

#include <fmt/format.h>
#include <httplib.h>
#include <modbus.h>
#include <sys/resource.h>
#include <unistd.h>

namespace wattill::bench {
namespace {

using namespace std::chrono_literals;

constexpr int kBuses = 200;
constexpr int kMetersEach = 32;
constexpr int kMeters = kBuses * kMetersEach;
constexpr int kBaud = 38400;  // the driver's silence between frames is shortest here
constexpr int kBareReads = 2000;

struct Terms {
    Duration pollEvery;
    Duration span;
};
Terms terms() {
    return longRun() ? Terms{60s, 180s} : Terms{5s, 10s};
}

// ---- the process of the meters

int simulate() {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);  // before any thread is made
    sim::MeterBusOptions options;
    options.paced = false;
    sim::Loop loop;
    std::vector<std::unique_ptr<sim::MeterBus>> buses;
    for (int bus = 0; bus <= kBuses; ++bus) {  // 0 is for the floor
        buses.push_back(
            std::make_unique<sim::MeterBus>(idleMeters(bus, kMetersEach), options, &loop));
        if (const auto opened = buses.back()->open(); !opened) giveUp(opened.error().message);
        fmt::print("{}\n", buses.back()->port());
    }
    fmt::print("ready\n");
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ending, &signal);
    return 0;
}

std::vector<std::string> portsOf(test::Process& meters) {
    if (!meters.line("ready")) giveUp("the meters do not start: " + meters.output());
    std::istringstream text(meters.output());
    std::vector<std::string> ports;
    for (std::string line; std::getline(text, line) && line != "ready";)
        ports.push_back(line);
    if (ports.size() != kBuses + 1) giveUp("the meters have other ports than they should");
    return ports;
}

// ---- what is measured

Seconds inSeconds(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

Seconds processorTime(int who) {
    rusage used{};
    getrusage(who, &used);
    return inSeconds(used.ru_utime) + inSeconds(used.ru_stime);
}

double memoryMb() {
    std::ifstream in("/proc/self/statm");
    std::int64_t size = 0;
    std::int64_t resident = 0;
    in >> size >> resident;
    return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Processor time of one read by libmodbus alone.
Seconds bareRead(const std::string& port, const metering::Block& block) {
    modbus_t* context = modbus_new_rtu(port.c_str(), kBaud, 'N', 8, 1);
    if (context == nullptr || modbus_connect(context) != 0) giveUp(port + ": libmodbus");
    std::vector<std::uint16_t> registers(static_cast<std::size_t>(block.count));
    const Seconds before = processorTime(RUSAGE_THREAD);
    for (int i = 0; i < kBareReads; ++i) {
        modbus_set_slave(context, i % kMetersEach + 1);
        if (modbus_read_registers(context, block.start, block.count, registers.data()) !=
            block.count) {
            giveUp(std::string("libmodbus: ") + modbus_strerror(errno));
        }
    }
    const Seconds used = processorTime(RUSAGE_THREAD) - before;
    modbus_close(context);
    modbus_free(context);
    return used / kBareReads;
}

/// What Prometheus would be told.
class Metrics {
  public:
    explicit Metrics(std::uint16_t port) {
        httplib::Client client("127.0.0.1", port);
        client.set_read_timeout(30, 0);
        const auto answer = client.Get("/metrics");
        if (!answer || answer->status != 200) giveUp("no metrics");
        std::istringstream text(answer->body);
        for (std::string line; std::getline(text, line);)
            m_lines.push_back(line);
    }
    /// The values of every line that begins with `name` and holds `label`.
    [[nodiscard]] std::vector<double> values(std::string_view name, std::string_view label) const {
        std::vector<double> found;
        for (const std::string& line : m_lines) {
            if (!line.starts_with(name) || line.find(label) == std::string::npos) continue;
            found.push_back(std::stod(line.substr(line.rfind(' '))));
        }
        return found;
    }
    [[nodiscard]] double sum(std::string_view name, std::string_view label) const {
        double all = 0;
        for (const double each : values(name, label))
            all += each;
        return all;
    }

  private:
    std::vector<std::string> m_lines;
};

double readings(const Metrics& metrics) {
    return metrics.sum("wattill_bus_frames_total{", "result=\"answered\"");
}

/// How old the oldest state of all meters becomes within one round; gives up when a bus has none.
double oldestState(std::uint16_t port) {
    double oldest = 0;
    const auto until = Steady::now() + terms().pollEvery;
    while (Steady::now() < until) {
        const auto ages = Metrics(port).values("wattill_bus_oldest_state_seconds{", "bus=");
        if (ages.size() != kBuses) giveUp(fmt::format("{} buses have a state", ages.size()));
        oldest = std::max(oldest, *std::max_element(ages.begin(), ages.end()));
        std::this_thread::sleep_for(250ms);
    }
    return oldest;
}

// ---- the node

std::string busName(int bus) {
    return fmt::format("bus-{}", bus);
}

node::Config configuration(const std::filesystem::path& folder,
                           const std::vector<std::string>& ports) {
    node::Config config;
    config.siteName = "Bench";
    config.terminal = "K01";
    config.presets = {Money::fromFen(10'000)};
    config.stateDir = (folder / "state").string();
    config.socket = (folder / "node.sock").string();
    config.staffTokenFile = (folder / "token").string();
    config.profilesDir = WATTILL_SOURCE_DIR "/assets/profiles";
    config.metricsListen = node::ListenAddress{"127.0.0.1", 0};
    for (int bus = 1; bus <= kBuses; ++bus) {
        node::BusConfig line;
        line.name = BusId(busName(bus));
        line.port = ports.at(static_cast<std::size_t>(bus));
        line.baud = kBaud;
        line.pollEvery = terms().pollEvery;
        config.buses.push_back(line);
    }
    std::ofstream(config.staffTokenFile) << "0123456789abcdef0123456789abcdef\n";
    std::filesystem::permissions(config.staffTokenFile, std::filesystem::perms::owner_read);
    return config;
}

Result<void> putMeters(order::UnitOfWork& unit) {
    for (int meter = 0; meter < kMeters; ++meter) {
        const int bus = meter / kMetersEach + 1;
        tenancy::MeterPlace place;
        place.address = meter % kMetersEach + 1;
        place.meter = numberOf(bus, meter % kMetersEach + 1);
        place.profile = profileOf(meter % kMetersEach + 1);
        place.bus = BusId(busName(bus));
        place.premises = std::to_string(10'000 + meter);
        place.account = AccountId(place.premises);
        place.pricePerKwh = Money::fromFen(90);
        if (const auto put = unit.tenancy().put(place); !put) return put;
    }
    return {};
}

void importMeters(const node::Config& config) {
    std::filesystem::create_directories(config.stateDir);
    storage::SqliteOptions options;
    options.path = config.databasePath();
    const auto store = need(storage::SqliteStore::open(options));
    for (const auto& result : store->runBatch({{putMeters, {}}})) {
        if (!result) giveUp(result.error().message);
    }
}

/// Until every meter was read once.
Metrics afterFirstRound(std::uint16_t port) {
    const auto until = Steady::now() + 90s;
    while (Steady::now() < until) {
        Metrics metrics(port);
        const bool allRead =
            readings(metrics) >= kMeters && metrics.sum("wattill_bus_meters_lost{", "bus=") == 0;
        if (allRead && metrics.sum("wattill_writer_waiting", "") == 0) return metrics;
        std::this_thread::sleep_for(500ms);
    }
    giveUp("not every meter was read");
}

int run() {
    test::Process meters({std::filesystem::read_symlink("/proc/self/exe").string(), "simulate"});
    const auto ports = portsOf(meters);
    const Seconds bare = bareRead(ports[0], builtInProfiles().find(profileOf(1))->live());

    const test::TemporaryFolder folder;
    const node::Config config = configuration(folder.path(), ports);
    importMeters(config);
    NullLog log;
    const auto begun = Steady::now();
    const auto node = need(node::Node::start(config, log));
    const Metrics before = afterFirstRound(node->metricsPort());
    const Seconds firstRound = Steady::now() - begun;

    const auto from = Steady::now();
    const Seconds usedBefore = processorTime(RUSAGE_SELF);
    std::this_thread::sleep_until(from + terms().span);
    const Metrics after(node->metricsPort());
    const Seconds span = Steady::now() - from;
    const Seconds used = processorTime(RUSAGE_SELF) - usedBefore;
    const double read = readings(after) - readings(before);
    const double lost = after.sum("wattill_bus_meters_lost{", "bus=");
    const double memory = memoryMb();
    const double oldest = oldestState(node->metricsPort());
    node->stop();
    if (read < kMeters / 2.0) giveUp(fmt::format("{} readings only", read));

    const Seconds each = used / read;
    const auto every = std::chrono::round<std::chrono::seconds>(terms().pollEvery).count();
    fmt::print(
        "bench many-buses ratio={:.2f} {:.0f} us of processor a reading, everything that a node "
        "does in it, against {:.0f} us of bare libmodbus; {} lines, {} meters, each read every {} "
        "s: {:.1f} % of one core, {:.0f} MB; first round {:.1f} s\n",
        each / bare, each.count() * 1e6, bare.count() * 1e6, kBuses, kMeters, every,
        used / span * 100, memory, firstRound.count());
    fmt::print(
        "bench many-buses-freshness ratio={:.3f} oldest state of all meters ({:.1f} s) against "
        "180 s; {:.0f} readings in {:.1f} s, {:.0f} meters lost\n",
        oldest / 180, oldest, read, span.count(), lost);
    return lost == 0 && oldest < 180 ? 0 : 1;
}

}  // namespace
}  // namespace wattill::bench

int main(int argc, char** argv) {
    const bool meters = argc > 1 && std::string_view(argv[1]) == "simulate";
    return meters ? wattill::bench::simulate() : wattill::bench::run();
}
