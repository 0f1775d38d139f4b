#pragma once

#include "simulation/memory_vfs.hpp"
#include "storage/sqlite_store.hpp"

#include <memory>
#include <string>

namespace wattill::simulation {

/// A database that stays open through crashes and from one run to the next. To open one reads its
/// schema and prepares every statement, which was most of a run's time. What the disk holds changes
/// below it as a loss of power changes it, with the index of the log zeroed; SQLite then does what
/// it does when another process of the machine has died: reads the log anew, and nothing that it
/// had in its own memory.
class KeptDatabase {
  public:
    /// Opens what the image holds, as the node does. An image that cannot be opened ends the
    /// process.
    KeptDatabase(const MemoryDisk& image, int checkpointPages);
    ~KeptDatabase();
    KeptDatabase(const KeptDatabase&) = delete;
    KeptDatabase& operator=(const KeptDatabase&) = delete;

    /// Another disk lies below from now on, with the schema that the first one had. `clock` stamps
    /// rows until the next begin() or end().
    void begin(const MemoryDisk& disk, const Clock& clock);
    void end() { m_clock.shows = nullptr; }
    [[nodiscard]] MemoryDisk& disk() { return m_disk; }
    [[nodiscard]] storage::SqliteStore& store() { return *m_store; }
    /// What SQLite's integrity_check finds; empty when all is whole.
    [[nodiscard]] std::string damage();

  private:
    struct BorrowedClock final : Clock {
        [[nodiscard]] Instant now() const override {
            return shows == nullptr ? fromMillis(0) : shows->now();
        }
        const Clock* shows = nullptr;
    };
    struct StatementCloser {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    struct Closer {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };

    MemoryDisk m_disk;
    SeededRandom m_random{1};
    BorrowedClock m_clock;
    MemoryVfs m_vfs;
    std::unique_ptr<storage::SqliteStore> m_store;
    std::unique_ptr<sqlite3, Closer> m_checker;
    std::unique_ptr<sqlite3_stmt, StatementCloser> m_check;
};

}  // namespace wattill::simulation
