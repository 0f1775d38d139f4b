#include "node/cycle_estimate.hpp"

#include "metering/profile_library.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {
using namespace std::chrono_literals;

class CycleEstimate : public testing::Test {
  protected:
    [[nodiscard]] const metering::Profile& profile(const std::string& id) const {
        return *m_profiles.find(id);
    }
    [[nodiscard]] static BusConfig line(int baud, char parity, metering::Protocol protocol) {
        BusConfig bus;
        bus.baud = baud;
        bus.parity = parity;
        bus.protocol = protocol;
        return bus;
    }

  private:
    metering::ProfileLibrary m_profiles =
        *metering::ProfileLibrary::load(WATTILL_SOURCE_DIR "/assets/profiles");
};

// facts 4.1: 109 characters, about 114 ms, and the answer time; 3.5 characters of silence.
TEST_F(CycleEstimate, TheLiveBlockAt9600TakesItsCharactersAndTheTurnaround) {
    const auto& meter = profile("acrel-ddsy1352-nk");
    const auto bus = line(9600, 'N', metering::Protocol::ModbusRtu);
    EXPECT_EQ(readingTime(meter, bus), 114ms + 4ms + kUsualTurnaround);
    EXPECT_GE(32 * readingTime(meter, bus), Duration(5s)) << "32 meters: 5 to 10 s";
    EXPECT_LE(32 * readingTime(meter, bus), Duration(10s));
    EXPECT_GE(200 * readingTime(meter, bus), Duration(30s)) << "200 meters: 30 to 60 s";
    EXPECT_LE(200 * readingTime(meter, bus), Duration(60s));
}

TEST_F(CycleEstimate, AMeasuredAnswerStandsForTurnaroundAndAnswer) {
    const auto& meter = profile("acrel-ddsy1352-nk");
    const auto bus = line(9600, 'N', metering::Protocol::ModbusRtu);
    // 8 characters of the request and 3.5 of silence are 12 ms
    EXPECT_EQ(readingTime(meter, bus, 300ms), Duration(312ms));
}

TEST_F(CycleEstimate, ParityAndStopBitsAreOnTheWireToo) {
    const auto& meter = profile("acrel-ddsy1352-nk");
    auto bus = line(1200, 'N', metering::Protocol::ModbusRtu);
    const Duration plain = readingTime(meter, bus) - kUsualTurnaround;
    bus.parity = 'E';
    const Duration even = readingTime(meter, bus) - kUsualTurnaround;
    bus.stopBits = 2;
    const Duration two = readingTime(meter, bus) - kUsualTurnaround;
    EXPECT_NEAR(static_cast<double>(even.count()), static_cast<double>(plain.count()) * 1.1, 2.0);
    EXPECT_NEAR(static_cast<double>(two.count()), static_cast<double>(plain.count()) * 1.2, 2.0);
}

TEST_F(CycleEstimate, AboveTheRulesBaudRatesTheSilenceIsFixed) {
    const auto& meter = profile("acrel-ddsy1352-nk");
    const auto bus = line(38400, 'N', metering::Protocol::ModbusRtu);
    // 109 characters are 28.39 ms; the silence 1.75 ms instead of 0.91 ms.
    EXPECT_EQ(readingTime(meter, bus), 31ms + kUsualTurnaround);
}

// facts 4.1: one identifier of 4 bytes at 2400 8E1 is 44 characters, about 202 ms.
TEST_F(CycleEstimate, ADltMeterAt2400TakesATurnForEachOfItsIdentifiers) {
    const auto& meter = profile("dlt645-2007");
    const auto bus = line(2400, 'E', metering::Protocol::Dlt645);
    double wireMs = 0;
    for (const auto* block : meter.liveBlocks())
        wireMs += 201.7 + (block->bytes() - 4 + 3.5) * 11 / 2.4;
    const auto turns = static_cast<int>(meter.liveBlocks().size());
    ASSERT_GT(turns, 4);
    EXPECT_NEAR(static_cast<double>((readingTime(meter, bus) - turns * kUsualTurnaround).count()),
                wireMs, 2.0);
    EXPECT_LT(32 * readingTime(meter, bus), Duration(110s)) << "what facts 4.1 expects at most";
}

}  // namespace
}  // namespace wattill::node
