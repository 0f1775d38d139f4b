#include "bus_rig.hpp"
#include "peer_rig.hpp"

#include <chrono>

#include <gtest/gtest.h>

// What every Meter must keep, whatever stands behind it.
namespace wattill::testing {
namespace {

using metering::Control;
using metering::Relay;
using metering::RelayCommand;
using metering::Sale;

struct Subject {
    const char* name;
    RigFactory make;
};

class MeterContract : public ::testing::TestWithParam<Subject> {
  protected:
    std::unique_ptr<MeterRig> rig = GetParam().make();
};

constexpr Money kHundred = Money::fromMicroYuan(100'000'000);

/// Reads until the meter answers again; a port that was away is not tried at every call.
Result<metering::MeterReading> readPatiently(metering::Meter& meter) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    auto reading = meter.read();
    while (!reading && std::chrono::steady_clock::now() < deadline)
        reading = meter.read();
    return reading;
}

TEST_P(MeterContract, AReadingShowsWhatTheMeterHolds) {
    const auto reading = rig->meter().read();
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->balance, Money::fromFen(5000));
    EXPECT_EQ(reading->purchaseCount, 4U);
    EXPECT_EQ(reading->total, Energy::fromWh(1'234'560));
    EXPECT_EQ(reading->relay, Relay::Closed);
    EXPECT_EQ(reading->control, Control::Prepaid);
    EXPECT_FALSE(reading->arrears || reading->alarm1 || reading->alarm2 || reading->fault);
}

TEST_P(MeterContract, ASaleWithTheNextCountIsCredited) {
    ASSERT_TRUE(rig->meter().sell({kHundred, 5}).ok());
    const auto reading = rig->meter().read();
    ASSERT_TRUE(reading.ok());
    EXPECT_EQ(reading->purchaseCount, 5U);
    EXPECT_EQ(reading->balance, Money::fromFen(15000));
}

TEST_P(MeterContract, TheSameSaleTwiceIsCreditedOnce) {
    ASSERT_TRUE(rig->meter().sell({kHundred, 5}).ok());
    // What a repetition is answered with differs; that it adds nothing does not.
    const auto repeated = rig->meter().sell({kHundred, 5});
    static_cast<void>(repeated.ok());
    EXPECT_EQ(rig->count(), 5U);
    EXPECT_EQ(rig->sales(), 1);
    EXPECT_EQ(rig->balance(), Money::fromFen(15000));
}

TEST_P(MeterContract, AWrongCountIsRefusedAndAddsNothing) {
    for (const std::uint32_t count : {1U, 3U, 6U, 60000U}) {
        const auto sold = rig->meter().sell({kHundred, count});
        ASSERT_FALSE(sold.ok()) << count;
        EXPECT_EQ(sold.error().code, ErrorCode::Refused) << count;
        EXPECT_FALSE(sold.error().outcomeUnknown());
    }
    EXPECT_EQ(rig->count(), 4U);
    EXPECT_EQ(rig->balance(), Money::fromFen(5000));
}

TEST_P(MeterContract, AnAmountThatIsNoneIsNotSent) {
    for (const Money amount : {Money(), Money::fromFen(-100), Money::fromMicroYuan(5)}) {
        const auto sold = rig->meter().sell({amount, 5});
        ASSERT_FALSE(sold.ok());
        EXPECT_EQ(sold.error().code, ErrorCode::InvalidInput);
    }
    EXPECT_EQ(rig->count(), 4U);
}

TEST_P(MeterContract, ASaleLostBeforeItsEffectIsATimeoutAndReadsBackUnchanged) {
    rig->loseNextSaleBeforeEffect();
    const auto sold = rig->meter().sell({kHundred, 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_EQ(sold.error().code, ErrorCode::Timeout);
    const auto reading = rig->meter().read();
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->purchaseCount, 4U);
    EXPECT_EQ(reading->balance, Money::fromFen(5000));
    ASSERT_TRUE(rig->meter().sell({kHundred, 5}).ok());
    EXPECT_EQ(rig->sales(), 1);
}

TEST_P(MeterContract, ASaleLostAfterItsEffectIsATimeoutAndReadsBackCredited) {
    rig->loseNextSaleAfterEffect();
    const auto sold = rig->meter().sell({kHundred, 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_EQ(sold.error().code, ErrorCode::Timeout);
    const auto reading = rig->meter().read();
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->purchaseCount, 5U);
    EXPECT_EQ(reading->balance, Money::fromFen(15000));
    EXPECT_EQ(rig->sales(), 1);
}

TEST_P(MeterContract, ASpoiltAnswerIsNeverAReading) {
    rig->spoilReads();
    const auto reading = rig->meter().read();
    ASSERT_FALSE(reading.ok());
    EXPECT_TRUE(reading.error().outcomeUnknown()) << "a gateway keeps a spoilt answer to itself";
    rig->heal();
    EXPECT_TRUE(rig->meter().read().ok());
}

TEST_P(MeterContract, ADeadMeterTimesOutAndComesBack) {
    rig->die();
    const auto reading = rig->meter().read();
    ASSERT_FALSE(reading.ok());
    EXPECT_EQ(reading.error().code, ErrorCode::Timeout);
    rig->revive();
    EXPECT_TRUE(rig->meter().read().ok());
}

TEST_P(MeterContract, AVanishedPortIsUnreachableAndItsReturnIsNoticed) {
    ASSERT_TRUE(rig->meter().read().ok());
    rig->pullPort();
    const auto reading = rig->meter().read();
    ASSERT_FALSE(reading.ok());
    EXPECT_EQ(reading.error().code, ErrorCode::Unreachable);
    const auto sold = rig->meter().sell({kHundred, 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_EQ(sold.error().code, ErrorCode::Unreachable);
    rig->plugPort();
    const auto again = readPatiently(rig->meter());
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->purchaseCount, 4U);
}

TEST_P(MeterContract, RelayCommandsAreTakenAndShown) {
    const auto tripped = rig->meter().carryOut(RelayCommand::Trip);
    ASSERT_TRUE(tripped.ok()) << tripped.error().message;
    EXPECT_EQ(tripped->reading->relay, Relay::Open);
    EXPECT_EQ(tripped->reading->control, Control::ForcedOpen);
    const auto kept = rig->meter().carryOut(RelayCommand::KeepOn);
    ASSERT_TRUE(kept.ok()) << kept.error().message;
    EXPECT_EQ(kept->reading->relay, Relay::Closed);
    EXPECT_EQ(kept->reading->control, Control::ForcedClosed);
    const auto prepaid = rig->meter().carryOut(RelayCommand::ToPrepaid);
    ASSERT_TRUE(prepaid.ok()) << prepaid.error().message;
    EXPECT_EQ(prepaid->reading->control, Control::Prepaid);
    EXPECT_EQ(prepaid->reading->relay, Relay::Closed);
}

TEST_P(MeterContract, AnEmptyMeterTripsAndASaleClosesIt) {
    rig->setBalance(Money());
    const auto empty = rig->meter().read();
    ASSERT_TRUE(empty.ok());
    EXPECT_EQ(empty->relay, Relay::Open);
    EXPECT_TRUE(empty->arrears);
    EXPECT_EQ(empty->alarm1 && empty->alarm2, rig->flagsAlarms());
    const auto kept = rig->meter().carryOut(RelayCommand::KeepOn);
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(kept->reading->relay, Relay::Closed);
    const auto prepaid = rig->meter().carryOut(RelayCommand::ToPrepaid);
    ASSERT_TRUE(prepaid.ok());
    EXPECT_EQ(prepaid->reading->relay, Relay::Open);
    ASSERT_TRUE(rig->meter().sell({kHundred, 5}).ok());
    const auto full = rig->meter().read();
    ASSERT_TRUE(full.ok());
    EXPECT_EQ(full->relay, Relay::Closed);
    EXPECT_FALSE(full->arrears);
}

TEST_P(MeterContract, AnOverdrawnBalanceReadsBackBelowZero) {
    rig->setBalance(Money::fromFen(-320));
    const auto reading = rig->meter().read();
    ASSERT_TRUE(reading.ok());
    EXPECT_EQ(reading->balance, Money::fromFen(-320));
}

TEST_P(MeterContract, ALockedProfileReadsButDoesNotWrite) {
    metering::Meter& meter = rig->locked();
    EXPECT_TRUE(meter.read().ok());
    const auto sold = meter.sell({kHundred, 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_EQ(sold.error().code, ErrorCode::Unsupported);
    EXPECT_NE(sold.error().message.find("unlocked"), std::string::npos);
    const auto tripped = meter.carryOut(RelayCommand::Trip);
    ASSERT_FALSE(tripped.ok());
    EXPECT_EQ(tripped.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(rig->count(), 4U);
}

using sim::Model;
using sim::PortKind;

INSTANTIATE_TEST_SUITE_P(
    Meters, MeterContract,
    ::testing::Values(
        Subject{"Fake", makeFakeRig},
        Subject{"ThreePhaseOverRtu", makeBusRig<Model::Dtsy, PortKind::Pty>},
        Subject{"SinglePhaseOverRtu", makeBusRig<Model::Ddsy, PortKind::Pty>},
        Subject{"ThreePhaseOverRtuOverTcp", makeBusRig<Model::Dtsy, PortKind::SerialTcp>},
        Subject{"SinglePhaseOverRtuOverTcp", makeBusRig<Model::Ddsy, PortKind::SerialTcp>},
        Subject{"ThreePhaseOverModbusTcp", makeBusRig<Model::Dtsy, PortKind::ModbusTcp>},
        Subject{"SinglePhaseOverModbusTcp", makeBusRig<Model::Ddsy, PortKind::ModbusTcp>},
        Subject{"PymodbusOverRtu", plain<makeCommandPymodbusRig>},
        Subject{"PymodbusOverRtuOverTcp", plain<makeCommandPymodbusOverTcpRig>},
        Subject{"PymodbusOverModbusTcp", plain<makeCommandPymodbusMbapRig>},
        Subject{"Dlt645", makeBusRig<Model::Dlt645, PortKind::Pty>},
        Subject{"Dlt645OverTcp", makeBusRig<Model::Dlt645, PortKind::SerialTcp>},
        Subject{"Dlt645Peer", plain<makeCommandDltPeerRig>},
        Subject{"Dlt645PeerOverTcp", plain<makeCommandDltPeerOverTcpRig>}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace wattill::testing
