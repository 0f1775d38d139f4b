#include "dlt645_line.hpp"
#include "metering/dlt645/unit.hpp"

#include <map>

#include <gtest/gtest.h>

namespace wattill::metering::dlt645 {
namespace {

constexpr Value kTotal{0x00010000, 4};
constexpr Value kLeft{0x00900200, 4};
constexpr Value kSeasons{0x04010000, 9};
constexpr std::uint32_t kRecharge = 0x070102FF;

class Dlt645Unit : public ::testing::Test {
  protected:
    Dlt645Unit() {
        times.read = milliseconds(500);
        times.write = milliseconds(3000);
        times.lateAnswer = milliseconds(500);
        script.answer = [this](const Bytes& sent) { meter(requestIn(sent)); };
    }

    /// What is queued in `next` once, else what a good meter says.
    void meter(const Message& request) {
        asked.push_back(request);
        if (!next.empty()) {
            const auto step = next.front();
            next.pop_front();
            return step(request);
        }
        say(milliseconds(150), good(request));
    }
    [[nodiscard]] Bytes good(const Message& request) const {
        const auto control = static_cast<std::uint8_t>(request.control | kFromMeter);
        if (request.function() == function::kRead) {
            const auto value = values.find(request.data);
            if (value == values.end()) return answerFrame(0xD1, {0x02});
            return answerFrame(control, joined({request.data, value->second}));
        }
        return answerFrame(control, {});
    }
    void say(milliseconds after, const Bytes& frame) { script.arrive(after, frame); }

    using Step = std::function<void(const Message&)>;
    Step silence() {
        return [](const Message&) {};
    }
    Step saying(milliseconds after, Bytes frame) {
        return [this, after, frame](const Message&) { say(after, frame); };
    }
    static Bytes valueFrame(const Value& value, const Bytes& data, std::uint8_t control = 0x91) {
        return answerFrame(control, joined({identifierBytes(value.identifier), data}));
    }
    Result<std::string> order(std::uint8_t function, Bytes leading = {}) {
        return unit.carryOut({function, hex("02 00 00 00"), std::move(leading)},
                             milliseconds(3000));
    }

    std::map<Bytes, Bytes> values = {{identifierBytes(kTotal.identifier), {1, 2, 3, 4}},
                                     {identifierBytes(kLeft.identifier), {5, 6, 7, 8}}};
    std::deque<Step> next;
    std::vector<Message> asked;
    Script script;
    SystemClock clock;
    NullLog log;
    LinkTimes times;
    Link link{lineConfig(), std::make_unique<ScriptedLine>(script), clock, log};
    Unit unit{golden(), {kTotal, kLeft}, times, link};
};

TEST_F(Dlt645Unit, ReadsAValue) {
    EXPECT_EQ(*unit.read(kLeft, 0), (Bytes{5, 6, 7, 8}));
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Dlt645Unit, AValueThatTheMeterHasNotIsRefusedAndNotAskedForAgain) {
    const auto refused = unit.read({0x02030400, 3}, 3);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Refused);
    EXPECT_NE(refused.error().message.find("no such value"), std::string::npos);
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Dlt645Unit, AValueOfAnotherLengthIsAnotherModel) {
    const auto wrong = unit.read({kLeft.identifier, 3}, 3);
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(wrong.error().code, ErrorCode::BadReply);
    EXPECT_EQ(wrong.error().retry, Retry::Never);
    EXPECT_NE(wrong.error().message.find("profile"), std::string::npos);
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Dlt645Unit, SilenceIsAskedAgainAfterAnotherValueProvedTheStep) {
    next = {silence()};
    EXPECT_EQ(*unit.read(kLeft, 1), (Bytes{5, 6, 7, 8}));
    ASSERT_EQ(asked.size(), 3U);
    EXPECT_EQ(asked[1].data, identifierBytes(kTotal.identifier));
    EXPECT_EQ(asked[2].data, identifierBytes(kLeft.identifier));
}

TEST_F(Dlt645Unit, AnAnswerLaterThanAnyDrainIsNotTakenForTheNext) {
    // Comes while the second question for it would be waiting; the proof's answer is behind it.
    next = {saying(milliseconds(1300), valueFrame(kLeft, {9, 9, 9, 9})),
            [this](const Message& request) { say(milliseconds(300), good(request)); }};
    EXPECT_EQ(*unit.read(kLeft, 1), (Bytes{5, 6, 7, 8}));
    EXPECT_EQ(link.health().timeouts, 1U);
}

TEST_F(Dlt645Unit, AnotherValueNeedsNoProof) {
    next = {silence()};
    ASSERT_FALSE(unit.read(kLeft, 0).ok());
    EXPECT_EQ(*unit.read(kTotal, 0), (Bytes{1, 2, 3, 4}));
    EXPECT_EQ(*unit.read(kLeft, 0), (Bytes{5, 6, 7, 8}));
    EXPECT_EQ(asked.size(), 3U) << "its answer was the proof";
}

TEST_F(Dlt645Unit, WhatIsMissingForLongNeedsNoProof) {
    next = {silence()};
    ASSERT_FALSE(unit.read(kLeft, 0).ok());
    script.now += std::chrono::seconds(11);
    EXPECT_EQ(*unit.read(kLeft, 0), (Bytes{5, 6, 7, 8}));
    EXPECT_EQ(asked.size(), 2U);
}

TEST_F(Dlt645Unit, ALateRefusalDoesNotRefuseAnotherValue) {
    next = {silence(), saying(milliseconds(150), answerFrame(0xD1, {0x02}))};
    ASSERT_FALSE(unit.read(kLeft, 0).ok());
    const auto read = unit.read(kTotal, 0);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::BadReply) << "of which question, it does not say";
    EXPECT_EQ(*unit.read(kTotal, 1), (Bytes{1, 2, 3, 4}));
}

// ---- several frames ----

TEST_F(Dlt645Unit, AValueInSeveralFramesIsPutTogether) {
    next = {saying(milliseconds(150), valueFrame(kSeasons, {1, 2, 3, 4}, 0xB1)),
            saying(milliseconds(150), valueFrame(kSeasons, {5, 6, 7, 1}, 0xB2)),
            saying(milliseconds(150), valueFrame(kSeasons, {8, 9, 2}, 0x92))};
    EXPECT_EQ(*unit.read(kSeasons, 0), (Bytes{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    ASSERT_EQ(asked.size(), 3U);
    EXPECT_EQ(asked[1].control, function::kReadNext);
    EXPECT_EQ(asked[1].data, joined({identifierBytes(kSeasons.identifier), {1}}));
    EXPECT_EQ(asked[2].data, joined({identifierBytes(kSeasons.identifier), {2}}));
}

TEST_F(Dlt645Unit, AFrameOutOfOrderIsNotPutIn) {
    next = {saying(milliseconds(150), valueFrame(kSeasons, {1, 2, 3, 4}, 0xB1)),
            saying(milliseconds(150), valueFrame(kSeasons, {5, 6, 7, 2}, 0xB2))};
    const auto read = unit.read(kSeasons, 0);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::BadReply);
    EXPECT_NE(read.error().message.find("out of order"), std::string::npos);
}

TEST_F(Dlt645Unit, AMeterThatNeverEndsIsCutOff) {
    next = {saying(milliseconds(150), valueFrame(kSeasons, Bytes(8, 1), 0xB1))};
    for (int i = 1; i < 300; ++i) {
        const auto number = static_cast<std::uint8_t>(i);
        next.push_back(
            saying(milliseconds(150), valueFrame(kSeasons, joined({Bytes(8, 1), {number}}), 0xB2)));
    }
    const auto read = unit.read(kSeasons, 0);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(asked.size(), 2U);
}

// ---- orders ----

TEST_F(Dlt645Unit, AnOrderIsSentOnceAndItsAnswerIsTold) {
    EXPECT_EQ(*order(function::kRelay), "taken");
    next = {saying(milliseconds(2500), answerFrame(0x83, hex("FF 02 01 07")))};
    EXPECT_EQ(*order(function::kPrepaid, identifierBytes(kRecharge)), "taken (FF 02 01 07)");
    EXPECT_EQ(asked.size(), 2U);
}

TEST_F(Dlt645Unit, AnOrderWithoutAnAnswerIsNotSentAgain) {
    next = {silence()};
    const auto sent = order(function::kRelay);
    ASSERT_FALSE(sent.ok());
    EXPECT_TRUE(sent.error().outcomeUnknown());
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Dlt645Unit, ALateAnswerToAnOrderDoesNotPassForTheAnswerToTheNext) {
    next = {saying(milliseconds(4500), answerFrame(0x9C, {}))};
    ASSERT_FALSE(order(function::kRelay).ok());
    next = {[this](const Message& request) { say(milliseconds(600), good(request)); }, silence()};
    const auto second = order(function::kRelay);
    ASSERT_FALSE(second.ok()) << "it was lost, its answer cannot have come";
    EXPECT_EQ(asked[1].function(), function::kRead);
}

TEST_F(Dlt645Unit, AnOrderToASilentMeterIsNotSent) {
    next = {silence(), silence()};
    ASSERT_FALSE(unit.read(kLeft, 0).ok());
    const auto sent = order(function::kRelay);
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().code, ErrorCode::Unreachable);
    EXPECT_NE(sent.error().message.find("nothing was sent"), std::string::npos);
    EXPECT_EQ(asked.back().function(), function::kRead) << "one question, no order";
}

TEST_F(Dlt645Unit, ATripWhileKeepPowerIsOnIsRefusedInWords) {
    next = {saying(milliseconds(150), answerFrame(0xDC, {0x20, 0x00}))};
    const auto sent = order(function::kRelay);
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().code, ErrorCode::Refused);
    EXPECT_NE(sent.error().message.find("power is kept on"), std::string::npos);
}

TEST_F(Dlt645Unit, ARepeatedRechargeIsTakenAndAWrongCountRefused) {
    next = {saying(milliseconds(150), answerFrame(0xC3, {0x02, 0x00})),
            saying(milliseconds(150), answerFrame(0xC3, {0x20, 0x00}))};
    const auto repeated = order(function::kPrepaid, identifierBytes(kRecharge));
    ASSERT_TRUE(repeated.ok());
    EXPECT_NE(repeated->find("done already"), std::string::npos);
    const auto wrong = order(function::kPrepaid, identifierBytes(kRecharge));
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(wrong.error().code, ErrorCode::Refused);
    EXPECT_NE(wrong.error().message.find("purchase count"), std::string::npos);
}

TEST_F(Dlt645Unit, AnAnswerToAnotherRechargeIsNone) {
    next = {saying(milliseconds(150), answerFrame(0x83, hex("FF 08 01 07")))};
    const auto sent = order(function::kPrepaid, identifierBytes(kRecharge));
    ASSERT_FALSE(sent.ok());
    EXPECT_TRUE(sent.error().outcomeUnknown());
}

TEST_F(Dlt645Unit, TwoMetersOfOneLineDoNotHearEachOther) {
    const Address other = Address::fromNumber(202411110003).value();
    Unit second(other, {kTotal, kLeft}, times, link);
    next = {silence(), [&](const Message&) {
                say(milliseconds(30), valueFrame(kLeft, {9, 9, 9, 9}));
                say(milliseconds(200),
                    answerFrame(0x91, joined({identifierBytes(kLeft.identifier), {3, 3, 3, 3}}),
                                other));
            }};
    ASSERT_FALSE(unit.read(kLeft, 0).ok());
    EXPECT_EQ(*second.read(kLeft, 0), (Bytes{3, 3, 3, 3}));
    EXPECT_EQ(unit.health(MeterId("1")).timeouts, 1U);
    EXPECT_EQ(second.health(MeterId("2")).answered, 1U);
}

TEST_F(Dlt645Unit, GivesWayBeforeWhatItReadsAndBeforeTheProofForIt) {
    next = {silence()};
    ASSERT_FALSE(unit.read(kLeft, 0).ok());
    asked.clear();
    std::vector<std::size_t> askedBefore;
    link.onGap([&](std::int64_t address) {
        EXPECT_EQ(address, kGoldenNumber);
        askedBefore.push_back(asked.size());
    });
    ASSERT_TRUE(unit.read(kLeft, 0).ok());
    EXPECT_EQ(askedBefore, (std::vector<std::size_t>{0, 1}));
}

TEST_F(Dlt645Unit, GivesWayToNobodyBeforeAnOrderNorBeforeTheProofForIt) {
    next = {silence()};
    ASSERT_FALSE(unit.read(kLeft, 0).ok());
    asked.clear();
    link.onGap([](std::int64_t) { ADD_FAILURE() << "something came between"; });
    ASSERT_TRUE(order(function::kWrite).ok());
    EXPECT_EQ(asked.size(), 2U) << "it was out of step";
}

TEST_F(Dlt645Unit, GivesWayToNobodyWithinAValueOfSeveralFrames) {
    int gaps = 0;
    link.onGap([&gaps](std::int64_t) { ++gaps; });
    next = {saying(milliseconds(150), valueFrame(kSeasons, {1, 2, 3, 4, 5}, 0xB1)),
            saying(milliseconds(150), valueFrame(kSeasons, {6, 7, 8, 9, 1}, 0x92))};
    const auto seasons = unit.read(kSeasons, 0);
    ASSERT_TRUE(seasons.ok()) << seasons.error().message;
    EXPECT_EQ(asked.size(), 2U);
    EXPECT_EQ(gaps, 1);
}

}  // namespace
}  // namespace wattill::metering::dlt645
