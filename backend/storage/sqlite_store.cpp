#include "storage/sqlite_store.hpp"

#include "storage/file_lock.hpp"
#include "storage/schema.hpp"
#include "storage/unit_of_work.hpp"

#include <cerrno>
#include <cstring>
#include <mutex>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace wattill::storage {

namespace {
constexpr std::size_t kMostIdleReaders = 4;
constexpr auto kMemory = ":memory:";
constexpr auto kBegin = "BEGIN";
constexpr auto kBeginWriting = "BEGIN IMMEDIATE";
constexpr auto kCommit = "COMMIT";
constexpr auto kRollBack = "ROLLBACK";
constexpr auto kBeginWork = "SAVEPOINT work";
constexpr auto kTakeBackWork = "ROLLBACK TO work";
constexpr auto kEndWork = "RELEASE work";
const SystemClock kSystemClock;

/// A connection with its tables. Not movable: the tables refer to the connection.
struct Session {
    Session(std::unique_ptr<Connection> opened, const Clock& clock)
        : connection(std::move(opened)), unit(*connection, clock) {}
    std::unique_ptr<Connection> connection;
    SqliteUnit unit;
};

Error named(const std::string& what, Error error) {
    error.message = fmt::format("{}: {}", what, error.message);
    return error;
}

/// Runs a work of the caller's. The engine's code does not throw; going on after it did would be
/// going on in a state that nobody thought of.
template <class Work, class Unit>
Result<void> guarded(const Work& work, Unit& unit) {
    try {
        return work(unit);
    } catch (const std::exception& thrown) {
        assertionFailed("no exception", std::string("a work threw: ") + thrown.what(), __FILE__,
                        __LINE__);
    }
}

Result<void> expectValue(Connection& connection, const std::string& pragma,
                         const std::string& wanted) {
    const auto value = connection.value(pragma);
    if (!value) return value.error();
    if (*value == wanted) return {};
    return Error{ErrorCode::Io,
                 Retry::Never,
                 fmt::format("{}: {} gave \"{}\" instead of \"{}\"; is it on a local disk?",
                             connection.path(), pragma, *value, wanted),
                 {}};
}

Result<void> quickCheck(Connection& connection) {
    const auto verdict = connection.value("PRAGMA quick_check(1)");
    if (!verdict) return verdict.error();
    if (*verdict == "ok") return {};
    return Error{
        ErrorCode::Corrupt,
        Retry::Never,
        fmt::format("{} is damaged ({}); restore it from a backup", connection.path(), *verdict),
        {}};
}

Result<void> setUpWriter(Connection& connection, const SqliteOptions& options) {
    // The lock must be exclusive before WAL begins, else SQLite asks the VFS for shared memory.
    // Temporary tables stay in memory: a file of them would be one more thing to survive.
    auto set = connection.run(fmt::format(
        "PRAGMA locking_mode = {}; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; "
        "PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON",
        options.exclusive ? "EXCLUSIVE" : "NORMAL"));
    if (!set) return set;
    const bool memory = options.path == kMemory;
    if (auto mode = expectValue(connection, "PRAGMA journal_mode = WAL", memory ? "memory" : "wal");
        !mode) {
        return mode;
    }
    if (auto full = connection.run("PRAGMA synchronous = FULL"); !full) return full;
    if (options.checkpointPages > 0) {
        auto often =
            connection.run(fmt::format("PRAGMA wal_autocheckpoint = {}", options.checkpointPages));
        if (!often) return often;
    }
    return quickCheck(connection);
}

/// Makes the file if it is missing, so that it is not open to everyone (SQLite gives its other
/// files the same permissions), and finds out whether we may write at all.
Result<void> touch(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor < 0) {
        return Error{ErrorCode::Io,
                     Retry::Never,
                     fmt::format("cannot open {} for writing: {}; check its permissions and its "
                                 "owner",
                                 path, std::strerror(errno)),
                     {}};
    }
    close(descriptor);
    return {};
}

/// Read-only sessions that wait for their next use.
class ReaderPool {
  public:
    ReaderPool(std::string path, std::string vfs, const Clock& clock)
        : m_path(std::move(path)), m_vfs(std::move(vfs)), m_clock(clock) {}

    Result<std::unique_ptr<Session>> take() {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_idle.empty()) {
                auto session = std::move(m_idle.back());
                m_idle.pop_back();
                return session;
            }
        }
        auto connection = Connection::open({m_path, m_vfs, true});
        if (!connection) return connection.error();
        auto set = (*connection)->run("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF");
        if (!set) return set.error();
        return std::make_unique<Session>(std::move(*connection), m_clock);
    }

    void giveBack(std::unique_ptr<Session> session) {
        const std::lock_guard lock(m_mutex);
        if (m_idle.size() < kMostIdleReaders) m_idle.push_back(std::move(session));
    }

  private:
    std::string m_path;
    std::string m_vfs;
    const Clock& m_clock;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Session>> m_idle;
};

Result<void> readIn(Session& session, const order::Database::ReadWork& work) {
    WATTILL_ASSERT(!session.connection->inTransaction(), "read() inside a work");
    if (auto begun = session.connection->runKept(kBegin); !begun) return begun;
    const SqliteUnit& unit = session.unit;
    auto result = guarded(work, unit);
    auto ended = session.connection->runKept(kRollBack);
    return result && !ended ? ended : result;
}

class SqliteWriter final : public SqliteStore {
  public:
    SqliteWriter(FileLock lock, std::unique_ptr<Connection> connection,
                 const SqliteOptions& options, const Clock& clock)
        : m_lock(std::move(lock)),
          m_exclusive(options.exclusive || options.path == kMemory),
          m_session(std::move(connection), clock),
          m_readers(options.path, options.vfs, clock) {}

    std::vector<Result<void>> runBatch(const std::vector<Pending>& batch) override;
    Result<void> read(const order::Database::ReadWork& work) override;

  private:
    Result<void> runAlone(const Pending& pending);
    Result<void> runOne(const Pending& pending);

    FileLock m_lock;
    bool m_exclusive;
    /// Recursive, so that a read inside a work meets its assertion and does not hang.
    std::recursive_mutex m_exclusiveUse;
    Session m_session;
    ReaderPool m_readers;
};

std::vector<Result<void>> SqliteWriter::runBatch(const std::vector<Pending>& batch) {
    std::unique_lock lock(m_exclusiveUse, std::defer_lock);
    if (m_exclusive) lock.lock();
    Connection& connection = *m_session.connection;
    const auto all = [&](const Error& error) {
        if (connection.inTransaction()) (void)connection.runKept(kRollBack).ok();
        return std::vector<Result<void>>(batch.size(), error);
    };
    if (auto begun = connection.runKept(kBeginWriting); !begun) return all(begun.error());
    std::vector<Result<void>> results;
    results.reserve(batch.size());
    for (const Pending& pending : batch) {
        results.push_back(batch.size() == 1 ? runAlone(pending) : runOne(pending));
        if (connection.inTransaction()) continue;
        // A full disk and the like make SQLite give up the transaction, with all that was in it.
        return all(results.back()
                       ? Error{ErrorCode::Io, Retry::Later, "the transaction was lost", {}}
                       : results.back().error());
    }
    if (auto committed = connection.runKept(kCommit); !committed) {
        return all(named("commit failed", committed.error()));
    }
    return results;
}

/// A work that shares its commit with no other needs no savepoint, which would keep a second copy
/// of every page that changes.
Result<void> SqliteWriter::runAlone(const Pending& pending) {
    Connection& connection = *m_session.connection;
    auto result = guarded(pending.work, m_session.unit);
    if (!result && connection.inTransaction()) (void)connection.runKept(kRollBack).ok();
    return result;
}

Result<void> SqliteWriter::runOne(const Pending& pending) {
    Connection& connection = *m_session.connection;
    if (auto set = connection.runKept(kBeginWork); !set) return set;
    auto result = guarded(pending.work, m_session.unit);
    if (!connection.inTransaction()) return result;
    auto ended = result ? Result<void>{} : connection.runKept(kTakeBackWork);
    if (ended) ended = connection.runKept(kEndWork);
    if (ended) return result;
    // Half a work must not be committed with the others: give up the whole transaction.
    (void)connection.runKept(kRollBack).ok();
    return ended;
}

Result<void> SqliteWriter::read(const order::Database::ReadWork& work) {
    if (m_exclusive) {
        const std::lock_guard lock(m_exclusiveUse);
        return readIn(m_session, work);
    }
    auto session = m_readers.take();
    if (!session) return session.error();
    auto result = readIn(**session, work);
    m_readers.giveBack(std::move(*session));
    return result;
}

class SqliteReader final : public SqliteStore {
  public:
    explicit SqliteReader(const std::string& path)
        : m_path(path), m_readers(path, {}, kSystemClock) {}

    std::vector<Result<void>> runBatch(const std::vector<Pending>& batch) override {
        const Error error{ErrorCode::Forbidden,
                          Retry::Never,
                          fmt::format("{} is open for reading only", m_path),
                          {}};
        return std::vector<Result<void>>(batch.size(), error);
    }
    Result<void> read(const order::Database::ReadWork& work) override {
        auto session = m_readers.take();
        if (!session) return session.error();
        auto result = readIn(**session, work);
        m_readers.giveBack(std::move(*session));
        return result;
    }
    Result<void> check() {
        auto session = m_readers.take();
        if (!session) return session.error();
        Connection& connection = *(*session)->connection;
        if (auto newest = requireNewestSchema(connection, migrations()); !newest) return newest;
        if (auto sound = quickCheck(connection); !sound) return sound;
        m_readers.giveBack(std::move(*session));
        return {};
    }

  private:
    std::string m_path;
    ReaderPool m_readers;
};
}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const SqliteOptions& options) {
    FileLock lock;
    if (options.vfs.empty() && options.path != kMemory) {
        auto taken = FileLock::take(options.path + ".lock");
        if (!taken) return taken.error();
        lock = std::move(*taken);
        if (auto touched = touch(options.path); !touched) return touched.error();
    }
    const Clock& clock = options.clock != nullptr ? *options.clock : kSystemClock;
    auto connection = Connection::open({options.path, options.vfs, false});
    if (!connection) return connection.error();
    if (auto ready = setUpWriter(**connection, options); !ready) return ready.error();
    if (auto done = migrate(**connection, migrations(), clock.now()); !done) return done.error();
    return std::unique_ptr<SqliteStore>(
        std::make_unique<SqliteWriter>(std::move(lock), std::move(*connection), options, clock));
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::openReadOnly(const std::string& path) {
    auto reader = std::make_unique<SqliteReader>(path);
    if (auto sound = reader->check(); !sound) return sound.error();
    return std::unique_ptr<SqliteStore>(std::move(reader));
}

}  // namespace wattill::storage
