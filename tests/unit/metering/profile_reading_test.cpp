#include "metering/point_access.hpp"
#include "profile_image.hpp"

#include <gtest/gtest.h>

namespace wattill::metering {
namespace {

class Reading : public ::testing::Test {
  protected:
    StandingClock clock;
};

TEST_F(Reading, OfDlt645IsMadeOfSeveralIdentifiers) {
    const Profile profile = profileOf("dlt645-2007");
    MeterImage meter(profile, clock);
    meter.set("energy.total", 123456);
    meter.set("energy.peak", 2222);
    meter.set("balance", 12345);
    meter.set("purchaseCount", 17);
    meter.set("relay.l1", 1);
    meter.set("keep.on", 1);
    meter.set("power.total", 12345);
    const auto reading = readMeter(profile, meter, clock);
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->total, Energy::fromWh(1'234'560));
    EXPECT_EQ(reading->byRate[1], Energy::fromWh(22'220));
    EXPECT_EQ(reading->balance, Money::fromFen(12345));
    EXPECT_EQ(reading->purchaseCount, 17U);
    EXPECT_EQ(reading->relay, Relay::Closed);
    EXPECT_EQ(reading->control, Control::ForcedClosed);
    EXPECT_EQ(reading->quantities.powerWatt, 1234);
    EXPECT_EQ(reading->countRule, CountRule::PlusOne);
    EXPECT_EQ(reading->clock->hour, 12);
    EXPECT_EQ(reading->has, Abilities{});
}

TEST_F(Reading, AnOverdraftIsANegativeBalance) {
    const Profile profile = profileOf("dlt645-2007");
    MeterImage meter(profile, clock);
    meter.set("overdraft", 320);
    const auto reading = readMeter(profile, meter, clock);
    ASSERT_TRUE(reading.ok());
    EXPECT_EQ(reading->balance, Money::fromFen(-320));
    EXPECT_TRUE(reading->arrears);
}

TEST_F(Reading, AnOptionalIdentifierMayBeRefusedAndNoOther) {
    const Profile profile = profileOf("dlt645-2007");
    MeterImage meter(profile, clock);
    meter.refusedBlocks = {"overdrawn", "power"};
    const auto reading = readMeter(profile, meter, clock);
    ASSERT_TRUE(reading.ok());
    EXPECT_EQ(reading->quantities.powerWatt, std::nullopt);
    meter.refusedBlocks = {"remaining"};
    EXPECT_EQ(readMeter(profile, meter, clock).error().code, ErrorCode::Refused);
}

TEST_F(Reading, WhatIsNoDigitsIsNoReading) {
    const Profile profile = profileOf("dlt645-2007");
    MeterImage meter(profile, clock);
    meter.block("remaining") = {0xFF, 0xFF, 0xFF, 0xFF};
    const auto reading = readMeter(profile, meter, clock);
    ASSERT_FALSE(reading.ok());
    EXPECT_EQ(reading.error().code, ErrorCode::BadReply);
}

TEST_F(Reading, ByOrderNumberHasNoCount) {
    const Profile profile = profileOf("dlt645-2007-orderno");
    MeterImage meter(profile, clock);
    const auto reading = readMeter(profile, meter, clock);
    ASSERT_TRUE(reading.ok());
    EXPECT_FALSE(reading->has.purchaseCount);
    EXPECT_EQ(reading->countRule, CountRule::OrderNumber);
}

TEST_F(Reading, OfATransformerMeterIsMultiplied) {
    const Profile profile = profileOf("acrel-adl-dtsd1352");
    MeterImage meter(profile, clock);
    meter.set("ratio.voltage", 10);
    meter.set("ratio.current", 40);
    meter.set("energy.total", 123456);
    meter.set("current.l1", 250);
    meter.set("power.total", 1500);
    const auto reading = readMeter(profile, meter, clock);
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->total, Energy::fromWh(1'234'560LL * 400));
    EXPECT_EQ(reading->quantities.currentCentiAmp[0], 10'000);
    EXPECT_EQ(reading->quantities.powerWatt, 600'000);
    EXPECT_FALSE(reading->has.balance);
    EXPECT_FALSE(reading->has.relay);
    EXPECT_EQ(profile.abilities(), reading->has);
    meter.set("energy.total", 0xFFFFFFFF);
    meter.set("ratio.voltage", 9999);
    meter.set("ratio.current", 9999);
    EXPECT_EQ(readMeter(profile, meter, clock)->total.wattHours(), 0xFFFFFFFFLL * 10 * 9999 * 9999);
    meter.set("ratio.current", 0);
    EXPECT_EQ(readMeter(profile, meter, clock).error().code, ErrorCode::BadReply);
}

TEST_F(Reading, ACodingIsReadAsItIsNamed) {
    struct Sample {
        const char* coding;
        Bytes bytes;
        std::optional<std::int64_t> value;
    };
    for (const Sample& each :
         {Sample{"u8", {0xFE}, 254}, Sample{"s16", {0xFF, 0xFE}, -2},
          Sample{"u32le", {1, 2, 0, 0}, 513}, Sample{"u48", {0, 0, 0, 0, 1, 0}, 256},
          Sample{"u64le", {0, 0, 0, 0, 0, 0, 0, 0x80}, std::nullopt},
          Sample{"bcd3", {0x12, 0x34, 0x56}, 123456}, Sample{"bcd2le", {0x34, 0x12}, 1234},
          Sample{"sbcd3le", {0x45, 0x23, 0x81}, -12345}, Sample{"bcd1", {0x1A}, std::nullopt},
          Sample{"raw2", {1, 2}, std::nullopt}}) {
        Point point;
        point.coding = codingFrom(each.coding).value();
        EXPECT_EQ(rawValue(point, each.bytes), each.value) << each.coding;
    }
    for (const char* name :
         {"", "u", "u7", "u72", "bcd0", "bcd9", "raw", "raw251", "s16el", "bit1"})
        EXPECT_EQ(codingFrom(name), std::nullopt) << name;
}

}  // namespace
}  // namespace wattill::metering
