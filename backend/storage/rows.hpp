#pragma once

#include "storage/connection.hpp"

#include <limits>
#include <type_traits>

namespace wattill::storage {

/// Runs a bound query and reads each row with `read`: (const Query&) -> Result<T>.
template <class Read>
auto allRows(Query& query, Read read)
    -> Result<std::vector<typename std::invoke_result_t<Read, const Query&>::Value>> {
    std::vector<typename std::invoke_result_t<Read, const Query&>::Value> rows;
    for (;;) {
        const auto there = query.next();
        if (!there) return there.error();
        if (!*there) return rows;
        auto row = read(query);
        if (!row) return row.error();
        rows.push_back(std::move(*row));
    }
}

/// The first row, if there is one.
template <class Read>
auto firstRow(Query& query, Read read)
    -> Result<std::optional<typename std::invoke_result_t<Read, const Query&>::Value>> {
    using Row = std::optional<typename std::invoke_result_t<Read, const Query&>::Value>;
    const auto there = query.next();
    if (!there) return there.error();
    if (!*there) return Row();
    auto row = read(query);
    if (!row) return row.error();
    return Row(std::move(*row));
}

[[nodiscard]] inline std::optional<Instant> instantOrNull(const Query& row, int column) {
    return row.isNull(column) ? std::nullopt : std::optional(row.instant(column));
}

[[nodiscard]] inline std::optional<Energy> energyOrNull(const Query& row, int column) {
    return row.isNull(column) ? std::nullopt : std::optional(row.energy(column));
}

/// A LIMIT that SQLite can take.
[[nodiscard]] inline std::int64_t rowLimit(std::size_t most) {
    constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());
    return static_cast<std::int64_t>(most < kMost ? most : kMost);
}

/// A stored word that no enumerator has: someone wrote into the file.
[[nodiscard]] inline Error unknownWord(const std::string& table, const std::string& word) {
    return {ErrorCode::Corrupt,
            Retry::Never,
            "table " + table + " holds the unknown word \"" + word +
                "\"; restore the database from a backup",
            {}};
}

}  // namespace wattill::storage
