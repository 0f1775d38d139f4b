#include "api/bus_client.hpp"
#include "node/bus_making.hpp"
#include "node/cycle_estimate.hpp"
#include "node/doctor_checks.hpp"
#include "node/secret_file.hpp"
#include "storage/sqlite_store.hpp"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace wattill::node {

namespace {
constexpr Duration kFreshState{180'000};  ///< no living meter's state may be older (S3)
constexpr std::int64_t kClockOffMs = 120'000;

std::vector<tenancy::MeterPlace> placesIn(const Config& config) {
    std::vector<tenancy::MeterPlace> places;
    if (!std::filesystem::exists(config.databasePath())) return places;
    const auto store = storage::SqliteStore::openReadOnly(config.databasePath());
    if (!store) return places;  // checkDatabase says so
    const auto read = (*store)->read([&places](const order::UnitOfWork& unit) -> Result<void> {
        auto all = unit.tenancy().all();
        if (!all) return all.error();
        places = std::move(*all);
        return {};
    });
    return read.ok() ? places : std::vector<tenancy::MeterPlace>();
}

/// What the sheet of meters and the configuration say of one line, against each other.
Checks planChecks(const BusConfig& bus, const std::vector<tenancy::MeterPlace>& places,
                  const metering::ProfileLibrary& profiles) {
    Checks checks;
    Duration cycle{};
    int meters = 0;
    for (const tenancy::MeterPlace& place : places) {
        if (place.bus != bus.name) continue;
        ++meters;
        const metering::Profile* profile = profiles.find(place.profile);
        const std::string name = fmt::format("meter {}", place.meter.text());
        if (profile == nullptr) {
            checks.push_back({name, false, fmt::format("no profile '{}' is known", place.profile),
                              "put its file into profiles_dir, or import the meter with another"});
            continue;
        }
        if (!speaks(*profile, bus.protocol)) {
            checks.push_back(
                {name, false,
                 fmt::format("its profile {} does not speak {}, as bus {} does", place.profile,
                             metering::name(bus.protocol), bus.name.text()),
                 "correct [[bus]] protocol, or import the meter with another profile "
                 "or bus"});
            continue;
        }
        if (const auto good = checkAddress(bus.protocol, place.address); !good) {
            checks.push_back({name, false, good.error().message, "import it with its address"});
        }
        cycle += readingTime(*profile, bus);
    }
    const bool fresh = cycle <= kFreshState;
    const auto seconds = std::chrono::duration<double>(cycle).count();
    checks.push_back({fmt::format("round of {}", bus.name.text()), fresh,
                      fmt::format("{} meters: about {:.1f} s for all", meters, seconds),
                      fresh ? ""
                            : "no state can be younger than 3 min: raise the baud rate of the "
                              "meters, or split the line"});
    return checks;
}

/// A USB adapter that collects bytes before it hands them on makes every answer slower.
std::optional<Check> latencyCheck(const BusConfig& bus) {
    std::error_code error;
    const auto device = std::filesystem::canonical(bus.port, error);
    if (error) return std::nullopt;
    const auto file = "/sys/class/tty" / device.filename() / "device/latency_timer";
    std::ifstream in(file);
    int millis = 0;
    if (!(in >> millis)) return std::nullopt;
    const std::string name = fmt::format("USB adapter of {}", bus.name.text());
    if (millis <= 1) return Check{name, true, "hands on every byte within 1 ms", {}};
    return Check{name, false,
                 fmt::format("collects bytes for {} ms, in every answer of every meter", millis),
                 fmt::format("echo 1 > {}; for good with a udev rule: ACTION==\"add\", "
                             "SUBSYSTEM==\"usb-serial\", ATTR{{latency_timer}}=\"1\"",
                             file.string())};
}

void addLive(const api::BusDetailView& detail, Checks& checks) {
    const std::string name = fmt::format("bus {}", detail.bus.name);
    const auto& notes = detail.bus.notes;
    checks.push_back({name, notes.empty(),
                      notes.empty()
                          ? fmt::format("load {}.{} %, {} of {} meters answer",
                                        detail.bus.lastQuarter.loadPermille / 10,
                                        detail.bus.lastQuarter.loadPermille % 10,
                                        detail.bus.meters - detail.bus.lost, detail.bus.meters)
                          : fmt::format("{}", fmt::join(notes, "\n")),
                      notes.empty() ? "" : "wattill bus status " + detail.bus.name});
    for (const auto& meter : detail.meters) {
        if (!meter.clockAheadMs || std::abs(*meter.clockAheadMs) <= kClockOffMs) continue;
        checks.push_back({fmt::format("clock of meter {}", meter.meter.text()), false,
                          fmt::format("is {:+} s off", *meter.clockAheadMs / 1000),
                          "set it, not near midnight or a change of rate; commands with a time are "
                          "refused until then"});
    }
}

/// What the running node sees.
void liveChecks(const Config& config, Checks& checks) {
    auto token = readStaffToken(config.staffTokenFile);
    if (!token) return;  // checkSecrets says so
    const auto node = api::makeBusClient({config.socket, std::move(*token)});
    for (const BusConfig& bus : config.buses) {
        const auto detail = node->bus(bus.name);
        if (detail) {
            addLive(*detail, checks);
        } else {
            checks.push_back({fmt::format("bus {}", bus.name.text()), false, detail.error().message,
                              "look at the node's log; was it started with this configuration?"});
        }
    }
}
}  // namespace

void checkBuses(const Config& config, bool nodeRuns, Checks& checks) {
    const auto profiles = metering::ProfileLibrary::load(config.profilesDir);
    if (!profiles) return;  // checkProfiles says so
    const auto places = placesIn(config);
    for (const BusConfig& bus : config.buses) {
        for (Check& check : planChecks(bus, places, *profiles))
            checks.push_back(std::move(check));
        if (auto check = latencyCheck(bus)) checks.push_back(std::move(*check));
    }
    if (nodeRuns) liveChecks(config, checks);
}

}  // namespace wattill::node
