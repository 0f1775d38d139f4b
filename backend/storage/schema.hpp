#pragma once

#include "base/time.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

struct Migration {
    int version = 0;
    std::string name;
    std::string sql;
};

/// Every migration of this program, oldest first.
[[nodiscard]] std::vector<Migration> migrations();

/// Brings the database to the newest schema, each step in a transaction of its own.
/// Unsupported: made by a newer program, by another program, or its steps differ from ours.
[[nodiscard]] Result<void> migrate(Connection& connection, const std::vector<Migration>& steps,
                                   Instant now);
/// Unsupported unless the schema is exactly the newest; changes nothing.
[[nodiscard]] Result<void> requireNewestSchema(Connection& connection,
                                               const std::vector<Migration>& steps);

}  // namespace wattill::storage
