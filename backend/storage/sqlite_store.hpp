#pragma once

#include "order/stores.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wattill::storage {

struct SqliteOptions {
    /// A file's path. Created when missing; migrated to the newest schema.
    std::string path;
    /// Name of a registered SQLite VFS; empty: the system's. A simulation gives its own.
    std::string vfs;
    /// WAL with an exclusive lock: no shared memory, one connection. For a VFS without xShm.
    bool exclusive = false;
    /// Stamps the history of orders and the migrations; nothing is decided by it. Null: the
    /// system's. Must outlive the store.
    const Clock* clock = nullptr;
    /// So many pages in the log beside the file, then they go into the file; 0: SQLite's 1000.
    int checkpointPages = 0;
};

struct Pending {
    order::Database::Work work;
    order::Database::Done done;
};

/// The database without threads: batches are run by whoever calls. The node puts WriterThread above
/// it; a simulation calls runBatch itself.
class SqliteStore {
  public:
    /// Io (cannot open), Conflict (another process writes to it: `<path>.lock` says which), Corrupt
    /// (not a database, quick_check), Unsupported (schema newer than this program, or not ours).
    static Result<std::unique_ptr<SqliteStore>> open(const SqliteOptions& options);
    /// For looking on while a node writes, or none runs: read() works, runBatch() is Forbidden.
    /// NotFound without a file, Unsupported unless the schema is exactly this program's.
    static Result<std::unique_ptr<SqliteStore>> openReadOnly(const std::string& path);
    virtual ~SqliteStore() = default;

    /// BEGIN IMMEDIATE; each of several works in a savepoint; COMMIT (synchronous=FULL). Gives one
    /// result per work, in order; when the commit failed every one is that error. Does not call
    /// `done`. One thread at a time; a work that throws ends the process.
    virtual std::vector<Result<void>> runBatch(const std::vector<Pending>& batch) = 0;
    /// A snapshot on a read-only connection, any thread, also while a batch runs. Where `exclusive`
    /// it is the writer's connection and waits for the batch; then never call it inside a work.
    virtual Result<void> read(const order::Database::ReadWork& work) = 0;
};

}  // namespace wattill::storage
