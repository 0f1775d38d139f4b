#include "node/meter_board.hpp"

#include "storage/sqlite_store.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

using metering::MeterReading;
using std::chrono::minutes;
using std::chrono::seconds;

const MeterId kMeter("202411110001");
const TimeZone kZone = *TimeZone::find("Asia/Shanghai");
const Instant kNoon = kZone.startOf(*parseDay("2026-11-22")) + std::chrono::hours(12);

/// Runs each work at once, or refuses it.
class EagerDatabase final : public order::Database {
  public:
    EagerDatabase() {
        auto opened = storage::SqliteStore::open({":memory:"});
        EXPECT_TRUE(opened.ok());
        m_store = std::move(*opened);
    }
    void submit(Work work, Done done) override {
        if (refuse) return done(Error{ErrorCode::Busy, Retry::Later, "full", {}});
        ++works;
        done(m_store->runBatch({{std::move(work), {}}}).at(0));
    }
    Result<void> read(const ReadWork& work) override { return m_store->read(work); }

    int works = 0;
    bool refuse = false;

  private:
    std::unique_ptr<storage::SqliteStore> m_store;
};

class Board : public testing::Test {
  protected:
    /// How many readings are written down for this one.
    int note(Duration sinceNoon, MeterReading reading = {}) {
        const int before = m_database.works;
        reading.at = kNoon + sinceNoon;
        m_board.noteReading(kMeter, reading, minutes(30));
        return m_database.works - before;
    }

    EagerDatabase m_database;
    NullLog m_log;
    MeterBoard m_board{m_database, kZone, m_log};
};

TEST_F(Board, WritesDownTheFirstReadingOfEachHalfHourByTheClock) {
    EXPECT_EQ(note(minutes(17)), 1) << "the first of all";
    EXPECT_EQ(note(minutes(18)), 0);
    EXPECT_EQ(note(minutes(29) + seconds(59)), 0);
    EXPECT_EQ(note(minutes(30) + seconds(2)), 1);
    EXPECT_EQ(note(minutes(59)), 0);
    EXPECT_EQ(note(minutes(60) + seconds(4)), 1);
}

TEST_F(Board, WritesDownTheEndOfAnHourHoweverSeldomElse) {
    MeterReading reading;
    for (const int minute : {10, 70, 100, 130}) {
        reading.at = kNoon + minutes(minute);
        m_board.noteReading(kMeter, reading, std::chrono::hours(24));
    }
    EXPECT_EQ(m_database.works, 3);
}

TEST_F(Board, WritesDownEveryChangeOfState) {
    note(minutes(1));
    MeterReading other;
    other.purchaseCount = 1;
    EXPECT_EQ(note(minutes(2), other), 1);
    other.relay = metering::Relay::Open;
    EXPECT_EQ(note(minutes(3), other), 1);
    EXPECT_EQ(note(minutes(4), other), 0);
}

TEST_F(Board, WhatCouldNotBeWrittenIsWrittenWithTheNextReading) {
    note(minutes(1));
    m_database.refuse = true;
    EXPECT_EQ(note(minutes(31)), 0);
    m_database.refuse = false;
    EXPECT_EQ(note(minutes(32)), 1);
}

TEST_F(Board, GivesTheRegistersTraitsToTheBooks) {
    m_board.setTraits(kMeter, {{Energy::fromWh(1'000)}, 0});
    MeterReading reading;
    reading.total = Energy::fromWh(990);
    note(minutes(1), reading);
    reading.total = Energy::fromWh(10);
    note(minutes(31), reading);
    const auto read = m_database.read([](const order::UnitOfWork& unit) -> Result<void> {
        const auto days = unit.readings().days(kMeter, kZone.dayOf(kNoon), kZone.dayOf(kNoon));
        if (!days) return days.error();
        EXPECT_EQ(days->at(0).energy, Energy::fromWh(20)) << "it turned over, it was not reset";
        return {};
    });
    EXPECT_TRUE(read.ok());
}

}  // namespace
}  // namespace wattill::node
