#include "dlt645_frames.hpp"
#include "metering/dlt645/answer_hunter.hpp"

#include <gtest/gtest.h>

namespace wattill::metering::dlt645 {
namespace {

using State = AnswerHunter::State;

constexpr std::uint32_t kRemaining = 0x00900200;
const Bytes kRequest = hex("FE FE FE FE 68 02 00 11 11 24 20 68 11 04 33 35 C3 33 AB 16");
/// 123.45 left.
const Bytes kAnswer = hex("68 02 00 11 11 24 20 68 91 08 33 35 C3 33 78 56 34 33 64 16");
const Bytes kNoSuchValue = hex("68 02 00 11 11 24 20 68 D1 01 35 3F 16");
const Bytes kRelayRefusal = hex("68 02 00 11 11 24 20 68 DC 01 37 4C 16");
const Bytes kPreambles = hex("FE FE FE FE");

AnswerHunter remainingHunter() {
    return {{golden(), function::kRead, identifierBytes(kRemaining)}, kRequest};
}
State fed(AnswerHunter& hunter, const Bytes& bytes) {
    const State state = hunter.feed(bytes);
    return state == State::Incomplete ? hunter.finish() : state;
}
Bytes found(const AnswerHunter& hunter) {
    return {hunter.frame().begin(), hunter.frame().end()};
}

TEST(Dlt645Hunter, ReadsTheGoldenAnswer) {
    auto hunter = remainingHunter();
    ASSERT_EQ(hunter.feed(kAnswer), State::Answer);
    EXPECT_EQ(hunter.message(), (Message{golden(), 0x91, hex("00 02 90 00 45 23 01 00")}));
    EXPECT_EQ(found(hunter), kAnswer);
    EXPECT_EQ(hunter.strayBytes(), 0U);
}

TEST(Dlt645Hunter, ReadsTheGoldenRefusals) {
    auto hunter = remainingHunter();
    ASSERT_EQ(hunter.feed(kNoSuchValue), State::Refusal);
    EXPECT_EQ(hunter.message().data, Bytes{0x02});
    AnswerHunter relay({golden(), function::kRelay, {}}, {});
    ASSERT_EQ(relay.feed(kRelayRefusal), State::Refusal);
    EXPECT_EQ(relay.message().data, Bytes{0x04});
}

TEST(Dlt645Hunter, ReadsTheRefusalOfARealMeter) {
    const Bytes captured = hex("68 12 00 51 05 03 26 68 C3 01 35 5A 16");
    AnswerHunter hunter({Address::fromNumber(260305510012).value(), function::kPrepaid,
                         identifierBytes(0x070102FF)},
                        {});
    ASSERT_EQ(hunter.feed(captured), State::Refusal);
    EXPECT_EQ(hunter.message().data, Bytes{0x02});
}

TEST(Dlt645Hunter, FindsAnAnswerThatComesByteByByteBehindAnyNumberOfPreambles) {
    for (std::size_t preambles = 0; preambles <= 9; ++preambles) {
        auto hunter = remainingHunter();
        const Bytes all = joined({Bytes(preambles, kPreamble), kAnswer});
        for (std::size_t i = 0; i + 1 < all.size(); ++i)
            ASSERT_EQ(hunter.feed({&all[i], 1}), State::Incomplete) << i;
        EXPECT_TRUE(hunter.begun());
        EXPECT_EQ(hunter.feed({&all.back(), 1}), State::Answer);
        EXPECT_EQ(found(hunter), kAnswer);
        EXPECT_EQ(hunter.strayBytes(), 0U);
    }
}

TEST(Dlt645Hunter, SkipsTheEchoOfTheRequest) {
    auto hunter = remainingHunter();
    EXPECT_EQ(hunter.feed(kRequest), State::Incomplete);
    EXPECT_FALSE(hunter.heardAnything()) << "an echo alone is silence";
    EXPECT_EQ(hunter.feed(joined({kPreambles, kAnswer})), State::Answer);
    EXPECT_EQ(hunter.strayBytes(), 0U);
}

TEST(Dlt645Hunter, SkipsStrayBytesAndFalseBeginnings) {
    for (const Bytes& noise :
         {hex("00"), hex("68"), hex("68 02"), hex("68 02 00 11 11 24 20 68 91"),
          hex("68 02 00 11 11 24 20 68 91 C8"), hex("16 68 68 68"), hex("FE 00 FE FF")}) {
        auto hunter = remainingHunter();
        EXPECT_EQ(fed(hunter, joined({noise, kAnswer})), State::Answer);
        EXPECT_EQ(found(hunter), kAnswer);
        EXPECT_EQ(hunter.strayBytes(), noise.size());
    }
}

TEST(Dlt645Hunter, AnswersToOthersAreNoAnswer) {
    const Bytes data = hex("00 02 90 00 45 23 01 00");
    for (const Bytes& other :
         {answerFrame(0x91, data, Address::fromNumber(202411110003).value()),
          answerFrame(0x91, hex("01 02 90 00 45 23 01 00")),  // another identifier
          answerFrame(0x91, hex("00 02 90")),                 // too short for it
          answerFrame(0x92, data), answerFrame(0x94, {}), answerFrame(0x83, data),
          answerFrame(0xD4, {0x02}), answerFrame(0x11, data)}) {
        auto hunter = remainingHunter();
        EXPECT_EQ(fed(hunter, other), State::Incomplete);
        EXPECT_TRUE(hunter.heardAnything());
        EXPECT_FALSE(hunter.sawBadCheckSum());
        EXPECT_EQ(hunter.feed(kAnswer), State::Answer) << "the one behind it is";
        EXPECT_EQ(found(hunter), kAnswer);
    }
}

TEST(Dlt645Hunter, ASpoiltAnswerIsKnownAsSuch) {
    for (const std::size_t at : {std::size_t{14}, kAnswer.size() - 2, kAnswer.size() - 1}) {
        auto hunter = remainingHunter();
        Bytes spoilt = kAnswer;
        spoilt[at] ^= 0x10U;
        EXPECT_EQ(fed(hunter, spoilt), State::Incomplete);
        EXPECT_TRUE(hunter.sawBadCheckSum());
    }
}

TEST(Dlt645Hunter, NoFlippedBitMakesAnotherAnswer) {
    for (std::size_t bit = 0; bit < kAnswer.size() * 8; ++bit) {
        auto hunter = remainingHunter();
        Bytes spoilt = kAnswer;
        spoilt[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_EQ(fed(hunter, spoilt), State::Incomplete) << bit;
    }
}

TEST(Dlt645Hunter, TheWildcardTakesWhoeverAnswersWithDigits) {
    AnswerHunter hunter({Address::wildcard(), function::kReadAddress, {}}, {});
    const Bytes answer = answerFrame(0x93, hex("02 00 11 11 24 20"));
    ASSERT_EQ(hunter.feed(joined({kPreambles, answer})), State::Answer);
    EXPECT_EQ(hunter.message().address, golden());
    AnswerHunter strict({Address::wildcard(), function::kReadAddress, {}}, {});
    Bytes noDigits = answer;
    noDigits[1] = 0xAA;
    EXPECT_EQ(fed(strict, noDigits), State::Incomplete);
}

TEST(Dlt645Hunter, ALengthBeyondAnyFrameDoesNotHoldUpTheSearch) {
    auto hunter = remainingHunter();
    EXPECT_EQ(hunter.feed(joined({hex("68 02 00 11 11 24 20 68 91 FF"), kAnswer})), State::Answer);
    EXPECT_EQ(found(hunter), kAnswer);
}

TEST(Dlt645Hunter, ALineThatBabblesDoesNotFillTheMemory) {
    auto hunter = remainingHunter();
    const Bytes babble(700, kStart);
    for (int i = 0; i < 10; ++i)
        static_cast<void>(hunter.feed(babble));
    EXPECT_LE(hunter.strayBytes(), 1024U);
}

TEST(Dlt645Hunter, MoreFollowsIsShown) {
    auto hunter = remainingHunter();
    ASSERT_EQ(hunter.feed(answerFrame(0xB1, hex("00 02 90 00 45 23"))), State::Answer);
    EXPECT_TRUE(hunter.message().moreFollows());
}

}  // namespace
}  // namespace wattill::metering::dlt645
