#pragma once

#include <memory>
#include <string>
#include <vector>

#include "order/stores.hpp"

namespace wattill::storage {

struct SqliteOptions {
    /// A file's path. Created when missing; migrated to the newest schema.
    std::string path;
    /// Name of a registered SQLite VFS; empty: the system's. A simulation gives its own.
    std::string vfs;
    /// WAL with an exclusive lock: no shared memory, one connection. For a VFS without xShm.
    bool exclusive = false;
};

struct Pending {
    order::Database::Work work;
    order::Database::Done done;
};

/// The database without threads: batches are run by whoever calls. The node puts WriterThread above
/// it; a simulation calls runBatch itself.
class SqliteStore {
  public:
    /// Io (cannot open), Corrupt (quick_check), Unsupported (schema newer than this program).
    static Result<std::unique_ptr<SqliteStore>> open(const SqliteOptions& options);
    virtual ~SqliteStore() = default;

    /// BEGIN IMMEDIATE; each work in a savepoint; COMMIT (synchronous=FULL). Gives one result per
    /// work, in order; when the commit failed every one is that error. Does not call `done`.
    virtual std::vector<Result<void>> runBatch(const std::vector<Pending>& batch) = 0;
    /// A snapshot on a read-only connection (the same connection where `exclusive`).
    virtual Result<void> read(const order::Database::ReadWork& work) = 0;
};

}  // namespace wattill::storage
