#include "metering/modbus/answer_framer.hpp"

#include "metering/modbus/crc.hpp"

#include <gtest/gtest.h>

namespace wattill::metering::modbus {
namespace {

using Bytes = std::vector<std::uint8_t>;
using State = AnswerFramer::State;

const Bytes kSale = {0x01, 0x20, 0x01, 0x00, 0x00, 0x04, 0x08, 0x00, 0x00,
                     0x27, 0x10, 0x00, 0x05, 0x00, 0x00, 0x53, 0xDE};

Bytes sealed(Bytes frame) {
    const std::uint16_t crc = crc16(frame);
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
    return frame;
}
Bytes saleAnswer() {
    return sealed({0x01, 0x20, 0x01, 0x00, 0, 0, 5, 0, 0, 0x27, 0x10, 0, 0});
}
AnswerFramer saleFramer() {
    return {{1, 0x20, {}, 15}, kSale};
}
Bytes joined(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}
Bytes found(const AnswerFramer& framer) {
    return {framer.frame().begin(), framer.frame().end()};
}

TEST(Crc, FitsTheKnownFrames) {
    for (const Bytes& frame :
         {kSale, Bytes{0x01, 0x03, 0x02, 0x00, 0x00, 0x30, 0x44, 0x66},
          Bytes{0x01, 0x03, 0x00, 0x46, 0x00, 0x1C, 0xA5, 0xD6},
          Bytes{0x01, 0x03, 0x04, 0x00, 0x00, 0x19, 0x85, 0x30},
          Bytes{0x01, 0x10, 0x00, 0x57, 0x00, 0x02, 0x04, 0x00, 0x01, 0x00, 0x01, 0x27, 0x75},
          Bytes{0x01, 0x10, 0x00, 0x57, 0x00, 0x02, 0x04, 0x00, 0x01, 0x00, 0x00, 0xE6, 0xB5},
          Bytes{0x01, 0x10, 0x00, 0x57, 0x00, 0x02, 0x04, 0x00, 0x00, 0x00, 0x00, 0xB7, 0x75},
          Bytes{0x01, 0x03, 0x30, 0x01, 0x00, 0x06, 0x9B, 0x08}}) {
        EXPECT_TRUE(crcFits(frame));
        Bytes spoilt = frame;
        spoilt[2] ^= 1U;
        EXPECT_FALSE(crcFits(spoilt));
    }
}

TEST(AnswerFramer, FindsAnAnswerThatComesByteByByte) {
    auto framer = saleFramer();
    const Bytes answer = saleAnswer();
    for (std::size_t i = 0; i + 1 < answer.size(); ++i) {
        ASSERT_EQ(framer.feed({&answer[i], 1}), State::Incomplete) << i;
    }
    EXPECT_EQ(framer.feed({&answer.back(), 1}), State::Answer);
    EXPECT_EQ(found(framer), answer);
    EXPECT_EQ(framer.strayBytes(), 0U);
}

TEST(AnswerFramer, SkipsTheEchoOfTheRequest) {
    auto framer = saleFramer();
    EXPECT_EQ(framer.feed(kSale), State::Incomplete);
    EXPECT_FALSE(framer.heardAnything()) << "an echo alone is silence";
    EXPECT_EQ(framer.feed(saleAnswer()), State::Answer);
    EXPECT_EQ(framer.strayBytes(), 0U);
}

TEST(AnswerFramer, SkipsStrayBytesAndFalseBeginnings) {
    for (const Bytes& noise : {Bytes{0x00}, Bytes{0x01}, Bytes{0x01, 0x20}, Bytes{0x01, 0xA0, 0x01},
                               Bytes{0x55, 0x01, 0x20, 0x01}}) {
        auto framer = saleFramer();
        auto state = framer.feed(joined(noise, saleAnswer()));
        if (state == State::Incomplete) state = framer.finish();
        EXPECT_EQ(state, State::Answer);
        EXPECT_EQ(framer.strayBytes(), noise.size());
    }
}

TEST(AnswerFramer, AnExceptionIsFive) {
    auto framer = saleFramer();
    const Bytes refused = sealed({0x01, 0xA0, 0x03});
    EXPECT_EQ(framer.feed(refused), State::Exception);
    EXPECT_EQ(found(framer), refused);
}

TEST(AnswerFramer, AnswersToOthersAreNoAnswer) {
    for (const Bytes& other :
         {sealed({0x02, 0x20, 0x01, 0x00, 0, 0, 5, 0, 0, 0x27, 0x10, 0, 0}),
          sealed({0x01, 0x10, 0x00, 0x57, 0x00, 0x02}), sealed({0x01, 0x90, 0x03}),
          sealed({0x01, 0x03, 0x02, 0x00, 0x05})}) {
        auto framer = saleFramer();
        static_cast<void>(framer.feed(other));
        EXPECT_EQ(framer.finish(), State::Incomplete);
        EXPECT_TRUE(framer.heardAnything());
        EXPECT_FALSE(framer.sawBadCrc());
    }
}

TEST(AnswerFramer, AReadOfAnotherLengthIsNoAnswer) {
    AnswerFramer framer({1, 0x03, {2}, 7}, {0x01, 0x03, 0x02, 0x00, 0x00, 0x01, 0x85, 0xB2});
    Bytes late{0x01, 0x03, 0x04, 0, 5, 0, 6};
    EXPECT_EQ(framer.feed(sealed(late)), State::Incomplete);
    EXPECT_EQ(framer.feed(sealed({0x01, 0x03, 0x02, 0x00, 0x05})), State::Answer);
}

TEST(AnswerFramer, ASpoiltAnswerIsKnownAsSuch) {
    auto framer = saleFramer();
    Bytes answer = saleAnswer();
    answer[6] ^= 0x10U;
    EXPECT_EQ(framer.feed(answer), State::Incomplete);
    EXPECT_TRUE(framer.sawBadCrc());
    EXPECT_EQ(framer.finish(), State::Incomplete);
}

TEST(AnswerFramer, ALineThatBabblesDoesNotFillTheMemory) {
    auto framer = saleFramer();
    const Bytes babble(700, 0x55);
    for (int i = 0; i < 10; ++i)
        static_cast<void>(framer.feed(babble));
    EXPECT_LE(framer.strayBytes(), 1024U);
}

}  // namespace
}  // namespace wattill::metering::modbus
