#include "simulation/kept_database.hpp"

namespace wattill::simulation {

KeptDatabase::KeptDatabase(const MemoryDisk& image, int checkpointPages)
    : m_disk(image.clone()), m_vfs(m_disk, m_random, [this] { return m_clock.now(); }) {
    auto store =
        storage::SqliteStore::open({"node.db", m_vfs.name(), false, &m_clock, checkpointPages});
    WATTILL_ASSERT(store.ok(), "the database of the simulation cannot be opened");
    m_store = std::move(*store);

    sqlite3* checker = nullptr;
    const int opened =
        sqlite3_open_v2("node.db", &checker, SQLITE_OPEN_READONLY, m_vfs.name().c_str());
    m_checker.reset(checker);
    sqlite3_stmt* check = nullptr;
    const bool ready = opened == SQLITE_OK &&
                       sqlite3_prepare_v3(checker, "PRAGMA integrity_check(1)", -1,
                                          SQLITE_PREPARE_PERSISTENT, &check, nullptr) == SQLITE_OK;
    m_check.reset(check);
    WATTILL_ASSERT(ready, "the database of the simulation cannot be checked");
}

KeptDatabase::~KeptDatabase() = default;

void KeptDatabase::begin(const MemoryDisk& disk, const Clock& clock) {
    m_disk.become(disk);
    m_clock.shows = &clock;
}

std::string KeptDatabase::damage() {
    const int code = sqlite3_step(m_check.get());
    std::string found = code == SQLITE_ROW
                            ? reinterpret_cast<const char*>(sqlite3_column_text(m_check.get(), 0))
                            : sqlite3_errmsg(m_checker.get());
    sqlite3_reset(m_check.get());
    return found == "ok" ? std::string() : found;
}

}  // namespace wattill::simulation
