#include "node/trace_ring.hpp"

#include "node/frame_text.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace wattill::node {
namespace {
using metering::Direction;
using metering::Protocol;
using Bytes = std::vector<std::uint8_t>;

// facts 1.6 and 2.7
const Bytes kReadLive{0x01, 0x03, 0x02, 0x00, 0x00, 0x30, 0x44, 0x66};
const Bytes kSell{0x01, 0x20, 0x01, 0x00, 0x00, 0x04, 0x08, 0x00, 0x00,
                  0x27, 0x10, 0x00, 0x05, 0x00, 0x00, 0x53, 0xDE};
const Bytes kTrip{0x01, 0x10, 0x00, 0x57, 0x00, 0x02, 0x04, 0x00, 0x01, 0x00, 0x01, 0x27, 0x75};
const Bytes kDltRead{0x68, 0x02, 0x00, 0x11, 0x11, 0x24, 0x20, 0x68,
                     0x11, 0x04, 0x33, 0x33, 0x34, 0x33, 0x1A, 0x16};
const Bytes kDltRefused{0x68, 0x02, 0x00, 0x11, 0x11, 0x24, 0x20,
                        0x68, 0xD1, 0x01, 0x35, 0x3F, 0x16};
const Bytes kDltTrip{0x68, 0x02, 0x00, 0x11, 0x11, 0x24, 0x20, 0x68, 0x1C, 0x10,
                     0x35, 0x33, 0x33, 0x33, 0x33, 0x33, 0x33, 0x33, 0x4D, 0x33,
                     0x8C, 0x8C, 0x56, 0x64, 0x45, 0xCC, 0x61, 0x16};

metering::ProfileLibrary profiles() {
    auto all = metering::ProfileLibrary::load(WATTILL_SOURCE_DIR "/assets/profiles");
    EXPECT_TRUE(all.ok());
    return all.ok() ? std::move(*all) : metering::ProfileLibrary();
}

std::string text(Protocol protocol, Direction direction, const Bytes& bytes) {
    return frameText(protocol, direction, bytes, profiles());
}

TEST(FrameText, SaysWhatModbusFramesAsk) {
    EXPECT_EQ(text(Protocol::ModbusRtu, Direction::ToMeter, kReadLive), "03 read 0200H×48 to 1");
    EXPECT_EQ(text(Protocol::ModbusRtu, Direction::ToMeter, kSell),
              "20H command 0100H×4 (sell) to 1");
    const std::string trip = text(Protocol::ModbusRtu, Direction::ToMeter, kTrip);
    EXPECT_EQ(trip.find("10H write 0057H×2 ("), 0U) << trip;
    EXPECT_NE(trip.find("trip"), std::string::npos) << trip;
}

TEST(FrameText, NamesARefusalAndABrokenFrame) {
    EXPECT_EQ(text(Protocol::ModbusRtu, Direction::FromMeter, {0x01, 0x83, 0x02, 0xC0, 0xF1}),
              "83H refused by 1: 02 no such address");
    Bytes broken = kReadLive;
    broken.back() ^= 1;
    EXPECT_EQ(text(Protocol::ModbusRtu, Direction::ToMeter, broken),
              "no frame: CRC wrong, 8 bytes");
    EXPECT_EQ(text(Protocol::ModbusRtu, Direction::FromMeter, {0x00}), "no frame: 1 bytes");
}

TEST(FrameText, SaysWhatDltFramesAskWithAndWithoutPreamble) {
    EXPECT_EQ(text(Protocol::Dlt645, Direction::ToMeter, kDltRead),
              "11H read 00010000 to 202411110002");
    Bytes woken{0xFE, 0xFE};
    woken.insert(woken.end(), kDltRead.begin(), kDltRead.end());
    EXPECT_EQ(text(Protocol::Dlt645, Direction::ToMeter, woken),
              "11H read 00010000 to 202411110002");
    EXPECT_EQ(text(Protocol::Dlt645, Direction::FromMeter, kDltRefused),
              "D1H read refused by 202411110002: 02 no such data");
}

TEST(FrameText, IsSafeOnAnyPieceOfAFrame) {
    const auto known = profiles();
    for (const Bytes& frame : {kSell, kTrip, kDltTrip}) {
        for (std::size_t size = 0; size <= frame.size(); ++size) {
            const FrameBytes piece(frame.data(), size);
            for (const auto protocol :
                 {Protocol::ModbusRtu, Protocol::ModbusTcp, Protocol::Dlt645}) {
                EXPECT_FALSE(frameText(protocol, Direction::ToMeter, piece, known).empty());
                EXPECT_FALSE(frameText(protocol, Direction::FromMeter, piece, known).empty());
                EXPECT_LE(secretBytes(protocol, piece).until, size);
            }
        }
    }
}

metering::Frame at(int ms, const Bytes& bytes) {
    return {Direction::ToMeter, fromMillis(1'000'000 + ms), bytes};
}

TEST(TraceRing, APasswordNeverGetsIntoIt) {
    TraceRing ring;
    ring.start(fromMillis(1'000'000), fromMillis(2'000'000));
    Bytes withPassword = kDltTrip;
    withPassword[11] = 0x45;  // password 12
    ring.take(Protocol::Dlt645, at(0, withPassword));
    const auto page = ring.page(0, 10);
    ASSERT_EQ(page.frames.size(), 1U);
    const auto& kept = page.frames.front();
    EXPECT_EQ(kept.secretFrom, 10U);
    EXPECT_EQ(kept.secretUntil, 18U);
    EXPECT_EQ(std::count(kept.bytes.begin(), kept.bytes.end(), 0x45), 1) << "of the date only";
    EXPECT_EQ(frameText(Protocol::Dlt645, Direction::ToMeter, kept.bytes, profiles()),
              "1CH switch to 202411110002");
}

TEST(TraceRing, APasswordOfACutOrSecondFrameNeverGetsIntoIt) {
    TraceRing ring;
    ring.start(fromMillis(1'000'000), fromMillis(2'000'000));
    Bytes withPassword = kDltTrip;
    std::fill_n(withPassword.begin() + 11, 3, std::uint8_t{0x77});
    const Bytes cut(withPassword.begin(), withPassword.end() - 1);
    Bytes spoilt = withPassword;
    spoilt.back() = 0x17;
    const Bytes within(withPassword.begin(), withPassword.begin() + 13);
    Bytes second = kDltRead;
    second.insert(second.end(), withPassword.begin(), withPassword.end());
    for (const Bytes& bytes : {cut, spoilt, within, second})
        ring.take(Protocol::Dlt645, at(0, bytes));
    const auto page = ring.page(0, 10);
    ASSERT_EQ(page.frames.size(), 4U);
    for (const auto& kept : page.frames)
        EXPECT_EQ(std::count(kept.bytes.begin(), kept.bytes.end(), 0x77), 0) << kept.number;
    EXPECT_EQ(page.frames[3].secretFrom, kDltRead.size() + 10);
    EXPECT_EQ(page.frames[3].secretUntil, kDltRead.size() + 18);
    EXPECT_EQ(frameText(Protocol::Dlt645, Direction::FromMeter, page.frames[3].bytes, profiles()),
              "11H read 00010000, 4 bytes from 202411110002");
}

TEST(FrameText, TheAnswerToAChangeOfPasswordDoesNotTellTheNewOne) {
    const Bytes changed{0x68, 0x02, 0x00, 0x11, 0x11, 0x24, 0x20, 0x68,
                        0x98, 0x04, 0x37, 0x45, 0x67, 0x89, 0x40, 0x16};
    EXPECT_EQ(text(Protocol::Dlt645, Direction::FromMeter, changed),
              "98H set password, 4 bytes from 202411110002");
}

TEST(TraceRing, IsBoundedAndSaysWhatIsMissing) {
    TraceRing ring;
    ring.start(fromMillis(1'000'000), fromMillis(2'000'000));
    for (int i = 0; i < static_cast<int>(TraceRing::kFrames) + 10; ++i)
        ring.take(Protocol::ModbusRtu, at(2 * i, kReadLive));
    const auto page = ring.page(0, 5);
    EXPECT_EQ(page.missed, 10);
    ASSERT_EQ(page.frames.size(), 5U);
    EXPECT_EQ(page.frames.front().number, 11);
    EXPECT_EQ(page.frames.front().gap, Duration(2));
    EXPECT_EQ(ring.page(4'009, 5).frames.size(), 1U);
    EXPECT_TRUE(ring.page(4'010, 5).frames.empty());
}

TEST(TraceRing, KeepsNothingAfterItsTimeAndBeginsAnew) {
    TraceRing ring;
    ring.take(Protocol::ModbusRtu, at(0, kReadLive));
    EXPECT_TRUE(ring.page(0, 5).frames.empty()) << "never started";
    ring.start(fromMillis(1'000'000), fromMillis(1'000'100));
    ring.take(Protocol::ModbusRtu, at(50, kReadLive));
    ring.take(Protocol::ModbusRtu, at(100, kReadLive));
    EXPECT_EQ(ring.page(0, 5).frames.size(), 1U);
    EXPECT_FALSE(ring.running(fromMillis(1'000'100)));
    ring.start(fromMillis(1'000'200), fromMillis(1'000'300));
    ring.take(Protocol::ModbusRtu, at(210, kTrip));
    ASSERT_EQ(ring.page(0, 5).frames.size(), 1U);
    EXPECT_EQ(ring.page(0, 5).missed, 0);
    EXPECT_EQ(ring.page(0, 5).frames.front().bytes, kTrip);
}

}  // namespace
}  // namespace wattill::node
