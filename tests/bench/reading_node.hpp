#pragma once

#include "bench/loaded_bus.hpp"
#include "node/bus_desk.hpp"
#include "support/process.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace wattill::bench {

/// What a node runs for its meters: fleet, board, SQLite on disk behind its writer thread, samples
/// and metrics of the lines, asked for once a second. No payment and no API.
class ReadingNode {
  public:
    struct Line {
        int bus = 1;  ///< as idleMeters() has it
        std::string port;
        int baud = 9600;
        int meters = 0;  ///< at addresses 1 …
    };
    /// `pollEvery` of a millisecond: a reading follows another as fast as the line allows.
    ReadingNode(std::vector<Line> lines, metering::ProfileLibrary profiles,
                Duration pollEvery = Duration(1));
    ~ReadingNode();
    ReadingNode(const ReadingNode&) = delete;
    ReadingNode& operator=(const ReadingNode&) = delete;

    void start();
    void stop();
    [[nodiscard]] node::Fleet& fleet() { return *m_fleet; }
    [[nodiscard]] node::BusLine& line(int bus) { return *m_fleet->line(busName(bus)); }
    [[nodiscard]] static BusId busName(int bus);
    /// Comes back once every meter of the line was read; gives up after a minute.
    void waitUntilAllRead(int bus, int meters);
    /// Gives up unless the board shows of every meter exactly what it must.
    void checkValues(int bus, int meters) const;
    /// Transactions on disk, and answers to who collects metrics, so far.
    [[nodiscard]] std::uint64_t commits() const { return m_database->counts().committed; }
    [[nodiscard]] int scrapes() const { return m_scrapes; }

  private:
    void scrapeAgain();
    [[nodiscard]] bool allRead(int bus, int meters) const;

    test::TemporaryFolder m_folder;
    SystemClock m_clock;
    NullLog m_log;
    TimeZone m_zone;
    node::Config m_config;
    metering::ProfileLibrary m_profiles;
    std::unique_ptr<node::CountedDatabase> m_database;
    std::unique_ptr<node::MeterBoard> m_board;
    std::unique_ptr<node::Fleet> m_fleet;
    node::Channels m_channels;
    node::Worker m_reads{"reads", 512};
    node::Worker m_timer{"timer"};
    std::unique_ptr<node::BusDesk> m_desk;
    std::atomic<int> m_scrapes{0};
};

}  // namespace wattill::bench
