#include "metering/modbus/crc.hpp"
#include "metering/modbus/modbus_meter.hpp"
#include "metering/modbus/rtu_link.hpp"
#include "modbus_stub_line.hpp"
#include "profile_files.hpp"

#include <gtest/gtest.h>

// A meter that does not give a block in one.
namespace wattill::metering::modbus {
namespace {

using Pieces = std::vector<Bytes>;

Bytes sealed(Bytes frame) {
    const std::uint16_t crc = crc16(frame);
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
    return frame;
}

class Split : public ::testing::Test {
  protected:
    /// Registers hold their own number; what `refuses` says no to is answered with exception 2.
    Split() {
        m_end.answer = [this](const Bytes& request) {
            if (silent) return Pieces{};
            const int start = request[2] * 256 + request[3];
            const int count = request[4] * 256 + request[5];
            asked.push_back({start, count});
            if (refuses(start, count)) return Pieces{sealed({1, 0x83, exception})};
            Bytes answer{1, 3, static_cast<std::uint8_t>(2 * count)};
            for (int each = start; each < start + count; ++each) {
                answer.push_back(static_cast<std::uint8_t>(each >> 8));
                answer.push_back(static_cast<std::uint8_t>(each));
            }
            return Pieces{sealed(answer)};
        };
    }
    [[nodiscard]] static int registerAt(const Bytes& data, int at) {
        const auto byte = static_cast<std::size_t>(2 * at);
        return data[byte] * 256 + data[byte + 1];
    }
    /// A block of the shipped profile with two-register points from its first register on.
    [[nodiscard]] const Block& energies() const {
        return m_profile.blocks().find("energies")->second;
    }

    std::function<bool(int start, int count)> refuses = [](int, int) { return false; };
    std::vector<std::pair<int, int>> asked;
    std::uint8_t exception = 2;
    bool silent = false;
    FarEnd m_end;
    const Profile m_profile = profileOf("acrel-dtsy1352-nk");
    const SystemClock m_clock;
    NullLog m_log;
    RtuLink m_link{{BusId("b"), "/dev/x", 38400}, m_end.opener(), m_clock, m_log};
    ModbusMeter m_meter{m_profile, {1, false}, m_link, m_clock};
};

TEST_F(Split, ABlockThatIsGivenIsOneRequest) {
    const auto data = m_meter.readBlock(energies());
    ASSERT_TRUE(data.ok());
    EXPECT_EQ(registerAt(*data, 9), 9);
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Split, ARefusedBlockIsReadInPartsAndThePartsAreRemembered) {
    refuses = [](int, int count) { return count > 6; };
    for (int round = 0; round < 2; ++round) {
        asked.clear();
        const auto data = m_meter.readBlock(energies());
        ASSERT_TRUE(data.ok());
        for (int each = 0; each < 10; ++each)
            EXPECT_EQ(registerAt(*data, each), each);
        EXPECT_EQ(asked.size(), round == 0 ? 3U : 2U);
    }
}

TEST_F(Split, NoPointIsCutInTwo) {
    refuses = [](int, int count) { return count > 2; };
    ASSERT_TRUE(m_meter.readBlock(energies()).ok());
    for (const auto& [start, count] : asked)
        EXPECT_EQ(start % 2 + count % 2, 0) << start << "+" << count;
}

TEST_F(Split, RegistersThatNoPointNeedsMayBeMissing) {
    const Block& prepaid = m_profile.blocks().find("prepaid")->second;
    const int hole = 0x4C;
    refuses = [](int start, int count) { return start <= hole && start + count > hole; };
    for (int round = 0; round < 2; ++round) {
        asked.clear();
        const auto data = m_meter.readBlock(prepaid);
        ASSERT_TRUE(data.ok()) << data.error().message;
        EXPECT_EQ(registerAt(*data, hole - prepaid.start), 0);
        EXPECT_EQ(registerAt(*data, 0), prepaid.start);
        EXPECT_EQ(registerAt(*data, 27), prepaid.start + 27);
    }
    EXPECT_LE(asked.size(), 6U);
}

TEST_F(Split, APointWhoseRegistersAreNotThereIsNamedAndNeverTakenForZero) {
    refuses = [](int start, int count) { return start <= 4 && start + count > 4; };
    const auto data = m_meter.readBlock(energies());
    ASSERT_FALSE(data.ok());
    EXPECT_EQ(data.error().code, ErrorCode::Refused);
    EXPECT_NE(data.error().message.find("energies.peak"), std::string::npos);
    EXPECT_EQ(data.error().message.find("energies.flat"), std::string::npos);
}

TEST_F(Split, AMeterThatRefusesEverythingIsAskedForTheWholeAgainLater) {
    refuses = [](int, int) { return true; };
    const auto none = m_meter.readBlock(energies());
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().code, ErrorCode::Refused);
    EXPECT_LE(asked.size(), 24U);
    refuses = [](int, int) { return false; };
    asked.clear();
    EXPECT_TRUE(m_meter.readBlock(energies()).ok());
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Split, OnlyAnAddressOrALengthThatIsRefusedSplits) {
    refuses = [](int, int) { return true; };
    exception = 6;
    EXPECT_FALSE(m_meter.readBlock(energies()).ok());
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Split, SilenceInThePartsDoesNotChangeThem) {
    refuses = [](int, int count) { return count > 6; };
    ASSERT_TRUE(m_meter.readBlock(energies()).ok());
    silent = true;
    EXPECT_EQ(m_meter.readBlock(energies()).error().code, ErrorCode::Timeout);
    silent = false;
    ASSERT_TRUE(m_meter.readBlock(energies()).ok());
    asked.clear();
    ASSERT_TRUE(m_meter.readBlock(energies()).ok());
    EXPECT_EQ(asked.size(), 2U);
}

TEST_F(Split, AMeterThatRefusesTheProbeComesBackIntoStepAllTheSame) {
    ASSERT_TRUE(m_meter.readBlock(energies()).ok());
    silent = true;
    ASSERT_FALSE(m_meter.readBlock(energies()).ok());
    silent = false;
    refuses = [](int, int count) { return count != 10; };
    EXPECT_TRUE(m_meter.readBlock(energies()).ok());
}

/// The energy-only model with its three live blocks moved near one another: 0 … 9, 16 and 17, 26 …
/// 48.
Profile neighbours() {
    auto document = shipped("acrel-adl-dtsd1352");
    document["blocks"][1]["start"] = "0x0010";
    document["blocks"][2]["start"] = "0x001A";
    return Profile::parse(document.dump(), "neighbours.json").value();
}

TEST_F(Split, NeighbouringLiveBlocksComeInOneFrame) {
    const Profile profile = neighbours();
    ModbusMeter meter(profile, {1, false}, m_link, m_clock);
    for (int round = 0; round < 2; ++round) {
        asked.clear();
        ASSERT_TRUE(meter.read().ok());
        EXPECT_EQ(asked, (std::vector<std::pair<int, int>>{{0, 49}}));
    }
}

TEST_F(Split, NeighboursThatAreRefusedTogetherAreReadApartFromThenOn) {
    const Profile profile = neighbours();
    ModbusMeter together(profile, {1, false}, m_link, m_clock);
    const auto inOne = together.read();
    refuses = [](int start, int count) { return start <= 12 && start + count > 12; };
    ModbusMeter apart(profile, {1, false}, m_link, m_clock);
    for (int round = 0; round < 2; ++round) {
        asked.clear();
        const auto reading = apart.read();
        ASSERT_TRUE(reading.ok()) << reading.error().message;
        EXPECT_EQ(reading->total, inOne->total);
        EXPECT_EQ(reading->quantities.voltageDeciVolt, inOne->quantities.voltageDeciVolt);
        EXPECT_EQ(asked.size(), round == 0 ? 4U : 3U);
    }
}

TEST_F(Split, BlocksFarApartOrOnDemandAreNotReadAlong) {
    const Profile profile = profileOf("acrel-adl-dtsd1352");
    ModbusMeter meter(profile, {1, false}, m_link, m_clock);
    ASSERT_TRUE(meter.read().ok());
    EXPECT_EQ(asked.size(), 3U);
    asked.clear();
    ASSERT_TRUE(m_meter.readBlock(energies()).ok());
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Split, WhatWasReadAlongIsNeverUsedTwice) {
    const Profile profile = neighbours();
    ModbusMeter meter(profile, {1, false}, m_link, m_clock);
    ASSERT_TRUE(meter.read().ok());
    asked.clear();
    ASSERT_TRUE(meter.readBlock(*profile.block("ratio")).ok());
    EXPECT_EQ(asked, (std::vector<std::pair<int, int>>{{0x10, 2}}));
}

}  // namespace
}  // namespace wattill::metering::modbus
