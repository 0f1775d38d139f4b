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

/// What each relay frame of facts 2.4 makes of the state of a meter.
Result<std::string> switched(MeterImage& meter, const Bytes& data) {
    const int order = data.at(8);
    if (order == 0x3A || order == 0x3B) meter.set("keep.on", order == 0x3A ? 1 : 0);
    if (order == 0x1A) meter.set("trip.on", 1);
    if (order == 0x1B || order == 0x1C) meter.set("trip.on", 0);
    return std::string("taken");
}

class BackToPrepaid : public ::testing::TestWithParam<const char*> {
  protected:
    Result<CommandProof> run(RelayCommand command) {
        return carryOutCommand(profile, true, command, meter, clock);
    }
    Profile profile = profileOf(GetParam());
    StandingClock clock;
    MeterImage meter{profile, clock};
};

TEST_P(BackToPrepaid, EndsKeptPower) {
    meter.onWrite = [this](const Write&, const Bytes& data) { return switched(meter, data); };
    ASSERT_EQ(run(RelayCommand::KeepOn)->outcome, CommandProof::Outcome::Done);
    const auto proof = run(RelayCommand::ToPrepaid);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, CommandProof::Outcome::Done);
    ASSERT_TRUE(proof->reading);
    EXPECT_EQ(proof->reading->control, Control::Prepaid);
}

TEST_P(BackToPrepaid, EndsKeptPowerAlsoWhenClosingIsRefused) {
    meter.set("keep.on", 1);
    meter.onWrite = [this](const Write&, const Bytes& data) -> Result<std::string> {
        if (data.at(8) == 0x3B) return switched(meter, data);
        return Error{ErrorCode::Refused, Retry::Never, "nothing is left", {}};
    };
    EXPECT_EQ(run(RelayCommand::ToPrepaid)->outcome, CommandProof::Outcome::Done);
}

TEST_P(BackToPrepaid, IsNotDoneWhilePowerIsKept) {
    meter.set("keep.on", 1);
    meter.onWrite = [this](const Write&, const Bytes& data) -> Result<std::string> {
        if (data.at(8) != 0x3B) return switched(meter, data);
        return Error{ErrorCode::Refused, Retry::Never, "not in plain mode", {}};
    };
    const auto proof = run(RelayCommand::ToPrepaid);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_NE(proof->outcome, CommandProof::Outcome::Done);
    EXPECT_EQ(proof->reading->control, Control::ForcedClosed);
}

INSTANTIATE_TEST_SUITE_P(Models, BackToPrepaid,
                         ::testing::Values("dlt645-2007", "dlt645-2007-orderno"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase(name, '-');
                             return name;
                         });

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
