#include "metering/modbus/crc.hpp"
#include "metering/modbus/modbus_unit.hpp"
#include "metering/modbus/rtu_link.hpp"
#include "modbus_stub_line.hpp"

#include <optional>

#include <gtest/gtest.h>

// Answers that come too late, and who may use the line between two frames.
namespace wattill::metering::modbus {
namespace {

using Pieces = std::vector<Bytes>;

constexpr RegisterRun kEnergy{3, 0x0100, 4};
constexpr RegisterRun kMoney{3, 0x0200, 4};

Bytes sealed(Bytes frame) {
    const std::uint16_t crc = crc16(frame);
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
    return frame;
}

class Step : public ::testing::Test {
  protected:
    /// Meters whose registers hold their own number, and that answer in order.
    Step() {
        m_end.answer = [this](const Bytes& request) {
            Pieces pieces;
            if (m_late) pieces.push_back(*std::exchange(m_late, std::nullopt));
            if (std::exchange(m_slow, false)) {
                m_late = answerTo(request);
            } else {
                pieces.push_back(answerTo(request));
            }
            return pieces;
        };
        // Silence is told at once, so these cost nothing.
        m_times.read = std::chrono::seconds(10);
        m_times.write = std::chrono::seconds(10);
        m_times.lateAnswer = Duration(10);
        m_link.onGap([this](std::int64_t address) {
            m_gaps.push_back(address);
            if (m_inGap) m_inGap();
        });
    }
    static Bytes answerTo(const Bytes& request) {
        if (request[1] == 16) return sealed({request.begin(), request.begin() + 6});
        const int start = request[2] * 256 + request[3];
        const int count = request[4] * 256 + request[5];
        Bytes answer{request[0], request[1], static_cast<std::uint8_t>(2 * count)};
        for (int each = start; each < start + count; ++each) {
            answer.push_back(static_cast<std::uint8_t>(each >> 8));
            answer.push_back(static_cast<std::uint8_t>(each));
        }
        return sealed(answer);
    }
    static Bytes valuesOf(const RegisterRun& run) {
        Bytes values;
        for (int each = run.start; each < run.start + run.count; ++each) {
            values.push_back(static_cast<std::uint8_t>(each >> 8));
            values.push_back(static_cast<std::uint8_t>(each));
        }
        return values;
    }
    /// The answer comes after the time-out and the drain, when the next request is on its way.
    void missOne(ModbusUnit& unit, const RegisterRun& run) {
        m_slow = true;
        const auto missed = unit.read(run, 0);
        ASSERT_FALSE(missed.ok());
        ASSERT_EQ(missed.error().code, ErrorCode::Timeout);
    }

    FarEnd m_end;
    bool m_slow = false;  ///< the next answer is late
    std::optional<Bytes> m_late;
    std::vector<std::int64_t> m_gaps;
    std::function<void()> m_inGap;
    LinkTimes m_times;
    const SystemClock m_clock;
    NullLog m_log;
    RtuLink m_link{{BusId("b"), "/dev/x", 38400}, m_end.opener(), m_clock, m_log};
    ModbusUnit m_unit{1, {3, 0x0300, 8}, m_times, m_link};
};

TEST_F(Step, ALateAnswerIsNotTakenForThatToAnotherBlockOfTheSameLength) {
    missOne(m_unit, kEnergy);
    const auto money = m_unit.read(kMoney, 0);
    ASSERT_TRUE(money.ok()) << money.error().message;
    EXPECT_EQ(*money, valuesOf(kMoney));
}

TEST_F(Step, ALateAnswerIsNotTakenByAnotherReaderOfTheSameAddressEither) {
    missOne(m_unit, kEnergy);
    ModbusUnit other{1, {3, 0x0300, 8}, m_times, m_link};
    const auto money = other.read(kMoney, 0);
    ASSERT_TRUE(money.ok()) << money.error().message;
    EXPECT_EQ(*money, valuesOf(kMoney));
}

TEST_F(Step, OthersMayUseTheLineBeforeEachFrameThatReads) {
    ModbusUnit other{2, {3, 0x0300, 8}, m_times, m_link};
    m_inGap = [&] {
        m_inGap = {};
        // This one falls silent; its late answer comes into the middle of the first one's reading.
        m_slow = true;
        ASSERT_FALSE(other.read(kEnergy, 0).ok());
    };
    const auto money = m_unit.read(kMoney, 0);
    ASSERT_TRUE(money.ok()) << money.error().message;
    EXPECT_EQ(*money, valuesOf(kMoney));
    EXPECT_EQ(m_gaps, (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(m_unit.health(MeterId("202411110001")).timeouts, 0U);
    EXPECT_EQ(other.health(MeterId("202411110002")).timeouts, 1U);
}

TEST_F(Step, OthersMayUseTheLineBetweenTheProofAndWhatWasToBeRead) {
    missOne(m_unit, kEnergy);
    m_gaps.clear();
    const std::size_t before = m_end.sent.size();
    ASSERT_TRUE(m_unit.read(kMoney, 0).ok());
    EXPECT_EQ(m_end.sent.size() - before, 2U);
    EXPECT_EQ(m_gaps, (std::vector<std::int64_t>{1, 1}));
}

TEST_F(Step, NobodyComesBeforeAWriteNorBeforeItsProof) {
    missOne(m_unit, kEnergy);
    m_gaps.clear();
    const std::size_t before = m_end.sent.size();
    const auto written = m_unit.write({16, 2, 0, 0, 1, 2, 0, 7}, 8, Duration(10));
    ASSERT_TRUE(written.ok()) << written.error().message;
    EXPECT_EQ(m_end.sent.size() - before, 2U);
    EXPECT_TRUE(m_gaps.empty());
}

}  // namespace
}  // namespace wattill::metering::modbus
