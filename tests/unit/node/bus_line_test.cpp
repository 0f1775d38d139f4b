#include "node/bus_line.hpp"

#include "unit/node/scripted_line.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

using metering::MeterReading;
using Calls = std::vector<std::string>;

TEST_F(ScriptedLine, ASaleWaitsForTheReadingUnderWayAndForNothingElse) {
    make(Duration(1));
    // Two meters that are always due: the bus never rests. From within a reading come one of
    // each, the least urgent first.
    const auto pushAll = [this] {
        ASSERT_TRUE(m_line->read(m_second, BusPriority::Alarm, std::nullopt, {}));
        ASSERT_TRUE(m_line->read(m_second, BusPriority::Present, std::nullopt, {}));
        ASSERT_TRUE(m_line->sell(m_first, {Money::fromFen(100), 5}, sold()));
    };
    m_script.onCall = [this, pushAll](const std::string& call) {
        if (call == "probe 1" && m_script.count(call) == 3) pushAll();
    };
    m_line->start();
    ASSERT_TRUE(waitForSale());
    m_line->stop();
    const Calls calls = m_script.calls();
    const auto at = std::find(calls.begin(), calls.end(), "sell 1");
    ASSERT_NE(at, calls.end());
    ASSERT_NE(at, calls.begin());
    EXPECT_EQ(*(at - 1), "probe 1") << "what was under way, and nothing between";
    EXPECT_EQ(m_script.count("read 1") + m_script.count("read 2"), 0)
        << "what is not a sale is tried once at a time";
}

TEST_F(ScriptedLine, BetweenTwoTriesForTheKioskASaleComesFirst) {
    make(std::chrono::hours(1));
    m_script.answer = [](const std::string&) {
        return Error{ErrorCode::Timeout, Retry::Later, "silent", {}};
    };
    m_script.onCall = [this](const std::string& call) {
        if (call == "probe 2" && m_script.count(call) == 1) {
            ASSERT_TRUE(m_line->sell(m_first, {Money::fromFen(100), 5}, sold()));
        }
    };
    std::promise<Result<MeterReading>> told;
    ASSERT_TRUE(m_line->read(m_second, BusPriority::Present, std::nullopt,
                             [&told](Result<MeterReading> result) { told.set_value(result); }));
    m_line->start();
    auto reply = told.get_future();
    ASSERT_EQ(reply.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_EQ(reply.get().error().code, ErrorCode::Timeout);
    m_line->stop();
    const Calls calls = m_script.calls();
    ASSERT_GE(calls.size(), 3U);
    EXPECT_EQ((Calls{calls.begin(), calls.begin() + 3}), (Calls{"probe 2", "sell 1", "probe 2"}));
}

TEST_F(ScriptedLine, RelayAndBalanceGoBeforeWhoeverStandsAtTheKioskAndSettingsAfter) {
    make(std::chrono::hours(1));
    const std::vector<metering::MeterCommand> settings = {
        metering::SetPrices{}, metering::SetTimetable{}, metering::SetAlarms{},
        metering::SetOverload{}, metering::SetClock{}};
    const std::vector<metering::MeterCommand> urgent = {
        metering::RelayCommand::Trip, metering::OpenAccount{}, metering::CloseAccount{},
        metering::TakeCredit{}};
    const auto pushAll = [&](const std::vector<metering::MeterCommand>& commands) {
        for (const auto& each : commands)
            ASSERT_TRUE(m_line->carryOut(m_first, each, std::nullopt, [](const auto&) {}));
    };
    pushAll(settings);
    ASSERT_TRUE(m_line->read(m_second, BusPriority::Present, std::nullopt, {}));
    pushAll(urgent);
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("set-clock 1", 1));
    m_line->stop();
    const Calls calls = m_script.calls();
    ASSERT_GE(calls.size(), 10U);
    EXPECT_EQ((Calls{calls.begin(), calls.begin() + 10}),
              (Calls{"trip 1", "open-account 1", "close-account 1", "take-credit 1", "probe 2",
                     "set-prices 1", "set-timetable 1", "set-alarms 1", "set-overload 1",
                     "set-clock 1"}));
}

TEST_F(ScriptedLine, AnAlarmIsReadAgainAtOnceAndReportedOnlyWhenItIsThereAgain) {
    make(Duration(50));
    m_script.answer = [this](const std::string& call) -> Result<MeterReading> {
        MeterReading reading = good();
        reading.fault = call == "probe 1" && m_script.count(call) == 2;
        return reading;
    };
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("probe 1", 4));
    m_line->stop();
    const Calls calls = m_script.calls();
    int seen = 0;
    for (std::size_t i = 0; i + 1 < calls.size(); ++i) {
        if (calls[i] != "probe 1" || ++seen != 2) continue;
        EXPECT_EQ(calls[i + 1], "probe 1");
    }
    EXPECT_EQ(m_log.count("meter-alarm-not-confirmed"), 1);
    EXPECT_EQ(m_log.count("meter-alarm"), 0);
    EXPECT_FALSE(m_board.status(m_first).reading->fault);
}

TEST_F(ScriptedLine, AnAlarmThatIsThereTwiceIsOnTheBoardAndInTheLogOnce) {
    make(Duration(20));
    m_script.answer = [this](const std::string& call) -> Result<MeterReading> {
        MeterReading reading = good();
        reading.fault = call == "probe 1";
        return reading;
    };
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("probe 1", 5));
    m_line->stop();
    EXPECT_EQ(m_log.count("meter-alarm"), 1);
    EXPECT_TRUE(m_board.status(m_first).reading->fault);
    EXPECT_FALSE(m_board.status(m_second).reading->fault);
}

TEST_F(ScriptedLine, WhoStandsAtTheKioskGetsTheConfirmedReading) {
    make(std::chrono::hours(1));
    m_script.answer = [this](const std::string& call) -> Result<MeterReading> {
        MeterReading reading = good();
        reading.arrears = call == "probe 2";
        return reading;
    };
    std::promise<bool> told;
    ASSERT_TRUE(m_line->read(m_second, BusPriority::Present, std::nullopt,
                             [this, &told](const Result<MeterReading>&) {
                                 told.set_value(m_board.status(m_second).reading->arrears);
                             }));
    m_line->start();
    auto reply = told.get_future();
    ASSERT_EQ(reply.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_TRUE(reply.get()) << "the board shows it when the caller looks";
}

TEST_F(ScriptedLine, AMeterThatFallsSilentIsNotAskedForItsAlarmForEver) {
    make(std::chrono::hours(1));
    m_script.answer = [this](const std::string& call) -> Result<MeterReading> {
        if (m_script.count(call) > 1) {
            return Error{ErrorCode::Timeout, Retry::Later, "silent", {}};
        }
        MeterReading reading = good();
        reading.fault = call == "probe 1";
        return reading;
    };
    m_line->start();
    // The first turn shows the alarm; its confirmation fails twice, and that is all.
    ASSERT_TRUE(m_script.waitFor("probe 1", 3));
    ASSERT_TRUE(m_line->sell(m_first, {Money::fromFen(100), 5}, sold()));
    ASSERT_TRUE(waitForSale());
    EXPECT_LE(m_script.count("probe 1"), 4) << "the plan's own next try at most";
    EXPECT_FALSE(m_board.status(m_first).reading) << "nothing was confirmed";
}

TEST_F(ScriptedLine, ABusThatIsGoneIsOneFactAndItsMetersKeepTheirLastState) {
    make(Duration(5));
    std::atomic<bool> gone{false};
    m_script.answer = [this, &gone](const std::string&) -> Result<MeterReading> {
        if (gone) return Error{ErrorCode::Unreachable, Retry::Later, "unplugged", {}};
        return good();
    };
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("probe 2", 2));
    gone = true;
    ASSERT_TRUE(m_log.waitFor("bus-down"));
    while (!m_line->state().down)
        std::this_thread::yield();
    EXPECT_EQ(m_line->state().lost, 0U);
    EXPECT_TRUE(m_board.status(m_first).reading);
    EXPECT_FALSE(m_board.status(m_first).lost);
    gone = false;
    ASSERT_TRUE(m_log.waitFor("bus-back"));
    ASSERT_TRUE(m_script.waitFor("probe 2", m_script.count("probe 2") + 1));
    m_line->stop();
    EXPECT_EQ(m_log.count("bus-down"), 1);
    EXPECT_EQ(m_log.count("meter-lost"), 0);
    EXPECT_FALSE(m_line->state().down);
}

TEST_F(ScriptedLine, WhatWaitsSurvivesThatTheBusIsMadeAnew) {
    make(std::chrono::hours(1));
    m_script.onCall = [this](const std::string& call) {
        if (call != "probe 1" || m_script.count(call) > 1) return;
        ASSERT_TRUE(m_line->sell(m_second, {Money::fromFen(100), 5}, sold()));
        m_line->setMeters({onBus(m_second, 2)});
    };
    m_line->start();
    ASSERT_TRUE(waitForSale());
    EXPECT_EQ(m_script.made(), 2);
    EXPECT_EQ(m_line->state().meters, 1U);
}

TEST_F(ScriptedLine, TheSameMetersAgainDoNotMakeTheBusAnew) {
    make(Duration(5));
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("probe 2", 1));
    m_line->setMeters({onBus(m_first, 1), onBus(m_second, 2)});
    ASSERT_TRUE(m_script.waitFor("probe 2", m_script.count("probe 2") + 2));
    EXPECT_EQ(m_script.made(), 1);
}

TEST_F(ScriptedLine, TheAgeOfTheOldestStateAndTheCycleAreKnown) {
    make(Duration(5));
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("probe 2", 3));
    const BusLineState state = m_line->state();
    ASSERT_TRUE(state.oldestState);
    EXPECT_LT(*state.oldestState, std::chrono::seconds(10));
    ASSERT_TRUE(state.cycle);
}

}  // namespace
}  // namespace wattill::node
