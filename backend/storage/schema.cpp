#include "storage/schema.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/sha.h>

namespace wattill::storage {

namespace {
// "Watt" in the file's header, so that no other program's database is taken for ours.
constexpr int kApplicationId = 0x57617474;

Error unsupported(std::string message) {
    return {ErrorCode::Unsupported, Retry::Never, std::move(message), {}};
}

std::string checksum(const std::string& sql) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(sql.data()), sql.size(), digest.data());
    std::string text;
    for (const unsigned char byte : digest)
        text += fmt::format("{:02x}", byte);
    return text;
}

Result<bool> hasTable(Connection& connection, const std::string& condition) {
    return connection
        .value("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND " + condition)
        .map([](const std::string& count) { return count != "0"; });
}

/// The last version that was applied; 0 for an empty file.
Result<int> appliedVersion(Connection& connection, const std::vector<Migration>& steps) {
    const auto ours = hasTable(connection, "name = 'schema_migration'");
    if (!ours) return ours.error();
    if (!*ours) {
        const auto others = hasTable(connection, "name NOT LIKE 'sqlite_%'");
        if (!others) return others.error();
        if (!*others) return 0;
        return unsupported(fmt::format("{} is a database of another program; correct the path",
                                       connection.path()));
    }
    auto query =
        connection.query("SELECT version, name, checksum FROM schema_migration ORDER BY version");
    if (!query) return query.error();
    int version = 0;
    for (;;) {
        const auto row = query->next();
        if (!row) return row.error();
        if (!*row) return version;
        version = static_cast<int>(query->integer(0));
        const auto step = std::find_if(steps.begin(), steps.end(), [&](const Migration& each) {
            return each.version == version;
        });
        if (step == steps.end()) {
            return unsupported(fmt::format(
                "{} has schema {} ({}), this program knows only up to {}; install the newer "
                "version of Wattill",
                connection.path(), version, query->text(1), steps.back().version));
        }
        if (checksum(step->sql) != query->text(2)) {
            return unsupported(fmt::format(
                "{}: schema step {} ({}) is not the one of this program; install the version of "
                "Wattill that wrote the file",
                connection.path(), version, step->name));
        }
    }
}

Result<void> note(Connection& connection, const Migration& step, Instant now) {
    auto query = connection.query(
        "INSERT INTO schema_migration (version, name, checksum, applied_at_ms) "
        "VALUES ($version, $name, $checksum, $at)");
    if (!query) return query.error();
    return query->bind("$version", std::int64_t{step.version})
        .bind("$name", step.name)
        .bind("$checksum", checksum(step.sql))
        .bind("$at", now)
        .run();
}

/// With foreign keys off for a step that makes tables anew, nothing else would notice a lost row.
Result<void> keysFit(Connection& connection) {
    const auto broken = connection.value("SELECT count(*) FROM pragma_foreign_key_check");
    if (!broken) return broken.error();
    if (*broken == "0") return {};
    return Error{
        ErrorCode::Corrupt, Retry::Never, *broken + " rows name rows that are not there", {}};
}

Result<void> apply(Connection& connection, const Migration& step, bool first, Instant now) {
    if (auto begun = connection.run("BEGIN IMMEDIATE"); !begun) return begun;
    const auto all = [&]() -> Result<void> {
        if (first) {
            auto made = connection.run(fmt::format(
                "PRAGMA application_id = {}; CREATE TABLE schema_migration (version INTEGER "
                "PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at_ms INTEGER "
                "NOT NULL) STRICT",
                kApplicationId));
            if (!made) return made;
        }
        if (auto done = connection.run(step.sql); !done) return done;
        if (auto whole = keysFit(connection); !whole) return whole;
        if (auto noted = note(connection, step, now); !noted) return noted;
        return connection.run("COMMIT");
    }();
    if (all) return {};
    if (connection.inTransaction()) (void)connection.run("ROLLBACK").ok();
    Error error = all.error();
    error.message = fmt::format("{}: schema step {} ({}) failed and was undone: {}",
                                connection.path(), step.version, step.name, error.message);
    return error;
}
}  // namespace

namespace {
Result<void> applyAfter(Connection& connection, const std::vector<Migration>& steps, int applied,
                        Instant now) {
    for (const Migration& step : steps) {
        if (step.version <= applied) continue;
        if (auto done = apply(connection, step, applied == 0 && step.version == 1, now); !done) {
            return done;
        }
    }
    return {};
}
}  // namespace

Result<void> migrate(Connection& connection, const std::vector<Migration>& steps, Instant now) {
    const auto applied = appliedVersion(connection, steps);
    if (!applied) return applied.error();
    if (steps.empty() || *applied == steps.back().version) return {};
    // A table that is made anew is dropped in between; SQLite would take that for removing its
    // rows.
    if (auto off = connection.run("PRAGMA foreign_keys = OFF"); !off) return off;
    const auto done = applyAfter(connection, steps, *applied, now);
    const auto on = connection.run("PRAGMA foreign_keys = ON");
    return done ? on : done;
}

Result<void> requireNewestSchema(Connection& connection, const std::vector<Migration>& steps) {
    const auto applied = appliedVersion(connection, steps);
    if (!applied) return applied.error();
    if (*applied == steps.back().version) return {};
    return unsupported(fmt::format(
        "{} has schema {}, this program reads {}; start wattill-node once to bring it up",
        connection.path(), *applied, steps.back().version));
}

}  // namespace wattill::storage
