#include "node/bus_views.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {
using namespace std::chrono_literals;
using metering::CivilTime;

class MeterClock : public testing::Test {
  protected:
    [[nodiscard]] std::optional<Duration> ahead(const std::optional<CivilTime>& shown) const {
        metering::MeterReading reading;
        reading.at = *parseIso("2026-11-22T04:00:00.000Z");  // noon in Shanghai
        reading.clock = shown;
        return clockAhead(reading, *TimeZone::find("Asia/Shanghai"));
    }
};

TEST_F(MeterClock, IsComparedInItsOwnTimeZone) {
    EXPECT_EQ(ahead(CivilTime{2026, 11, 22, 12, 0, 0}), Duration(0));
    EXPECT_EQ(ahead(CivilTime{2026, 11, 22, 12, 2, 5}), Duration(125s));
    EXPECT_EQ(ahead(CivilTime{2026, 11, 21, 12, 0, 0}), Duration(-24h));
}

TEST_F(MeterClock, ThatShowsNoTimeSaysNothing) {
    EXPECT_FALSE(ahead({}));
    for (const CivilTime& wrong :
         {CivilTime{2026, 0, 22, 12, 0, 0}, CivilTime{2026, 2, 29, 12, 0, 0},
          CivilTime{2026, 11, 22, 24, 0, 0}, CivilTime{2026, 11, 22, 12, 60, 0},
          CivilTime{2026, 11, 22, 12, 0, 99}}) {
        EXPECT_FALSE(ahead(wrong));
    }
}

class Notes : public testing::Test {
  protected:
    Notes() {
        m_facts.config = &m_config;
        m_facts.state.portOpen = true;
        m_facts.quarter.counts.sent = 1000;
    }
    [[nodiscard]] std::string notes() const {
        std::string all;
        for (const std::string& each : busNotes(m_facts))
            all += each + "\n";
        return all;
    }
    void addMeters(int count, bool lost) {
        for (int i = 0; i < count; ++i) {
            MeterFacts meter;
            meter.turn.meter = MeterId(std::to_string(202'611'220'001 + i));
            meter.turn.lost = lost;
            meter.readAt = m_facts.now;
            m_facts.meters.push_back(meter);
        }
    }

    BusConfig m_config{.name = BusId("bus-1"), .port = "/dev/ttyS1"};
    BusFacts m_facts;
};

TEST_F(Notes, AreNoneWhereAllIsWell) {
    addMeters(32, false);
    m_facts.cycle = 6s;
    EXPECT_EQ(notes(), "");
}

TEST_F(Notes, NameThreeLostMetersAndCountTheRest) {
    addMeters(5, true);
    EXPECT_NE(notes().find("202611220001, 202611220002, 202611220003 and 2 more"),
              std::string::npos)
        << notes();
}

TEST_F(Notes, SayWhenARoundTakesLongerThanItMay) {
    m_facts.cycle = 180s;
    EXPECT_NE(notes().find("longer than poll_every_s"), std::string::npos) << notes();
    m_facts.cycle = 180'001ms;
    EXPECT_NE(notes().find("older than 3 min"), std::string::npos) << notes();
}

TEST_F(Notes, AFewFaultsAreNoise) {
    m_facts.quarter.counts.badReplies = 9;
    EXPECT_EQ(notes(), "") << "less than one in a hundred";
    m_facts.quarter.counts.badReplies = 10;
    EXPECT_NE(notes().find("120 Ω"), std::string::npos) << notes();
}

TEST_F(Notes, SayThatALineCarries32MetersWithoutARepeater) {
    addMeters(33, false);
    EXPECT_NE(notes().find("33 meters are on the line"), std::string::npos) << notes();
}

}  // namespace
}  // namespace wattill::node
