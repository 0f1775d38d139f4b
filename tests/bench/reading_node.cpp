#include "bench/reading_node.hpp"

#include "metering/modbus/modbus_bus.hpp"
#include "node/bus_settings.hpp"
#include "storage/writer_thread.hpp"

#include <future>

#include <fmt/format.h>

namespace wattill::bench {
namespace {

using namespace std::chrono_literals;

/// Far more often than on a site, so that the writer has work while the lines are measured.
constexpr Duration kRecordEvery = 1s;
constexpr Duration kScrapeEvery = 1s;
constexpr auto kFirstRound = 60s;

TimeZone shanghai() {
    const auto zone = TimeZone::find("Asia/Shanghai");
    if (!zone) giveUp("Asia/Shanghai is not known here; install tzdata");
    return *zone;
}

std::vector<tenancy::MeterPlace> placesOf(const std::vector<ReadingNode::Line>& lines) {
    std::vector<tenancy::MeterPlace> places;
    for (const ReadingNode::Line& line : lines) {
        for (int address = 1; address <= line.meters; ++address) {
            tenancy::MeterPlace place;
            place.meter = numberOf(line.bus, address);
            place.profile = profileOf(address);
            place.bus = ReadingNode::busName(line.bus);
            place.address = address;
            place.premises = std::to_string(line.bus * 1000 + address);
            place.account = AccountId(place.premises);
            place.pricePerKwh = Money::fromFen(90);
            places.push_back(place);
        }
    }
    return places;
}

}  // namespace

BusId ReadingNode::busName(int bus) {
    return BusId(fmt::format("bus-{}", bus));
}

ReadingNode::ReadingNode(std::vector<Line> lines, metering::ProfileLibrary profiles,
                         Duration pollEvery)
    : m_zone(shanghai()), m_profiles(std::move(profiles)) {
    storage::SqliteOptions options;
    options.path = (m_folder.path() / "wattill.db").string();
    m_database = std::make_unique<node::CountedDatabase>(
        storage::makeWriterThread(need(storage::SqliteStore::open(options))));
    m_board = std::make_unique<node::MeterBoard>(*m_database, m_zone, m_log);
    std::vector<node::Fleet::Line> fleet;
    std::vector<std::string> unlocked{profileOf(1), profileOf(2)};
    for (const Line& line : lines) {
        node::BusConfig config;
        config.name = busName(line.bus);
        config.port = line.port;
        config.baud = line.baud;
        config.pollEvery = pollEvery;
        config.recordEvery = kRecordEvery;
        m_config.buses.push_back(config);
        fleet.push_back({{config.name, config.pollEvery, config.recordEvery},
                         [this, settings = node::busSettings(config)] {
                             return metering::modbus::makeModbusBus(settings, m_profiles, m_clock,
                                                                    m_log);
                         }});
    }
    m_fleet =
        std::make_unique<node::Fleet>(std::move(fleet), m_profiles, unlocked, *m_board, m_log);
    const auto places = placesOf(lines);
    std::promise<Result<void>> written;
    m_database->submit(
        [&places](order::UnitOfWork& unit) -> Result<void> {
            for (const auto& place : places) {
                if (const auto put = unit.tenancy().put(place); !put) return put;
            }
            return {};
        },
        [&written](Result<void> result) { written.set_value(std::move(result)); });
    if (const auto result = written.get_future().get(); !result) giveUp(result.error().message);
    m_fleet->setPlaces(places);
    m_desk = std::make_unique<node::BusDesk>(
        node::BusDesk::Ports{m_config, *m_fleet, *m_board, *m_database, m_reads, m_timer, m_clock,
                             m_zone, m_clock.now(), m_channels});
}

ReadingNode::~ReadingNode() {
    stop();
}

void ReadingNode::start() {
    m_fleet->start();
    m_desk->start();
    scrapeAgain();
}

void ReadingNode::stop() {
    m_timer.stop();
    m_fleet->stop();
    m_reads.stop();
    m_database.reset();
}

void ReadingNode::scrapeAgain() {
    m_desk->metrics([this](const Result<std::string>& text) {
        if (!text) giveUp("no metrics: " + text.error().message);
        ++m_scrapes;
    });
    m_timer.postAfter(kScrapeEvery, [this] { scrapeAgain(); });
}

bool ReadingNode::allRead(int bus, int meters) const {
    for (int address = 1; address <= meters; ++address) {
        if (!m_board->status(numberOf(bus, address)).reading) return false;
    }
    return true;
}

void ReadingNode::waitUntilAllRead(int bus, int meters) {
    const auto until = Steady::now() + kFirstRound;
    while (!allRead(bus, meters)) {
        if (Steady::now() > until) giveUp(fmt::format("bus {}: not every meter was read", bus));
        std::this_thread::sleep_for(2ms);
    }
}

void ReadingNode::checkValues(int bus, int meters) const {
    for (int address = 1; address <= meters; ++address) {
        const auto status = m_board->status(numberOf(bus, address));
        if (status.reading && status.reading->total == energyOf(address)) continue;
        giveUp(fmt::format("bus {}, meter {}: {} instead of {} Wh", bus, address,
                           status.reading ? status.reading->total.wattHours() : -1,
                           energyOf(address).wattHours()));
    }
}

}  // namespace wattill::bench
