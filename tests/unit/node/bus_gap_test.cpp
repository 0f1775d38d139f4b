#include "node/bus_line.hpp"
#include "unit/node/scripted_line.hpp"

#include <gtest/gtest.h>

// Who comes between two frames of what is under way.
namespace wattill::node {
namespace {

using metering::MeterReading;
using Calls = std::vector<std::string>;

class Gap : public ScriptedLine {
  protected:
    /// What the bus does for `call`, the first time: eight frames, with a gap before each.
    void eightFrames(const std::string& call, std::int64_t address,
                     std::function<void(int frame)> during) {
        m_script.onCall = [this, call, address,
                           during = std::move(during)](const std::string& made) {
            if (made == call && m_script.count(made) == 1) frames(address, during);
        };
    }
    void frames(std::int64_t address, const std::function<void(int frame)>& during) {
        for (int frame = 1; frame <= 8; ++frame) {
            m_script.gap(address);
            m_script.note("frame " + std::to_string(frame));
            during(frame);
        }
        m_script.note("over");
    }
    void sell(
        const MeterId& meter, BusLine::Callback<void> done = [](const Result<void>&) {}) {
        ASSERT_TRUE(m_line->sell(meter, {Money::fromFen(100), 5}, std::move(done)));
    }
    /// From the call on, which is read first of all.
    [[nodiscard]] Calls callsFrom(const std::string& first) {
        const Calls all = m_script.calls();
        return {std::find(all.begin(), all.end(), first), all.end()};
    }
    [[nodiscard]] static Calls upTo(Calls calls, std::size_t count) {
        calls.resize(std::min(count, calls.size()));
        return calls;
    }
    void runUntilSold() {
        m_line->start();
        ASSERT_TRUE(waitForSale());
        m_line->stop();
    }
    static Calls eight() {
        return {"frame 1", "frame 2", "frame 3", "frame 4", "frame 5",
                "frame 6", "frame 7", "frame 8", "over"};
    }
    /// The frames with `what` after the frame of that number.
    static Calls eightWith(std::size_t frame, const Calls& what) {
        Calls all = eight();
        all.insert(all.begin() + static_cast<std::ptrdiff_t>(frame), what.begin(), what.end());
        return all;
    }
};

TEST_F(Gap, ASaleGoesAfterTheFrameUnderWayAndTheReadingIsStillRight) {
    make(std::chrono::hours(1));
    eightFrames("probe 1", 1, [this](int frame) {
        if (frame == 3) sell(m_second, sold());
    });
    m_script.answer = [this](const std::string& call) {
        MeterReading reading = good();
        reading.total = Energy::fromWh(call == "probe 1" ? 1000 : 2000);
        return reading;
    };
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("probe 2", 1));
    m_line->stop();
    EXPECT_EQ(upTo(callsFrom("frame 1"), 10), eightWith(3, {"sell 2"}));
    ASSERT_TRUE(m_board.status(m_first).reading);
    EXPECT_EQ(m_board.status(m_first).reading->total, Energy::fromWh(1000));
    EXPECT_EQ(m_script.count("probe 1"), 1) << "it was not read anew";
}

TEST_F(Gap, ASaleForTheMeterThatIsReadWaitsUntilItsReadingIsOver) {
    make(std::chrono::hours(1));
    eightFrames("probe 1", 1, [this](int frame) {
        if (frame == 3) sell(m_first, sold());
    });
    runUntilSold();
    EXPECT_EQ(upTo(callsFrom("frame 1"), 10), eightWith(9, {"sell 1"}));
}

TEST_F(Gap, NobodyOvertakesASaleForTheMeterThatIsRead) {
    make(std::chrono::hours(1));
    eightFrames("probe 1", 1, [this](int frame) {
        if (frame != 3) return;
        ASSERT_TRUE(m_line->read(m_second, BusPriority::Sale, std::nullopt, {}));
        ASSERT_TRUE(m_line->read(m_first, BusPriority::Sale, std::nullopt, {}));
        ASSERT_TRUE(m_line->carryOut(m_second, metering::RelayCommand::Trip, std::nullopt,
                                     [](const auto&) {}));
        sell(m_first, sold());
        sell(m_second);
    });
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("sell 2", 1));
    m_line->stop();
    Calls wanted = eightWith(3, {"read 2"});
    wanted.insert(wanted.end(), {"read 1", "trip 2", "sell 1", "sell 2"});
    EXPECT_EQ(upTo(callsFrom("frame 1"), 14), wanted);
}

TEST_F(Gap, WhoStandsAtTheKioskAndASettingWaitUntilAReadingIsOver) {
    make(std::chrono::hours(1));
    eightFrames("probe 1", 1, [this](int frame) {
        if (frame != 3) return;
        ASSERT_TRUE(
            m_line->carryOut(m_second, metering::SetPrices{}, std::nullopt, [](const auto&) {}));
        ASSERT_TRUE(m_line->read(m_second, BusPriority::Present, std::nullopt, {}));
    });
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("set-prices 2", 1));
    m_line->stop();
    EXPECT_EQ(upTo(callsFrom("frame 1"), 11), eightWith(9, {"probe 2", "set-prices 2"}));
}

TEST_F(Gap, ASaleGoesBetweenTheFramesOfWhatIsReadForTheKiosk) {
    make(std::chrono::hours(1));
    eightFrames("probe 1", 1, [this](int frame) {
        if (frame == 3) sell(m_second, sold());
    });
    ASSERT_TRUE(m_line->read(m_first, BusPriority::Present, std::nullopt, {}));
    runUntilSold();
    EXPECT_EQ(upTo(callsFrom("frame 1"), 4), upTo(eightWith(3, {"sell 2"}), 4));
}

TEST_F(Gap, ASaleGoesBetweenTheFramesOfASearchForAMeter) {
    make(std::chrono::hours(1));
    const auto search = [this](const Result<metering::Bus*>& bus) {
        ASSERT_TRUE(bus.ok());
        frames(7, [this](int frame) {
            if (frame == 3) sell(m_second, sold());
        });
    };
    ASSERT_TRUE(m_line->onBus(BusPriority::Present, std::nullopt, search));
    runUntilSold();
    EXPECT_EQ(upTo(callsFrom("frame 1"), 10), eightWith(3, {"sell 2"}));
}

TEST_F(Gap, ASaleWaitsUntilACommandIsOver) {
    make(std::chrono::hours(1));
    eightFrames("set-prices 1", 1, [this](int frame) {
        if (frame == 3) sell(m_second, sold());
    });
    ASSERT_TRUE(m_line->carryOut(m_first, metering::SetPrices{}, std::nullopt, [](const auto&) {}));
    runUntilSold();
    EXPECT_EQ(upTo(callsFrom("frame 1"), 10), eightWith(9, {"sell 2"}));
}

TEST_F(Gap, ASaleBetweenTwoFramesGivesWayToNobody) {
    make(std::chrono::hours(1));
    const MeterId third{"202411110003"};
    m_line->setMeters({onBus(m_first, 1), onBus(m_second, 2), onBus(third, 3)});
    m_script.onCall = [this, third](const std::string& call) {
        if (call == "probe 1" && m_script.count(call) == 1) {
            frames(1, [this](int frame) {
                if (frame == 7) sell(m_second);
            });
        }
        if (call != "sell 2") return;
        sell(third, sold());
        m_script.gap(2);
        m_script.note("sold 2");
    };
    runUntilSold();
    EXPECT_EQ(upTo(callsFrom("frame 1"), 12), eightWith(7, {"sell 2", "sold 2", "sell 3"}));
}

TEST_F(Gap, WhileOtherMetersAreToBeOnTheBusASaleWaitsForThem) {
    make(std::chrono::hours(1));
    eightFrames("probe 1", 1, [this](int frame) {
        if (frame == 2) m_line->setMeters({onBus(m_first, 1), onBus(m_second, 5)});
        if (frame == 3) sell(m_second, sold());
    });
    runUntilSold();
    EXPECT_EQ(upTo(callsFrom("frame 1"), 10), eightWith(9, {"sell 5"}));
    EXPECT_EQ(m_script.made(), 2);
}

TEST_F(Gap, OtherMetersThatComeDuringASaleDoNotTakeTheBusFromTheReading) {
    make(std::chrono::hours(1));
    m_script.onCall = [this](const std::string& call) {
        if (call == "probe 1" && m_script.count(call) == 1) {
            frames(1, [this](int frame) {
                if (frame != 3) return;
                sell(m_second);
                sell(m_second, sold());
            });
        }
        if (call != "sell 2" || m_script.count(call) > 1) return;
        m_line->setMeters({onBus(m_first, 1), onBus(m_second, 5)});
    };
    runUntilSold();
    Calls wanted = eightWith(3, {"sell 2"});
    wanted.push_back("sell 5");
    EXPECT_EQ(upTo(callsFrom("frame 1"), 11), wanted);
    EXPECT_EQ(m_script.made(), 2);
}

TEST_F(Gap, WhatASaleTakesIsNotCountedAsTimeOfTheMeterThatIsReadAndItsReadingIsOlder) {
    make(std::chrono::hours(1));
    using Steady = std::chrono::steady_clock;
    Duration selling{0};
    m_script.onCall = [&](const std::string& call) {
        if (call == "probe 1" && m_script.count(call) == 1) {
            frames(1, [this](int frame) {
                if (frame == 3) sell(m_second);
            });
        }
        if (call != "sell 2") return;
        const auto begun = Steady::now();
        while (Steady::now() - begun < std::chrono::milliseconds(100)) {
        }
        selling = std::chrono::floor<Duration>(Steady::now() - begun);
    };
    const MeterReading told = [this] {
        MeterReading reading = good();
        reading.clock = metering::CivilTime{};
        return reading;
    }();
    m_script.answer = [&told](const std::string&) { return told; };
    const auto begun = Steady::now();
    m_line->start();
    ASSERT_TRUE(m_script.waitFor("probe 2", 1));
    m_line->stop();
    const auto all = std::chrono::ceil<Duration>(Steady::now() - begun);
    ASSERT_TRUE(m_line->state().cycle);
    // However slow the machine is: no moment counts twice, but for rounding.
    EXPECT_LE(*m_line->state().cycle + selling, all + Duration(5));
    const auto interrupted = m_board.status(m_first).reading;
    ASSERT_TRUE(interrupted);
    EXPECT_LE(interrupted->at, told.at - selling) << "its energies are as old as that";
    EXPECT_FALSE(interrupted->clock) << "its date and time may have been read apart";
    const auto whole = m_board.status(m_second).reading;
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->at, told.at);
    EXPECT_TRUE(whole->clock);
}

}  // namespace
}  // namespace wattill::node
