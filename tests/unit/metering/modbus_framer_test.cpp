#include "metering/modbus/mbap_framer.hpp"

#include <gtest/gtest.h>

namespace wattill::metering::modbus {
namespace {

using Bytes = std::vector<std::uint8_t>;

const Bytes kAnswer = {0x00, 0x07, 0x00, 0x00, 0x00, 0x05, 0x01, 0x03, 0x02, 0x12, 0x34};

TEST(MbapFramer, FindsAFrameThatComesByteByByte) {
    MbapFramer framer;
    for (std::size_t i = 0; i + 1 < kAnswer.size(); ++i) {
        framer.feed({&kAnswer[i], 1});
        ASSERT_FALSE(framer.next()) << i;
    }
    framer.feed({&kAnswer.back(), 1});
    const auto frame = framer.next();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->transaction, 7);
    EXPECT_EQ(frame->unit, 1);
    EXPECT_EQ(frame->pdu, (Bytes{0x03, 0x02, 0x12, 0x34}));
    EXPECT_EQ(frame->bytes(), kAnswer);
}

TEST(MbapFramer, TakesFramesThatCameInOnePieceApart) {
    Bytes both = kAnswer;
    both.insert(both.end(), kAnswer.begin(), kAnswer.end());
    both[12] = 8;
    MbapFramer framer;
    framer.feed(both);
    EXPECT_EQ(framer.next()->transaction, 7);
    EXPECT_EQ(framer.next()->transaction, 8);
    EXPECT_FALSE(framer.next());
    EXPECT_EQ(framer.pending(), 0U);
}

TEST(MbapFramer, WhatCannotBeModbusTcpBreaksTheStreamForGood) {
    for (const Bytes& wrong :
         {Bytes{0, 7, 0, 1, 0, 5, 1, 3, 2, 0, 0}, Bytes{0, 7, 0, 0, 0, 2, 1, 3},
          Bytes{0, 7, 0, 0, 0, 255, 1, 3}, Bytes{0, 7, 0, 0, 1, 5, 1, 3},
          Bytes{0x01, 0x03, 0x02, 0x12, 0x34, 0xB5, 0x33}}) {
        MbapFramer framer;
        framer.feed(wrong);
        EXPECT_FALSE(framer.next());
        EXPECT_TRUE(framer.broken());
        framer.feed(kAnswer);
        EXPECT_FALSE(framer.next());
        EXPECT_EQ(framer.pending(), 0U);
    }
}

}  // namespace
}  // namespace wattill::metering::modbus
