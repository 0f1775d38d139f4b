#include "metering/answer_tally.hpp"
#include "metering/modbus/wire.hpp"

#include <gtest/gtest.h>

namespace wattill::metering::modbus {
namespace {

const MeterId kMeter("202411110001");

TEST(AnswerTally, HasNoTimesBeforeTheFirstGoodAnswer) {
    AnswerTally tally;
    tally.sent();
    tally.came(AnswerKind::Silent, Duration(500), {});
    const MeterHealth health = tally.health(kMeter);
    EXPECT_EQ(health.meter, kMeter);
    EXPECT_EQ(health.sent, 1U);
    EXPECT_EQ(health.timeouts, 1U);
    EXPECT_FALSE(health.lastTime || health.medianTime || health.p95Time || health.lastGoodAt);
}

TEST(AnswerTally, CountsByKindAndCrcErrorsAsBadReplies) {
    AnswerTally tally;
    for (const AnswerKind kind : {AnswerKind::Good, AnswerKind::Refused, AnswerKind::Silent,
                                  AnswerKind::CrcError, AnswerKind::NoAnswer}) {
        tally.came(kind, Duration(10), fromMillis(1000));
    }
    const MeterHealth health = tally.health(kMeter);
    EXPECT_EQ(health.answered, 2U);
    EXPECT_EQ(health.refused, 1U);
    EXPECT_EQ(health.timeouts, 1U);
    EXPECT_EQ(health.crcErrors, 1U);
    EXPECT_EQ(health.badReplies, 2U);
    EXPECT_EQ(health.lastGoodAt, fromMillis(1000));
}

TEST(AnswerTally, MedianAndP95AreOfTheLast128GoodAnswers) {
    AnswerTally tally;
    for (int i = 0; i < 300; ++i)
        tally.came(AnswerKind::Good, Duration(9999), fromMillis(i));
    for (int i = 128; i >= 1; --i) {
        tally.came(AnswerKind::Good, Duration(i), fromMillis(1000 + i));
        tally.came(AnswerKind::Silent, Duration(5000), fromMillis(5000));
    }
    const MeterHealth health = tally.health(kMeter);
    EXPECT_EQ(health.lastTime, Duration(1));
    EXPECT_EQ(health.medianTime, Duration(64));
    EXPECT_EQ(health.p95Time, Duration(122));
    EXPECT_EQ(health.lastGoodAt, fromMillis(1001));
}

TEST(AnswerTally, OneAnswerIsItsOwnMedian) {
    AnswerTally tally;
    tally.came(AnswerKind::Good, Duration(42), {});
    EXPECT_EQ(tally.health(kMeter).medianTime, Duration(42));
    EXPECT_EQ(tally.health(kMeter).p95Time, Duration(42));
}

TEST(FrameLog, KeepsTheNewest64AndGivesThemOnce) {
    FrameLog log;
    for (std::uint8_t i = 0; i < 70; ++i)
        log.add(i % 2 == 0 ? Direction::ToMeter : Direction::FromMeter, {&i, 1});
    const auto frames = log.take();
    ASSERT_EQ(frames.size(), 64U);
    EXPECT_EQ(frames.front().bytes, std::vector<std::uint8_t>{6});
    EXPECT_TRUE(frames.front().toMeter);
    EXPECT_FALSE(frames.back().toMeter);
    EXPECT_TRUE(log.take().empty());
}

}  // namespace
}  // namespace wattill::metering::modbus
