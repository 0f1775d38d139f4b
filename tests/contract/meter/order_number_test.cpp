#include "bus_rig.hpp"
#include "peer_rig.hpp"

#include <gtest/gtest.h>

// Models that know a sale by its order's number instead of a count.
namespace wattill::testing {
namespace {

struct Subject {
    const char* name;
    RigFactory make;
};

class OrderNumberContract : public ::testing::TestWithParam<Subject> {
  protected:
    [[nodiscard]] Money readBalance() {
        const auto reading = rig->meter().read();
        EXPECT_TRUE(reading.ok()) << reading.error().message;
        return reading.ok() ? reading->balance : Money();
    }
    std::unique_ptr<MeterRig> rig = GetParam().make();
};

constexpr Money kHundred = Money::fromMicroYuan(100'000'000);
constexpr metering::Sale kSale{kHundred, 0, 0x0123'4567'89AB'CDEFU};

TEST_P(OrderNumberContract, AReadingSaysThatSalesAreNotCounted) {
    const auto reading = rig->meter().read();
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_FALSE(reading->has.purchaseCount);
    EXPECT_EQ(reading->countRule, metering::CountRule::OrderNumber);
    EXPECT_EQ(reading->balance, Money::fromFen(5000));
}

TEST_P(OrderNumberContract, TheSameOrderTwiceIsCreditedOnce) {
    const auto sold = rig->meter().sell(kSale);
    ASSERT_TRUE(sold.ok()) << sold.error().message;
    const auto repeated = rig->meter().sell(kSale);
    EXPECT_TRUE(repeated.ok() || !repeated.error().outcomeUnknown());
    EXPECT_EQ(rig->sales(), 1);
    EXPECT_EQ(readBalance(), Money::fromFen(15000));
}

TEST_P(OrderNumberContract, AnotherOrderIsAnotherSale) {
    ASSERT_TRUE(rig->meter().sell(kSale).ok());
    ASSERT_TRUE(rig->meter().sell({kHundred, 0, kSale.orderNumber + 1}).ok());
    EXPECT_EQ(readBalance(), Money::fromFen(25000));
}

TEST_P(OrderNumberContract, ASaleLostAfterItsEffectMayBeSentAgain) {
    rig->loseNextSaleAfterEffect();
    const auto sold = rig->meter().sell(kSale);
    ASSERT_FALSE(sold.ok());
    EXPECT_TRUE(sold.error().outcomeUnknown());
    EXPECT_EQ(readBalance(), Money::fromFen(15000));
    static_cast<void>(rig->meter().sell(kSale).ok());
    EXPECT_EQ(rig->sales(), 1);
    EXPECT_EQ(readBalance(), Money::fromFen(15000));
}

TEST_P(OrderNumberContract, BackInPrepaidKeptPowerIsReleasedAndArrearsTripAgain) {
    using metering::RelayCommand;
    using Outcome = metering::CommandProof::Outcome;
    const auto carryOut = [this](RelayCommand command) {
        const auto proof = rig->meter().carryOut(command);
        EXPECT_TRUE(proof.ok()) << proof.error().message;
        return proof.ok() ? *proof : metering::CommandProof{};
    };
    const auto kept = carryOut(RelayCommand::KeepOn);
    ASSERT_EQ(kept.outcome, Outcome::Done) << kept.answer;
    ASSERT_TRUE(kept.reading);
    EXPECT_EQ(kept.reading->control, metering::Control::ForcedClosed);
    EXPECT_EQ(carryOut(RelayCommand::Trip).outcome, Outcome::NotDone) << "facts 2.4";
    const auto back = carryOut(RelayCommand::ToPrepaid);
    EXPECT_EQ(back.outcome, Outcome::Done) << back.answer;
    ASSERT_TRUE(back.reading);
    EXPECT_EQ(back.reading->control, metering::Control::Prepaid);
    EXPECT_EQ(back.reading->relay, metering::Relay::Closed);
    rig->setBalance(Money::fromFen(-100));
    const auto overdrawn = rig->meter().read();
    ASSERT_TRUE(overdrawn.ok()) << overdrawn.error().message;
    EXPECT_EQ(overdrawn->relay, metering::Relay::Open);
}

INSTANTIATE_TEST_SUITE_P(
    Meters, OrderNumberContract,
    ::testing::Values(Subject{"Simulator",
                              makeBusRig<sim::Model::Dlt645OrderNo, sim::PortKind::Pty>},
                      Subject{"Peer", plain<makeCommandDltOrderNumberPeerRig>}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace wattill::testing
