// How fast a meter's history is there: its last 400 days and the 9,600 hours of them from the
// store, against reading as many rows of two numbers from a bare table in the same run.
#include "storage/sqlite_store.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>
#include <sqlite3.h>

namespace {

using namespace wattill;

constexpr int kDays = 400;
constexpr int kHours = kDays * 24;
constexpr int kOtherMeters = 4;
constexpr int kTimes = 15;
/// Rows with twelve columns, three of them absent or not, cost more than rows with two.
constexpr double kWorstRatio = 0.03;

[[noreturn]] void giveUp(const std::string& why) {
    fmt::print(stderr, "reading-history: {}\n", why);
    std::exit(1);
}

MeterId meterOf(int number) {
    return MeterId(fmt::format("{:012}", 202'411'110'000 + number));
}

/// Half-hourly readings of every meter, hour by hour as a node records them.
void fill(storage::SqliteStore& store, const TimeZone& zone, Instant begin) {
    for (int day = 0; day < kDays; ++day) {
        storage::Pending work;
        work.work = [&](order::UnitOfWork& unit) -> Result<void> {
            for (int hour = 0; hour < 24; ++hour) {
                for (int number = 0; number <= kOtherMeters; ++number) {
                    metering::MeterReading reading;
                    reading.at = begin + std::chrono::hours(24 * day + hour);
                    reading.total = Energy::fromWh(300 * (24 * day + hour));
                    const auto done = unit.readings().record(meterOf(number), reading, {}, zone);
                    if (!done) return done.error();
                }
            }
            return {};
        };
        const auto result = store.runBatch({work}).at(0);
        if (!result) giveUp(result.error().message);
    }
}

/// Time of this thread on a core, the best of several: everything is in memory by then, and what
/// else the machine does is not what is asked.
template <class Work>
double bestMs(Work work) {
    const auto used = [] {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
    };
    double best = 1e9;
    for (int i = 0; i < kTimes; ++i) {
        const double begun = used();
        work();
        best = std::min(best, used() - begun);
    }
    return best;
}

sqlite3* bareTable(const std::string& path) {
    sqlite3* database = nullptr;
    if (sqlite3_open(path.c_str(), &database) != SQLITE_OK) giveUp("cannot open " + path);
    const std::string sql = fmt::format(
        "CREATE TABLE bare (a INTEGER PRIMARY KEY, b INTEGER); WITH RECURSIVE n(i) AS (SELECT 1 "
        "UNION ALL SELECT i + 1 FROM n WHERE i < {}) INSERT INTO bare SELECT i, 300 FROM n",
        kHours);
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        giveUp(sqlite3_errmsg(database));
    }
    return database;
}

std::int64_t readBare(sqlite3* database, int rows) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, "SELECT a, b FROM bare WHERE a <= ?", -1, &statement, nullptr);
    sqlite3_bind_int(statement, 1, rows);
    std::int64_t sum = 0;
    while (sqlite3_step(statement) == SQLITE_ROW)
        sum += sqlite3_column_int64(statement, 0) + sqlite3_column_int64(statement, 1);
    sqlite3_finalize(statement);
    return sum;
}

}  // namespace

int main() {
    const test::TemporaryFolder folder;
    const auto zone = TimeZone::find("Asia/Shanghai");
    auto store = storage::SqliteStore::open({(folder.path() / "site.db").string()});
    if (!zone) giveUp("the system knows no Asia/Shanghai");
    if (!store) giveUp(store.error().message);
    const LocalDay first = *parseDay("2025-10-01");
    const Instant begin = zone->startOf(first);
    fill(**store, *zone, begin);

    std::size_t rows = 0;
    const auto ask = [&](const order::Database::ReadWork& work) {
        if (const auto done = (*store)->read(work); !done) giveUp(done.error().message);
    };
    const double hours = bestMs([&] {
        ask([&](const order::UnitOfWork& unit) -> Result<void> {
            const auto known =
                unit.readings().hours(meterOf(4), begin, begin + std::chrono::hours(kHours));
            if (!known) return known.error();
            rows = known->size();
            return {};
        });
    });
    const double days = bestMs([&] {
        ask([&](const order::UnitOfWork& unit) -> Result<void> {
            return unit.readings()
                .days(meterOf(4), first, first + std::chrono::days(kDays))
                .andThen([](const auto&) { return Result<void>(); });
        });
    });
    if (rows != kHours - 1) giveUp(fmt::format("{} hours instead of {}", rows, kHours - 1));

    sqlite3* bare = bareTable((folder.path() / "bare.db").string());
    std::int64_t sum = 0;
    const double floor = bestMs([&] { sum += readBare(bare, kHours); });
    sqlite3_close(bare);
    const double ratio = floor / hours;
    fmt::print(
        "reading history: {} hours in {:.2f} ms, {} days in {:.2f} ms; {} bare rows in "
        "{:.2f} ms (sum {})\n",
        rows, hours, kDays, days, kHours, floor, sum);
    fmt::print(
        "bench reading-history ratio={:.4f} bare rows of two numbers over hours of one "
        "meter, {} rows each\n",
        ratio, kHours);
    return ratio >= kWorstRatio ? 0 : 1;
}
