#pragma once

#include "storage/sqlite_store.hpp"

#include <cstddef>
#include <memory>

namespace wattill::storage {

struct WriterOptions {
    std::size_t queueLimit = 4096;  ///< more waiting works are refused with Busy
    std::size_t batchLimit = 256;   ///< works that share one commit at most
};

/// order::Database over a SqliteStore: one thread that writes, group commit of whatever queued.
/// The destructor finishes what is queued. read() may be called from any thread, also while
/// writing.
[[nodiscard]] std::unique_ptr<order::Database> makeWriterThread(std::unique_ptr<SqliteStore> store,
                                                                WriterOptions options = {});

}  // namespace wattill::storage
