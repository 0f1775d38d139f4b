#include "metering/profile_codec.hpp"

#include "metering/command_codec.hpp"
#include "profile_files.hpp"

#include <gtest/gtest.h>

namespace wattill::metering {
namespace {

class Codec : public ::testing::Test {
  protected:
    Profile three = profileOf("acrel-dtsy1352-nk");
    Profile single = profileOf("acrel-ddsy1352-nk");
    Bytes block = Bytes(96, 0);
    const Instant now = fromMillis(1'795'000'000'000);

    void word(std::size_t reg, int value) {
        const std::size_t at = (reg - 0x0200) * 2;
        block[at] = static_cast<std::uint8_t>(value >> 8);
        block[at + 1] = static_cast<std::uint8_t>(value & 0xFF);
    }
    void pair(std::size_t reg, std::uint32_t value) {
        word(reg, static_cast<int>(value >> 16U));
        word(reg + 1, static_cast<int>(value & 0xFFFFU));
    }
    void live() {
        word(0x0200, 5);
        word(0x0201, 2301);
        word(0x0202, 2302);
        word(0x0203, 2303);
        word(0x0204, 512);
        word(0x020A, 3456);
        pair(0x0215, 123456);
        pair(0x0217, 1111);
        pair(0x0219, 2222);
        pair(0x021B, 3333);
        pair(0x021D, 4444);
        pair(0x021F, 8640);
        word(0x0221, 7);
        word(0x0224, 0xE000);
    }
    const Command& command(const char* name) { return **permitted(three, name, true); }
    Bytes request(const char* name, const CommandValues& values = {}) {
        const Write& write = command(name).writes.front();
        return encodeWrite(write, encodeData(three, write, values).value());
    }
};

TEST_F(Codec, TheLiveBlockBecomesAReading) {
    live();
    const auto reading = decodeLive(three, block, now);
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->at, now);
    EXPECT_EQ(reading->total, Energy::fromWh(1'234'560));
    EXPECT_EQ(reading->byRate[0], Energy::fromWh(11'110));
    EXPECT_EQ(reading->byRate[1], Energy::fromWh(22'220));
    EXPECT_EQ(reading->byRate[2], Energy::fromWh(33'330));
    EXPECT_EQ(reading->byRate[3], Energy::fromWh(44'440));
    EXPECT_EQ(reading->balance, Money::fromFen(8640));
    EXPECT_EQ(reading->purchaseCount, 7U);
    EXPECT_EQ(reading->relay, Relay::Closed);
    EXPECT_EQ(reading->control, Control::Prepaid);
    EXPECT_EQ(reading->quantities.voltageDeciVolt[2], 2303);
    EXPECT_EQ(reading->quantities.currentCentiAmp[0], 512);
    EXPECT_EQ(reading->quantities.powerWatt, 3456);
}

TEST_F(Codec, NegativeValuesKeepTheirSign) {
    live();
    pair(0x021F, 0xFFFFFEC0);
    word(0x020A, 0xFFFE);
    const auto reading = decodeLive(three, block, now);
    ASSERT_TRUE(reading.ok());
    EXPECT_EQ(reading->balance, Money::fromFen(-320));
    EXPECT_EQ(reading->quantities.powerWatt, -2);
}

TEST_F(Codec, TheLargestRegistersDoNotOverflow) {
    live();
    pair(0x0215, 0xFFFFFFFF);
    pair(0x021F, 0x7FFFFFFF);
    word(0x0221, 0xFFFF);
    const auto reading = decodeLive(three, block, now);
    ASSERT_TRUE(reading.ok());
    EXPECT_EQ(reading->total, Energy::fromWh(42'949'672'950));
    EXPECT_EQ(reading->balance, Money::fromFen(2'147'483'647));
    EXPECT_EQ(reading->purchaseCount, 65535U);
}

TEST_F(Codec, EachStateBitIsSeenAlone) {
    struct Bit {
        int word;
        bool MeterReading::*member;
    };
    for (const Bit& each : {Bit{0x0100, &MeterReading::fault}, Bit{0x0010, &MeterReading::overload},
                            Bit{0x0020, &MeterReading::arrears}, Bit{0x0040, &MeterReading::alarm1},
                            Bit{0x0080, &MeterReading::alarm2}}) {
        live();
        word(0x0224, each.word);
        const auto reading = decodeLive(three, block, now);
        ASSERT_TRUE(reading.ok());
        for (const auto member :
             {&MeterReading::fault, &MeterReading::overload, &MeterReading::arrears,
              &MeterReading::alarm1, &MeterReading::alarm2}) {
            EXPECT_EQ((*reading).*member, member == each.member) << each.word;
        }
    }
}

TEST_F(Codec, ForceControlIsSeenInBothDirections) {
    live();
    word(0x0224, 0x0008);
    EXPECT_EQ(decodeLive(three, block, now)->control, Control::ForcedOpen);
    word(0x0224, 0xE00F);
    EXPECT_EQ(decodeLive(three, block, now)->control, Control::ForcedClosed);
}

TEST_F(Codec, AnotherModelOrLengthIsNoReading) {
    live();
    const auto other = decodeLive(single, block, now);
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(other.error().code, ErrorCode::BadReply);
    block.pop_back();
    EXPECT_EQ(decodeLive(three, block, now).error().code, ErrorCode::BadReply);
}

// The frames are those of facts 1.6, without address and CRC.
TEST_F(Codec, RequestsAreTheKnownFrames) {
    EXPECT_EQ(encodeRead(three.live()), (Bytes{0x03, 0x02, 0x00, 0x00, 0x30}));
    EXPECT_EQ(encodeRead(three.blocks().at("prepaid")), (Bytes{0x03, 0x00, 0x46, 0x00, 0x1C}));
    EXPECT_EQ(encodeRead(three.blocks().at("readback")), (Bytes{0x03, 0x04, 0x00, 0x00, 0x19}));
    EXPECT_EQ(request("trip"), (Bytes{0x10, 0x00, 0x57, 0x00, 0x02, 0x04, 0x00, 0x01, 0x00, 0x01}));
    EXPECT_EQ(request("keep-on"),
              (Bytes{0x10, 0x00, 0x57, 0x00, 0x02, 0x04, 0x00, 0x01, 0x00, 0x00}));
    EXPECT_EQ(request("to-prepaid"),
              (Bytes{0x10, 0x00, 0x57, 0x00, 0x02, 0x04, 0x00, 0x00, 0x00, 0x00}));
    EXPECT_EQ(request("sell", valuesOf(Sale{Money::fromFen(10000), 5})),
              (Bytes{0x20, 0x01, 0x00, 0x00, 0x04, 0x08, 0x00, 0x00, 0x27, 0x10, 0x00, 0x05, 0x00,
                     0x00}));
}

TEST_F(Codec, ASaleThatTheMeterCannotHoldIsNotEncoded) {
    for (const Sale& sale :
         {Sale{Money(), 5}, Sale{Money::fromFen(-1), 5}, Sale{Money::fromMicroYuan(1), 5},
          Sale{Money::fromFen(1), 0}, Sale{Money::fromFen(1), 65536}}) {
        const auto checked = checkSale(three, sale);
        ASSERT_FALSE(checked.ok());
        EXPECT_EQ(checked.error().code, ErrorCode::InvalidInput);
    }
    const Write& sell = command("sell").writes.front();
    const Sale tooMuch{Money::fromFen(4'294'967'296), 5};
    EXPECT_FALSE(encodeData(three, sell, valuesOf(tooMuch)).ok());
    const Sale most{Money::fromFen(4'294'967'295), 65535};
    EXPECT_TRUE(checkSale(three, most).ok());
    EXPECT_TRUE(encodeData(three, sell, valuesOf(most)).ok());
}

TEST_F(Codec, CommandsAreLockedUntilTheSiteUnlocksThem) {
    for (const char* name : {"trip", "keep-on", "to-prepaid", "sell"}) {
        const auto locked = permitted(three, name, false);
        ASSERT_FALSE(locked.ok()) << name;
        EXPECT_EQ(locked.error().code, ErrorCode::Unsupported);
        EXPECT_NE(locked.error().message.find("unlocked = true"), std::string::npos);
        EXPECT_TRUE(permitted(three, name, true).ok());
    }
    EXPECT_EQ(permitted(three, "erase", true).error().code, ErrorCode::Unsupported);
}

TEST_F(Codec, ASiteConfirmedCommandNeedsNoUnlocking) {
    auto document = shipped("acrel-dtsy1352-nk");
    for (auto& each : document["commands"])
        each["confidence"] = "site-confirmed";
    const auto profile = Profile::parse(document.dump(), "site.json");
    ASSERT_TRUE(profile.ok());
    EXPECT_TRUE(permitted(*profile, "sell", false).ok());
}

}  // namespace
}  // namespace wattill::metering
