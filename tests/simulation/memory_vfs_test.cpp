#include "simulation/memory_vfs.hpp"

#include <memory>
#include <set>

#include <gtest/gtest.h>

namespace wattill::simulation {
namespace {

/// A row counter on a MemoryDisk, opened as the node opens its database.
class Database {
  public:
    explicit Database(MemoryVfs& vfs, const char* locking = "EXCLUSIVE") {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        m_opened = sqlite3_open_v2("test.db", &m_db, flags, vfs.name().c_str());
        m_prepared = run((std::string("PRAGMA locking_mode=") + locking +
                          "; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
                             .c_str());
    }
    ~Database() { sqlite3_close(m_db); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] int run(const char* sql) {
        return m_opened != SQLITE_OK ? m_opened
                                     : sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr);
    }
    [[nodiscard]] int count(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(m_db, sql, -1, &statement, nullptr) != SQLITE_OK) return -1;
        const int count =
            sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
        sqlite3_finalize(statement);
        return count;
    }

  private:
    sqlite3* m_db = nullptr;
    int m_opened = SQLITE_ERROR;
    int m_prepared = SQLITE_ERROR;
};

std::span<const std::uint8_t> bytesOf(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string textOf(const MemoryDisk::File& file) {
    std::vector<std::uint8_t> bytes(file.size());
    EXPECT_TRUE(file.read(0, bytes));
    return {bytes.begin(), bytes.end()};
}

class MemoryVfsTest : public testing::Test {
  protected:
    /// The power goes while the database is open, and comes back.
    void crash(std::unique_ptr<Database>& database) {
        m_disk.cutPower();
        database.reset();
        m_disk.restart(m_random);
    }

    SeededRandom m_random{7};
    MemoryDisk m_disk;
    MemoryVfs m_vfs{m_disk, m_random, [] { return fromMillis(1'795'312'800'000); }};
};

TEST_F(MemoryVfsTest, SyncedBytesSurviveEveryPowerLoss) {
    for (int i = 0; i < 50; ++i) {
        MemoryDisk disk;
        const auto file = disk.open("f", true);
        file->write(0, bytesOf("safe"));
        file->sync();
        file->write(0, bytesOf("risk"));
        file->write(4, bytesOf("more"));
        disk.restart(m_random);
        EXPECT_GE(file->size(), 4U);
        EXPECT_LE(file->size(), 8U);
    }
}

TEST_F(MemoryVfsTest, UnsyncedBytesAreSometimesLostSometimesKeptSometimesTorn) {
    std::set<std::string> seen;
    for (int i = 0; i < 400; ++i) {
        MemoryDisk disk;
        const auto file = disk.open("f", true);
        file->write(0, bytesOf("old old "));
        file->sync();
        file->write(0, bytesOf("newnew"));
        disk.restart(m_random);
        seen.insert(textOf(*file));
    }
    EXPECT_TRUE(seen.contains("old old "));
    EXPECT_TRUE(seen.contains("newnewd "));
    EXPECT_GT(seen.size(), 2U) << "no write was ever torn";
}

TEST_F(MemoryVfsTest, UnsyncedTruncationMayBeUndone) {
    std::set<std::size_t> sizes;
    for (int i = 0; i < 100; ++i) {
        MemoryDisk disk;
        const auto file = disk.open("f", true);
        file->write(0, bytesOf("12345678"));
        file->sync();
        file->truncate(2);
        disk.restart(m_random);
        sizes.insert(file->size());
    }
    EXPECT_EQ(sizes, (std::set<std::size_t>{2, 8}));
}

TEST_F(MemoryVfsTest, DurableCopyHasNothingUnsynced) {
    const auto file = m_disk.open("f", true);
    file->write(0, bytesOf("safe"));
    file->sync();
    file->write(4, bytesOf("risk"));
    MemoryDisk left = m_disk.durable();
    EXPECT_EQ(textOf(*left.open("f", false)), "safe");
    EXPECT_EQ(textOf(*file), "saferisk");
}

TEST_F(MemoryVfsTest, CommittedRowsSurviveAndTheDatabaseStaysWhole) {
    for (int lap = 0; lap < 30; ++lap) {
        auto database = std::make_unique<Database>(m_vfs);
        ASSERT_EQ(database->run("CREATE TABLE IF NOT EXISTS t(x)"), SQLITE_OK);
        const int before = database->count("SELECT count(*) FROM t");
        ASSERT_EQ(database->run("INSERT INTO t VALUES(1)"), SQLITE_OK);
        // Uncommitted at the crash.
        ASSERT_EQ(database->run("BEGIN; INSERT INTO t VALUES(2)"), SQLITE_OK);
        crash(database);
        Database again(m_vfs);
        EXPECT_EQ(again.count("SELECT count(*) FROM t"), before + 1);
        EXPECT_EQ(again.count("SELECT count(*) FROM t WHERE x=2"), 0);
        EXPECT_EQ(again.count("SELECT count(*) FROM pragma_integrity_check WHERE "
                              "integrity_check='ok'"),
                  1);
    }
}

TEST_F(MemoryVfsTest, PowerLossInACommitLeavesAllOfItOrNothing) {
    int kept = 0;
    int lost = 0;
    for (int lap = 0; lap < 200; ++lap) {
        auto database = std::make_unique<Database>(m_vfs);
        ASSERT_EQ(database->run("CREATE TABLE IF NOT EXISTS t(x, y)"), SQLITE_OK);
        ASSERT_EQ(database->run("DELETE FROM t"), SQLITE_OK);
        m_disk.armPowerLoss(1 + lap % 20);
        (void)database->run(
            "BEGIN; INSERT INTO t VALUES(1, randomblob(9000));"
            "INSERT INTO t VALUES(2, randomblob(9000)); COMMIT");
        crash(database);
        Database again(m_vfs);
        const int rows = again.count("SELECT count(*) FROM t");
        ASSERT_TRUE(rows == 0 || rows == 2) << rows << " rows after lap " << lap;
        (rows == 0 ? lost : kept) += 1;
    }
    EXPECT_GT(kept, 0);
    EXPECT_GT(lost, 0);
}

TEST_F(MemoryVfsTest, AConnectionThatStaysOpenFindsAllOfACommitOrNothing) {
    Database database(m_vfs, "NORMAL");
    ASSERT_EQ(database.run("CREATE TABLE t(x, y); PRAGMA wal_autocheckpoint=20"), SQLITE_OK);
    int kept = 0;
    int lost = 0;
    for (int lap = 0; lap < 400; ++lap) {
        ASSERT_EQ(database.run("DELETE FROM t"), SQLITE_OK);
        m_disk.armPowerLoss(1 + lap % 40);
        (void)database.run(
            "BEGIN; INSERT INTO t VALUES(1, randomblob(9000));"
            "INSERT INTO t VALUES(2, randomblob(9000)); COMMIT");
        m_disk.cutPower();
        (void)database.run("ROLLBACK");
        m_disk.restart(m_random);
        const int rows = database.count("SELECT count(*) FROM t");
        ASSERT_TRUE(rows == 0 || rows == 2) << rows << " rows after lap " << lap;
        (rows == 0 ? lost : kept) += 1;
        EXPECT_EQ(database.count("SELECT count(*) FROM pragma_integrity_check WHERE "
                                 "integrity_check='ok'"),
                  1);
    }
    EXPECT_GT(kept, 0);
    EXPECT_GT(lost, 0);
}

TEST_F(MemoryVfsTest, AConnectionThatStaysOpenFindsAnotherDisk) {
    MemoryDisk prepared;
    {
        MemoryVfs vfs(prepared, m_random, [] { return fromMillis(0); });
        Database database(vfs);
        ASSERT_EQ(database.run("CREATE TABLE t(x); INSERT INTO t VALUES(7)"), SQLITE_OK);
    }
    prepared.syncAll();
    m_disk.become(prepared);
    Database database(m_vfs, "NORMAL");
    for (int lap = 0; lap < 10; ++lap) {
        EXPECT_EQ(database.count("SELECT sum(x) FROM t"), 7);
        for (int row = 0; row <= lap; ++row)
            ASSERT_EQ(database.run("INSERT INTO t VALUES(1)"), SQLITE_OK);
        EXPECT_EQ(database.count("SELECT sum(x) FROM t"), 8 + lap);
        m_disk.become(prepared);
    }
}

TEST_F(MemoryVfsTest, ADiskThatLiesLosesCommits) {
    int lost = 0;
    for (int lap = 0; lap < 20; ++lap) {
        auto database = std::make_unique<Database>(m_vfs);
        ASSERT_EQ(database->run("CREATE TABLE IF NOT EXISTS t(x); DELETE FROM t"), SQLITE_OK);
        m_disk.syncAll();
        m_disk.ignoreSyncs(true);
        ASSERT_EQ(database->run("INSERT INTO t VALUES(1)"), SQLITE_OK);
        crash(database);
        m_disk.ignoreSyncs(false);
        lost += Database(m_vfs).count("SELECT count(*) FROM t") == 1 ? 0 : 1;
    }
    EXPECT_GT(lost, 0);
}

}  // namespace
}  // namespace wattill::simulation
