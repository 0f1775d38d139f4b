#include "storage/connection.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sqlite3.h>

namespace wattill::storage {

namespace {
constexpr int kBusyTimeoutMs = 5000;
/// SQLite counts each allocation under one mutex of all threads, for statistics that nobody reads.
/// Before main(), as it must be said before SQLite's first use, whoever makes that.
[[maybe_unused]] const int kNoStatistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);

Error errorOf(const std::string& path, int extendedCode, const char* says) {
    Error error;
    error.context = fmt::format("sqlite {} {}", extendedCode, says);
    switch (extendedCode & 0xff) {
        case SQLITE_CONSTRAINT:
            error.code = ErrorCode::Conflict;
            error.message = says;
            break;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            error.code = ErrorCode::Busy;
            error.retry = Retry::Later;
            error.message = fmt::format("{} is locked by another process", path);
            break;
        case SQLITE_FULL:
            error.code = ErrorCode::Io;
            error.retry = Retry::Later;
            error.message = fmt::format("{}: the disk is full; free some space", path);
            break;
        case SQLITE_CORRUPT:
            error.code = ErrorCode::Corrupt;
            error.message = fmt::format("{} is damaged ({}); restore it from a backup", path, says);
            break;
        case SQLITE_NOTADB:
            error.code = ErrorCode::Corrupt;
            error.message = fmt::format(
                "{} is not a SQLite database; correct the path or move the file away", path);
            break;
        case SQLITE_READONLY:
            error.code = ErrorCode::Forbidden;
            error.message = fmt::format("{} may only be read; check its permissions", path);
            break;
        case SQLITE_CANTOPEN:
            error.code = ErrorCode::Io;
            error.message = fmt::format(
                "cannot open {}; check that its directory exists and that this user may write "
                "there",
                path);
            break;
        default:
            error.code = ErrorCode::Io;
            error.message = fmt::format("{}: {}", path, says);
    }
    return error;
}
}  // namespace

void StatementCloser::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}
void Connection::Closer::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

Query::Query(Connection& connection, const char* sql, StatementHandle statement)
    : m_connection(&connection), m_sql(sql), m_statement(std::move(statement)) {}

Query::~Query() {
    if (!m_statement) return;
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
    m_connection->m_idle[m_sql].push_back(std::move(m_statement));
}

/// Most are bound in the order in which the statement has them: looking at the next one first saves
/// a search through all of them.
int Query::index(const char* name) {
    const char* next = sqlite3_bind_parameter_name(m_statement.get(), m_lastBound + 1);
    const bool isNext = next != nullptr && std::strcmp(next, name) == 0;
    m_lastBound = isNext ? m_lastBound + 1 : sqlite3_bind_parameter_index(m_statement.get(), name);
    WATTILL_ASSERT(m_lastBound > 0, name);
    return m_lastBound;
}

// Binding fails only for an index out of range, for a text beyond SQLite's limit, and when memory
// is short; the first is excluded by index(), the others leave NULL, which NOT NULL refuses.
Query& Query::bindInteger(const char* name, std::int64_t value) {
    sqlite3_bind_int64(m_statement.get(), index(name), value);
    return *this;
}

Query& Query::bind(const char* name, const std::string& value) {
    sqlite3_bind_text64(m_statement.get(), index(name), value.data(), value.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Query& Query::bind(const char* name, std::span<const std::uint8_t> value) {
    sqlite3_bind_blob64(m_statement.get(), index(name), value.data(), value.size(),
                        SQLITE_TRANSIENT);
    return *this;
}

Query& Query::bindNull(const char* name) {
    sqlite3_bind_null(m_statement.get(), index(name));
    return *this;
}

Result<bool> Query::next() {
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return m_connection->lastError();
}

Result<void> Query::run() {
    for (;;) {
        const auto row = next();
        if (!row) return row.error();
        if (!*row) return {};
    }
}

bool Query::isNull(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(m_statement.get(), column);
}

std::string Query::text(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(m_statement.get(), column));
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

std::vector<std::uint8_t> Query::bytes(int column) const {
    const auto* data =
        static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement.get(), column));
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    if (data == nullptr) return {};
    return {data, data + size};
}

Connection::Connection(std::string path, sqlite3* database)
    : m_path(std::move(path)), m_database(database) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options) {
    const int access =
        options.readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* database = nullptr;
    errno = 0;
    const int code = sqlite3_open_v2(options.path.c_str(), &database,
                                     access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                     options.vfs.empty() ? nullptr : options.vfs.c_str());
    const int systemError = errno;
    // Also a failed open gives a handle that must be closed.
    std::unique_ptr<Connection> connection(new Connection(options.path, database));
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(database, kBusyTimeoutMs);
        return connection;
    }
    if (options.readOnly && systemError == ENOENT) {
        return notFound(fmt::format("{} does not exist; check the path", options.path));
    }
    Error error = errorOf(options.path, code, sqlite3_errstr(code));
    if (systemError != 0) error.message += fmt::format(" ({})", std::strerror(systemError));
    return error;
}

Error Connection::lastError() const {
    return errorOf(m_path, sqlite3_extended_errcode(m_database.get()),
                   sqlite3_errmsg(m_database.get()));
}

Result<StatementHandle> Connection::prepare(const char* sql, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(m_database.get(), sql, -1, flags, &statement, nullptr) != SQLITE_OK) {
        return lastError();
    }
    return StatementHandle(statement);
}

Result<void> Connection::run(const std::string& sql) {
    if (sqlite3_exec(m_database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return lastError();
    }
    return {};
}

Result<std::string> Connection::value(const std::string& sql) {
    auto statement = prepare(sql.c_str(), 0);
    if (!statement) return statement.error();
    const int code = sqlite3_step(statement->get());
    if (code == SQLITE_DONE) return std::string();
    if (code != SQLITE_ROW) return lastError();
    const auto* text = static_cast<const char*>(sqlite3_column_blob(statement->get(), 0));
    const int size = sqlite3_column_bytes(statement->get(), 0);
    return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

Result<Query> Connection::query(const char* sql) {
    auto& idle = m_idle[sql];
    if (!idle.empty()) {
        StatementHandle statement = std::move(idle.back());
        idle.pop_back();
        return Query(*this, sql, std::move(statement));
    }
    auto statement = prepare(sql, SQLITE_PREPARE_PERSISTENT);
    if (!statement) return statement.error();
    return Query(*this, sql, std::move(*statement));
}

Result<void> Connection::runKept(const char* sql) {
    auto kept = query(sql);
    if (!kept) return kept.error();
    return kept->run();
}

bool Connection::inTransaction() const {
    return sqlite3_get_autocommit(m_database.get()) == 0;
}

std::int64_t Connection::changes() const {
    return sqlite3_changes64(m_database.get());
}

}  // namespace wattill::storage
