#pragma once

#include "base/energy.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace wattill::storage {

class Connection;

struct StatementCloser {
    void operator()(sqlite3_stmt* statement) const;
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, StatementCloser>;

/// One run of a prepared statement. Parameters are bound by name ("$meter"): by index SQLite
/// numbers them in order of appearance, so that "$2" before "$1" would be parameter 1. A parameter
/// that the statement does not have ends the process. Columns count from 0. The statement goes back
/// to the connection's cache at the end; a Query must not outlive its Connection.
class Query {
  public:
    Query(Connection& connection, const char* sql, StatementHandle statement);
    Query(Query&&) noexcept = default;
    Query& operator=(Query&&) = delete;
    ~Query();

    template <std::integral T>
    Query& bind(const char* name, T value) {
        return bindInteger(name, static_cast<std::int64_t>(value));
    }
    Query& bind(const char* name, const std::string& value);
    Query& bind(const char* name, std::span<const std::uint8_t> value);
    Query& bind(const char* name, std::string_view value) { return bind(name, std::string(value)); }
    Query& bind(const char* name, const char* value) { return bind(name, std::string(value)); }
    Query& bind(const char* name, Money value) { return bindInteger(name, value.microYuan()); }
    Query& bind(const char* name, Energy value) { return bindInteger(name, value.wattHours()); }
    Query& bind(const char* name, Instant value) { return bindInteger(name, toMillis(value)); }
    template <class T>
    Query& bind(const char* name, const std::optional<T>& value) {
        return value ? bind(name, *value) : bindNull(name);
    }
    Query& bindNull(const char* name);

    /// True: a row is there to be read.
    Result<bool> next();
    /// To the end, whatever rows come.
    Result<void> run();

    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::vector<std::uint8_t> bytes(int column) const;
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
    [[nodiscard]] Money money(int column) const { return Money::fromMicroYuan(integer(column)); }
    [[nodiscard]] Energy energy(int column) const { return Energy::fromWh(integer(column)); }
    [[nodiscard]] Instant instant(int column) const { return fromMillis(integer(column)); }

  private:
    Query& bindInteger(const char* name, std::int64_t value);
    [[nodiscard]] int index(const char* name);

    Connection* m_connection;
    const char* m_sql;
    StatementHandle m_statement;
    int m_lastBound = 0;  ///< parameters count from 1
};

struct ConnectionOptions {
    std::string path;
    std::string vfs;  ///< empty: the system's
    bool readOnly = false;
};

/// One SQLite connection. Used by one thread at a time.
class Connection {
  public:
    /// NotFound (read-only and no file), Io with path and remedy.
    static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// Several statements, without parameters; rows are thrown away.
    Result<void> run(const std::string& sql);
    /// First column of the first row.
    Result<std::string> value(const std::string& sql);
    /// Prepared once, then kept. `sql` must live as long as the connection: a literal.
    Result<Query> query(const char* sql);
    /// query() and to its end: for what has no parameters and comes often, as BEGIN and COMMIT do.
    Result<void> runKept(const char* sql);

    [[nodiscard]] bool inTransaction() const;
    /// Rows changed by the last statement.
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] const std::string& path() const { return m_path; }
    /// What SQLite says went wrong last. Conflict for a broken constraint, Busy, Corrupt, else Io.
    [[nodiscard]] Error lastError() const;

  private:
    friend class Query;
    struct Closer {
        void operator()(sqlite3* database) const;
    };
    Connection(std::string path, sqlite3* database);
    Result<StatementHandle> prepare(const char* sql, unsigned flags);

    std::string m_path;
    std::unique_ptr<sqlite3, Closer> m_database;
    /// Keyed by the literal's address. More than one of a kind where a statement was in use twice.
    std::map<const char*, std::vector<StatementHandle>> m_idle;
};

}  // namespace wattill::storage
