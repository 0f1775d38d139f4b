#include "bus_rig.hpp"

#include <chrono>

#include <gtest/gtest.h>

// What can happen to a connection, and must not happen to money.
namespace wattill::testing {
namespace {

using metering::RelayCommand;
using sim::PortKind;

class TcpBus : public ::testing::TestWithParam<PortKind> {
  protected:
    BusRig rig{sim::Model::Dtsy, behind(GetParam())};

    /// A connection that was refused is not tried at every call.
    [[nodiscard]] bool comesBack() {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (std::chrono::steady_clock::now() < deadline) {
            if (rig.meter().read()) return true;
        }
        return false;
    }
};

TEST_P(TcpBus, AConnectionThatWasCutMeanwhileIsMadeAgainUnnoticed) {
    ASSERT_TRUE(rig.meter().read().ok());
    rig.tell("bus cut");
    EXPECT_TRUE(rig.meter().read().ok());
    EXPECT_EQ(rig.bus().health().opened, 2U);
    EXPECT_TRUE(rig.bus().health().portOpen);
}

TEST_P(TcpBus, AConnectionCutAfterASaleWasSentLeavesItUnknownAndReadsBackCredited) {
    ASSERT_TRUE(rig.meter().read().ok());
    rig.tell("fault 1 cut once on sales");
    const auto sold = rig.meter().sell({Money::fromFen(10000), 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_TRUE(sold.error().outcomeUnknown()) << sold.error().message;
    ASSERT_TRUE(comesBack());
    EXPECT_EQ(rig.meter().read()->purchaseCount, 5U);
    EXPECT_EQ(rig.sales(), 1);
}

TEST_P(TcpBus, ARefusedConnectionSaysWhereAndThatNothingWasSent) {
    rig.pullPort();
    const auto sold = rig.meter().sell({Money::fromFen(10000), 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_EQ(sold.error().code, ErrorCode::Unreachable);
    EXPECT_NE(sold.error().message.find(rig.config().port), std::string::npos);
    EXPECT_FALSE(rig.bus().health().portOpen);
    EXPECT_EQ(rig.bus().health().sent, 0U);
    rig.plugPort();
    EXPECT_TRUE(comesBack());
}

TEST_P(TcpBus, DeadMetersAreNoDeadLine) {
    ASSERT_TRUE(rig.meter().read().ok());
    rig.die();
    const auto reading = rig.meter().read();
    ASSERT_FALSE(reading.ok());
    EXPECT_EQ(reading.error().code, ErrorCode::Timeout);
    EXPECT_NE(reading.error().message.find("address 1"), std::string::npos);
    EXPECT_TRUE(rig.bus().health().portOpen);
    EXPECT_GT(rig.bus().meterHealth().front().timeouts, 0U);
    const auto tripped = rig.meter().carryOut(RelayCommand::Trip);
    ASSERT_FALSE(tripped.ok());
    EXPECT_EQ(tripped.error().code, ErrorCode::Unreachable) << "it was not sent: see the probe";
}

TEST_P(TcpBus, AnswersInPiecesAreUnderstood) {
    for (const int bytes : {1, 7}) {
        auto options = behind(GetParam());
        options.chunkBytes = bytes;
        options.chunkPause = Duration(0);
        BusRig cut(sim::Model::Ddsy, options);
        for (int i = 0; i < 5; ++i)
            EXPECT_TRUE(cut.meter().read().ok());
        EXPECT_TRUE(cut.meter().sell({Money::fromFen(100), 5}).ok());
        EXPECT_EQ(cut.bus().health().badReplies, 0U);
    }
}

TEST_P(TcpBus, AnAnswerThatComesTogetherWithTheNextIsNotTakenForIt) {
    ASSERT_TRUE(rig.meter().read().ok());
    rig.tell("fault 1 join once on reads");
    for (int i = 0; i < 5; ++i) {
        const Money now = Money::fromFen(7000 + i);
        rig.setBalance(now);
        const auto reading = rig.meter().read();
        EXPECT_EQ(reading ? reading->balance : now, now);
    }
    EXPECT_TRUE(rig.meter().read().ok());
}

INSTANTIATE_TEST_SUITE_P(Ports, TcpBus, ::testing::Values(PortKind::SerialTcp, PortKind::ModbusTcp),
                         [](const auto& tested) {
                             return tested.param == PortKind::SerialTcp ? "RtuOverTcp"
                                                                        : "ModbusTcp";
                         });

TEST(ModbusTcp, AGatewaysWordIsATimeoutAtOnce) {
    auto options = behind(PortKind::ModbusTcp);
    options.gatewayTimeout = Duration(1);
    BusRig rig(sim::Model::Dtsy, options);
    rig.tell("fault 1 lose-after once on sales");
    const auto sold = rig.meter().sell({Money::fromFen(100), 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_EQ(sold.error().code, ErrorCode::Timeout);
    EXPECT_NE(sold.error().message.find("gateway"), std::string::npos);
    EXPECT_EQ(rig.meter().read()->purchaseCount, 5U);
}

TEST(ModbusTcp, LateAnswersAreDroppedByTheirNumber) {
    BusRig rig(sim::Model::Dtsy, behind(PortKind::ModbusTcp));
    rig.tell("fault 1 delay 400 rate 100 on reads");
    for (int i = 0; i < 100; ++i) {
        const Money now = Money::fromFen(1000 + i);
        rig.setBalance(now);
        const auto reading = rig.meter().read();
        EXPECT_EQ(reading ? reading->balance : now, now);
    }
    EXPECT_GT(rig.bus().health().strayBytes, 0U);
}

}  // namespace
}  // namespace wattill::testing
