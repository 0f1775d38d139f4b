#include "dlt645_line.hpp"
#include "metering/dlt645/link.hpp"

#include <gtest/gtest.h>

namespace wattill::metering::dlt645 {
namespace {

constexpr std::uint32_t kRemaining = 0x00900200;

Bytes remaining(std::uint8_t fen, Address from = golden()) {
    return answerFrame(0x91, joined({identifierBytes(kRemaining), {fen, 0, 0, 0}}), from);
}

class Dlt645Link : public ::testing::Test {
  protected:
    Exchange readRemaining() {
        Exchange exchange;
        exchange.request = {golden(), function::kRead, identifierBytes(kRemaining)};
        exchange.leading = identifierBytes(kRemaining);
        exchange.tally = &tally;
        exchange.frames = &frames;
        return exchange;
    }
    Exchange trip() {
        Exchange exchange;
        exchange.request = {golden(), function::kRelay, Bytes(16, 0)};
        exchange.writes = true;
        return exchange;
    }
    std::uint8_t fenOf(const Result<Message>& answer) {
        EXPECT_TRUE(answer.ok()) << (answer ? "" : answer.error().message);
        return answer ? answer->data[4] : 0xFF;
    }

    Script script;
    SystemClock clock;
    NullLog log;
    AnswerTally tally;
    FrameLog frames;
    Link link{lineConfig(), std::make_unique<ScriptedLine>(script), clock, log};
};

TEST_F(Dlt645Link, SendsFourPreamblesAndTheFrameAndHearsTheAnswer) {
    script.answer = [&](const Bytes&) { script.arrive(milliseconds(150), remaining(0x45)); };
    EXPECT_EQ(fenOf(link.exchange(readRemaining())), 0x45);
    ASSERT_EQ(script.sent.size(), 1U);
    EXPECT_EQ(script.sent[0], hex("FE FE FE FE 68 02 00 11 11 24 20 68 11 04 33 35 C3 33 AB 16"));
    const auto shown = frames.take();
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_TRUE(shown[0].toMeter);
    EXPECT_EQ(shown[1].bytes, remaining(0x45));
    EXPECT_EQ(link.health().answered, 1U);
    // Twenty characters of eleven bits at 2400 baud are 91 ms; the answer took the rest.
    EXPECT_EQ(tally.health(MeterId("1")).lastTime, milliseconds(58));
}

TEST_F(Dlt645Link, AnAnswerByteByByteWithLongGapsIsHeard) {
    script.answer = [&](const Bytes&) {
        script.arriveByteByByte(milliseconds(550), milliseconds(80), remaining(0x12));
    };
    EXPECT_EQ(fenOf(link.exchange(readRemaining())), 0x12);
}

TEST_F(Dlt645Link, AnAnswerThatStopsInTheMiddleIsGivenUpAfterTheByteGap) {
    Bytes half = remaining(0x12);
    half.resize(13);
    script.answer = [&](const Bytes&) { script.arrive(milliseconds(300), half); };
    const SteadyTime begun = script.now;
    const auto answer = link.exchange(readRemaining());
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::BadReply);
    EXPECT_LE(script.since(begun), milliseconds(1000));
}

TEST_F(Dlt645Link, SilenceIsATimeoutThatNamesTheMeter) {
    const SteadyTime begun = script.now;
    const auto answer = link.exchange(readRemaining());
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::Timeout);
    EXPECT_NE(answer.error().message.find("202411110002"), std::string::npos);
    EXPECT_LT(script.since(begun), milliseconds(800));
    EXPECT_EQ(tally.health(MeterId("1")).timeouts, 1U);
}

TEST_F(Dlt645Link, ALateAnswerDoesNotCompleteTheNextReadOfTheSameValue) {
    script.answer = [&](const Bytes&) {
        script.arrive(script.sent.size() == 1 ? milliseconds(900) : milliseconds(200),
                      remaining(script.sent.size() == 1 ? 0x01 : 0x02));
    };
    ASSERT_FALSE(link.exchange(readRemaining()).ok());
    EXPECT_EQ(fenOf(link.exchange(readRemaining())), 0x02);
    EXPECT_EQ(link.health().strayBytes, remaining(0x01).size());
}

TEST_F(Dlt645Link, AnswersOfOthersAreNeitherTakenNorWaitedOn) {
    const Address other = Address::fromNumber(202411110003).value();
    script.answer = [&](const Bytes&) {
        script.arrive(milliseconds(120), remaining(0x01, other));
        script.arrive(milliseconds(240), remaining(0x02));
    };
    EXPECT_EQ(fenOf(link.exchange(readRemaining())), 0x02);

    script.answer = [&](const Bytes&) {
        for (int i = 1; i < 40; ++i)
            script.arrive(milliseconds(100 * i), remaining(0x01, other));
    };
    const SteadyTime begun = script.now;
    const auto answer = link.exchange(readRemaining());
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::BadReply);
    EXPECT_LE(script.since(begun), milliseconds(800));
}

TEST_F(Dlt645Link, ASpoiltAnswerIsFollowedByAHundredMillisecondsOfSilence) {
    Bytes spoilt = remaining(0x01);
    spoilt[15] ^= 1U;
    script.answer = [&](const Bytes&) {
        script.arrive(milliseconds(150), script.sent.size() == 1 ? spoilt : remaining(0x02));
        if (script.sent.size() == 1) script.arrive(milliseconds(300), {0x16});
    };
    const auto answer = link.exchange(readRemaining());
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::BadReply);
    EXPECT_EQ(link.health().crcErrors, 1U);
    EXPECT_EQ(fenOf(link.exchange(readRemaining())), 0x02);
    EXPECT_GE(script.sentAt[1] - script.sentAt[0], milliseconds(350));
}

TEST_F(Dlt645Link, NobodyIsTalkedInto) {
    script.answer = [&](const Bytes&) { script.arrive(milliseconds(150), remaining(0x01)); };
    ASSERT_TRUE(link.exchange(readRemaining()).ok());
    const SteadyTime answered = script.now;
    script.arriveByteByByte(milliseconds(5), milliseconds(30), Bytes(10, 0x55));
    ASSERT_TRUE(link.exchange(readRemaining()).ok());
    EXPECT_GE(script.sentAt[1] - answered, milliseconds(5 + 9 * 30 + 100));
}

TEST_F(Dlt645Link, LeavesAPauseBetweenAnAnswerAndTheNextRequest) {
    script.answer = [&](const Bytes&) { script.arrive(milliseconds(150), remaining(0x01)); };
    ASSERT_TRUE(link.exchange(readRemaining()).ok());
    const SteadyTime answered = script.now;
    ASSERT_TRUE(link.exchange(readRemaining()).ok());
    EXPECT_EQ(script.sentAt[1] - answered, milliseconds(20));
}

TEST_F(Dlt645Link, AnAdapterThatEchoesAndSpitsIsUnderstood) {
    script.answer = [&](const Bytes& sent) {
        script.arrive(milliseconds(1), joined({{0x00}, sent, {0x00, 0xFE}, remaining(0x33)}));
    };
    EXPECT_EQ(fenOf(link.exchange(readRemaining())), 0x33);
    EXPECT_EQ(link.health().strayBytes, 2U);
    EXPECT_EQ(link.health().badReplies, 0U);
}

TEST_F(Dlt645Link, AnEchoAloneIsSilence) {
    script.answer = [&](const Bytes& sent) { script.arrive(milliseconds(1), sent); };
    const auto answer = link.exchange(readRemaining());
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::Timeout);
}

TEST_F(Dlt645Link, ARefusalIsAnAnswer) {
    script.answer = [&](const Bytes&) {
        script.arrive(milliseconds(150), answerFrame(0xD1, {0x02}));
    };
    const auto answer = link.exchange(readRemaining());
    ASSERT_TRUE(answer.ok());
    EXPECT_TRUE(answer->isAbnormal());
    EXPECT_EQ(link.health().refused, 1U);
    EXPECT_EQ(link.health().answered, 1U);
}

TEST_F(Dlt645Link, ALineLostBehindAWriteLeavesTheOutcomeUnknown) {
    ASSERT_TRUE(link.open().ok());
    script.answer = [&](const Bytes&) { script.breaksAtRead = true; };
    const auto read = link.exchange(readRemaining());
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::Unreachable);
    EXPECT_FALSE(link.health().portOpen);
    const auto written = link.exchange(trip());
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, ErrorCode::Timeout);
    EXPECT_TRUE(written.error().outcomeUnknown());
    EXPECT_EQ(script.opened, 2) << "opened again by itself";
}

TEST_F(Dlt645Link, WhatAServerDoesNotTakeIsCalledBackAndNotBlamedOnTheMeter) {
    script.stuck = true;
    const auto read = link.exchange(readRemaining());
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::Unreachable);
    EXPECT_NE(read.error().message.find("not the meters"), std::string::npos);
    EXPECT_EQ(script.abandoned, 1) << "it must not arrive when the network is back";
    const auto written = link.exchange(trip());
    ASSERT_FALSE(written.ok());
    EXPECT_TRUE(written.error().outcomeUnknown());
    EXPECT_EQ(script.abandoned, 2);
    EXPECT_FALSE(link.health().portOpen);
}

TEST_F(Dlt645Link, AWriteThatCouldNotBeSentHasNotHappened) {
    ASSERT_TRUE(link.open().ok());
    script.breaksAtSend = true;
    const auto written = link.exchange(trip());
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, ErrorCode::Unreachable);
    EXPECT_EQ(link.health().sent, 0U);
}

TEST_F(Dlt645Link, ALineThatVanishedWhileNobodyLookedIsOpenedAgainAtOnce) {
    ASSERT_TRUE(link.open().ok());
    script.breaksAtRead = true;
    script.answer = [&](const Bytes&) { script.arrive(milliseconds(150), remaining(0x07)); };
    EXPECT_EQ(fenOf(link.exchange(readRemaining())), 0x07);
    EXPECT_EQ(script.opened, 2);
}

TEST_F(Dlt645Link, ALineThatIsNotThereIsTriedAgainWithGrowingDistance) {
    script.there = false;
    for (const int wait : {50, 100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
        ASSERT_EQ(link.open().error().message, "not there");
        script.there = true;
        script.now += milliseconds(wait - 1);
        EXPECT_FALSE(link.open().ok()) << "too early after " << wait;
        script.there = false;
        script.now += milliseconds(1);
    }
    script.there = true;
    EXPECT_TRUE(link.open().ok());
}

TEST_F(Dlt645Link, ALineThatNeverFallsSilentDoesNotHoldTheThread) {
    const SteadyTime begun = script.now;
    for (int i = 0; i < 4000; ++i)
        script.arrive(milliseconds(5 * i), {0x68});
    const auto answer = link.exchange(readRemaining());
    ASSERT_FALSE(answer.ok());
    EXPECT_LE(script.since(begun), milliseconds(12'000));
}

TEST(Dlt645Tally, TellsTheMiddleAndTheSlowest) {
    AnswerTally tally;
    EXPECT_FALSE(tally.health(MeterId("1")).medianTime.has_value());
    for (int i = 1; i <= 228; ++i)
        tally.came(AnswerKind::Good, milliseconds(i), fromMillis(i));
    tally.came(AnswerKind::CrcError, milliseconds(9999), fromMillis(9999));
    const auto health = tally.health(MeterId("1"));
    EXPECT_EQ(health.lastTime, milliseconds(228));
    EXPECT_EQ(health.medianTime, milliseconds(164)) << "of 101 … 228";
    EXPECT_EQ(health.p95Time, milliseconds(222));
    EXPECT_EQ(health.lastGoodAt, fromMillis(228));
    EXPECT_EQ(health.badReplies, 1U);
}

TEST(Dlt645FrameLog, KeepsTheNewest) {
    FrameLog log;
    for (int i = 0; i < 70; ++i)
        log.add(Direction::ToMeter, Bytes{static_cast<std::uint8_t>(i)});
    const auto frames = log.take();
    ASSERT_EQ(frames.size(), 64U);
    EXPECT_EQ(frames.front().bytes, Bytes{6});
    EXPECT_TRUE(log.take().empty());
}

}  // namespace
}  // namespace wattill::metering::dlt645
