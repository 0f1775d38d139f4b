#include "storage/sqlite_store.hpp"

#include "store_fixture.hpp"

#include <csignal>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace wattill::storage {
namespace {

using order::UnitOfWork;

order::Database::Work inserting(const std::string& id) {
    return [id](UnitOfWork& unit) { return unit.orders().insert(someOrder(id)); };
}

class SqliteStoreTest : public StoreTest {
  protected:
    std::vector<std::string> ids() {
        std::vector<std::string> all;
        for (const auto& each : ask([](const UnitOfWork& u) { return u.orders().list({}, 100); })) {
            all.push_back(each.id.text());
        }
        return all;
    }
    std::string openingError(const std::string& path, ErrorCode code) {
        SqliteOptions options;
        options.path = path;
        const auto opened = SqliteStore::open(options);
        EXPECT_FALSE(opened.ok());
        if (opened.ok()) return "";
        EXPECT_EQ(opened.error().code, code) << opened.error().message;
        EXPECT_NE(opened.error().message.find(path), std::string::npos);
        return opened.error().message;
    }
};

using Ids = std::vector<std::string>;

TEST_F(SqliteStoreTest, FailingWorkTakesOnlyItsOwnChangesBack) {
    const auto results = m_store->runBatch({
        {inserting("K0100001"), {}},
        {[](UnitOfWork& unit) -> Result<void> {
             EXPECT_TRUE(unit.orders().insert(someOrder("K0100002")).ok());
             return invalidInput("second thoughts");
         },
         {}},
        {inserting("K0100001"), {}},
        {inserting("K0100003"), {}},
    });
    ASSERT_EQ(results.size(), 4U);
    EXPECT_TRUE(results[0].ok());
    EXPECT_EQ(results[1].error().message, "second thoughts");
    EXPECT_EQ(results[2].error().code, ErrorCode::Conflict);
    EXPECT_TRUE(results[3].ok());
    EXPECT_EQ(ids(), (Ids{"K0100003", "K0100001"}));
}

TEST_F(SqliteStoreTest, WorkThatGoesOnAfterAnErrorKeepsTheRest) {
    EXPECT_TRUE(insert(someOrder("K0100001")).ok());
    EXPECT_TRUE(write([](UnitOfWork& unit) -> Result<void> {
                    EXPECT_FALSE(unit.orders().insert(someOrder("K0100001")).ok());
                    return unit.orders().insert(someOrder("K0100002"));
                }).ok());
    EXPECT_EQ(ids().size(), 2U);
}

TEST_F(SqliteStoreTest, LaterWorkSeesTheEarlierOne) {
    const auto results = m_store->runBatch({
        {inserting("K0100001"), {}},
        {[](UnitOfWork& unit) -> Result<void> {
             EXPECT_TRUE(unit.orders().find(OrderId("K0100001"))->has_value());
             return {};
         },
         {}},
    });
    EXPECT_TRUE(results[1].ok());
}

TEST_F(SqliteStoreTest, ReadSeesASnapshotWhileOthersWrite) {
    ASSERT_TRUE(insert(someOrder("K0100001")).ok());
    const auto count = [](const UnitOfWork& unit) { return unit.orders().list({}, 10)->size(); };
    ASSERT_TRUE(m_store
                    ->read([&](const UnitOfWork& unit) -> Result<void> {
                        EXPECT_EQ(count(unit), 1U);
                        EXPECT_TRUE(insert(someOrder("K0100002")).ok());
                        EXPECT_EQ(count(unit), 1U);
                        return {};
                    })
                    .ok());
    EXPECT_EQ(ids().size(), 2U);
}

TEST_F(SqliteStoreTest, ErrorOfAReadingWorkComesBack) {
    const auto read =
        m_store->read([](const UnitOfWork&) -> Result<void> { return notFound("nobody"); });
    EXPECT_EQ(codeOf(read), ErrorCode::NotFound);
    EXPECT_TRUE(ids().empty());
}

// A file size limit of the process stands for the full disk.
TEST_F(SqliteStoreTest, FullDiskFailsTheWholeBatchAndNothingStays) {
    ASSERT_TRUE(insert(someOrder("K0100001")).ok());
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto oldHandler = std::signal(SIGXFSZ, SIG_IGN);
    const auto walSize = std::filesystem::file_size(m_path + "-wal");
    rlimit tight{walSize, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto results =
        m_store->runBatch({{inserting("K0100002"), {}}, {inserting("K0100003"), {}}});
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, oldHandler);
    ASSERT_EQ(results.size(), 2U);
    for (const auto& each : results)
        EXPECT_EQ(codeOf(each), ErrorCode::Io);
    EXPECT_EQ(ids(), (Ids{"K0100001"}));
    ASSERT_TRUE(insert(someOrder("K0100002")).ok());
    reopen();
    EXPECT_EQ(ids(), (Ids{"K0100002", "K0100001"}));
}

TEST_F(SqliteStoreTest, EmptyBatchIsFine) {
    EXPECT_TRUE(m_store->runBatch({}).empty());
}

TEST_F(SqliteStoreTest, WhatWasCommittedIsThereAfterReopening) {
    ASSERT_TRUE(insert(someOrder("K0100001")).ok());
    reopen();
    EXPECT_EQ(ids(), (Ids{"K0100001"}));
}

TEST_F(SqliteStoreTest, SecondNodeIsRefusedAndToldWhoIsThere) {
    const std::string message = openingError(m_path, ErrorCode::Conflict);
    EXPECT_NE(message.find("process " + std::to_string(getpid())), std::string::npos) << message;
}

TEST_F(SqliteStoreTest, FileThatIsNoDatabaseIsLeftAlone) {
    const std::string path = (m_folder.path() / "letter.txt").string();
    const std::string text(4096, 'x');
    std::ofstream(path) << text;
    openingError(path, ErrorCode::Corrupt);
    std::ifstream back(path);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(back), {}), text);
}

TEST_F(SqliteStoreTest, DamagedDatabaseIsRefused) {
    for (int i = 0; i < 50; ++i)
        ASSERT_TRUE(insert(someOrder("K01" + std::to_string(i))).ok());
    m_store.reset();
    {
        // Through the cell pointers of every page but the first: the header stays readable.
        std::fstream file(m_path, std::ios::in | std::ios::out | std::ios::binary);
        const auto pages = static_cast<int>(std::filesystem::file_size(m_path) / 4096);
        for (int page = 1; page < pages; ++page) {
            file.seekp(page * 4096 + 8);
            file << std::string(64, '\xFF');
        }
    }
    openingError(m_path, ErrorCode::Corrupt);
}

TEST_F(SqliteStoreTest, MissingFolderIsNamed) {
    openingError((m_folder.path() / "nowhere" / "site.db").string(), ErrorCode::Io);
}

TEST_F(SqliteStoreTest, FolderInPlaceOfTheFileIsNamed) {
    const auto path = m_folder.path() / "folder.db";
    std::filesystem::create_directory(path);
    openingError(path.string(), ErrorCode::Io);
}

TEST_F(SqliteStoreTest, OthersMayNotReadTheFiles) {
    namespace fs = std::filesystem;
    ASSERT_TRUE(insert(someOrder("K0100001")).ok());
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
        const fs::perms perms = fs::status(m_path + suffix).permissions();
        EXPECT_EQ(perms & fs::perms::others_all, fs::perms::none) << suffix;
    }
}

TEST_F(SqliteStoreTest, ReaderLooksOnWhileTheNodeWrites) {
    auto reader = SqliteStore::openReadOnly(m_path);
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    ASSERT_TRUE(insert(someOrder("K0100001")).ok());
    std::size_t seen = 0;
    ASSERT_TRUE((*reader)
                    ->read([&](const UnitOfWork& unit) -> Result<void> {
                        seen = unit.orders().list({}, 10)->size();
                        return {};
                    })
                    .ok());
    EXPECT_EQ(seen, 1U);
    const auto refused = (*reader)->runBatch({{inserting("K0100002"), {}}});
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(codeOf(refused[0]), ErrorCode::Forbidden);
}

TEST_F(SqliteStoreTest, ReaderNeedsNoNode) {
    ASSERT_TRUE(insert(someOrder("K0100001")).ok());
    m_store.reset();
    auto reader = SqliteStore::openReadOnly(m_path);
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    EXPECT_TRUE((*reader)->read([](const UnitOfWork&) { return Result<void>(); }).ok());
}

TEST_F(SqliteStoreTest, ReaderMakesNoFile) {
    const std::string path = (m_folder.path() / "absent.db").string();
    const auto reader = SqliteStore::openReadOnly(path);
    ASSERT_FALSE(reader.ok());
    EXPECT_EQ(reader.error().code, ErrorCode::NotFound) << reader.error().message;
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(SqliteStoreTest, ExclusiveStoreUsesNoSharedMemory) {
    SqliteOptions options;
    options.path = (m_folder.path() / "exclusive.db").string();
    options.exclusive = true;
    m_store = std::move(*SqliteStore::open(options));
    ASSERT_TRUE(insert(someOrder("K0100001")).ok());
    EXPECT_EQ(ids(), (Ids{"K0100001"}));
    EXPECT_TRUE(std::filesystem::exists(options.path + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(options.path + "-shm"));
}

using SqliteStoreDeathTest = SqliteStoreTest;

TEST_F(SqliteStoreDeathTest, WorkThatThrowsEndsTheProcess) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH((void)write([](UnitOfWork&) -> Result<void> { throw std::runtime_error("oops"); }),
                 "a work threw: oops");
}

}  // namespace
}  // namespace wattill::storage
