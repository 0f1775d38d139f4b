#include "metering/meter_command.hpp"
#include "profile_image.hpp"

#include <gtest/gtest.h>

namespace wattill::metering {
namespace {

const Error kSilence{ErrorCode::Timeout, Retry::Later, "no answer", {}};

Money yuan(const char* text) {
    return Money::parseYuan(text).value();
}

TEST(Dlt645Commands, ATripIsTheFrameOfTheFactsWithTheMetersOwnTimeInIt) {
    const Profile profile = profileOf("dlt645-2007");
    StandingClock clock;
    MeterImage meter(profile, clock);
    meter.drift = std::chrono::hours(-24);
    const auto proof = carryOutCommand(profile, true, RelayCommand::Trip, meter, clock);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    const auto& [write, data] = meter.writes.front();
    EXPECT_EQ(write.function, 0x1C);
    EXPECT_FALSE(write.identifier.has_value());
    EXPECT_EQ(data,
              (Bytes{0x02, 0, 0, 0, 0, 0, 0, 0, 0x1A, 0, 0x00, 0x05, 0x12, 0x21, 0x11, 0x26}));
}

TEST(Dlt645Commands, ASaleCarriesAmountAndCountInBinaryAndTheCustomerInDigits) {
    const Profile profile = profileOf("dlt645-2007");
    StandingClock clock;
    MeterImage meter(profile, clock);
    meter.set("customer.number", 202411110002);
    const Sale sale{yuan("100"), 5, 0};
    ASSERT_TRUE(sellTo(profile, true, sale, meter).ok());
    const auto& [write, data] = meter.writes.front();
    EXPECT_EQ(write.identifier, 0x070102FFU);
    EXPECT_EQ(data, (Bytes{0, 0, 0, 0,    0x10, 0x27, 0,    0,    5,    0, 0, 0, 0,
                           0, 0, 0, 0x02, 0x00, 0x11, 0x11, 0x24, 0x20, 0, 0, 0, 0}));
    meter.refusedBlocks = {"customer"};
    ASSERT_TRUE(sellTo(profile, true, sale, meter).ok()) << "a meter without a customer number";
    EXPECT_FALSE(sellTo(profile, true, {yuan("100"), 0, 9}, meter).ok()) << "no count";
}

TEST(Dlt645Commands, ASaleWithoutAnswerIsUnknownAndNotSentAgain) {
    const Profile profile = profileOf("dlt645-2007-orderno");
    StandingClock clock;
    MeterImage meter(profile, clock);
    meter.onWrite = [](const Write&, const Bytes&) { return Result<std::string>(kSilence); };
    const auto sold = sellTo(profile, true, {yuan("100"), 0, 9}, meter);
    ASSERT_FALSE(sold.ok());
    EXPECT_TRUE(sold.error().outcomeUnknown());
    EXPECT_EQ(meter.writes.size(), 1U);
    EXPECT_EQ(meter.writes.front().second.size(), 30U);
    EXPECT_FALSE(sellTo(profile, true, {yuan("100"), 5, 0}, meter).ok()) << "no order number";
}

}  // namespace
}  // namespace wattill::metering
