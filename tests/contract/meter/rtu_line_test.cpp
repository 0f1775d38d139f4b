#include "bus_rig.hpp"

#include <fstream>
#include <iterator>
#include <thread>

#include <gtest/gtest.h>

// What can go wrong on an RS-485 line and must not reach a reading.
namespace wattill::testing {
namespace {

using metering::RelayCommand;
using Outcome = metering::CommandProof::Outcome;

/// Every count the meter ever shows is the one that the test knows it has.
struct Tally {
    int good = 0;
    int failed = 0;
    int wrong = 0;
};

void countRead(BusRig& rig, Money expected, Tally& tally) {
    const auto reading = rig.meter().read();
    if (!reading) {
        ++tally.failed;
        return;
    }
    ++(reading->balance == expected ? tally.good : tally.wrong);
}

TEST(RtuLine, LateAnswersNeverCompleteTheNextRequest) {
    BusRig rig(sim::Model::Dtsy);
    // Later than the time-out of 100 ms, within the 120 ms of silence that is waited for after it.
    rig.tell("fault 1 delay 160 rate 30 on reads");
    Tally tally;
    for (int i = 0; i < 400; ++i) {
        const Money now = Money::fromFen(1000 + i);
        rig.setBalance(now);
        countRead(rig, now, tally);
    }
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_GT(rig.bus().health().timeouts, 0U);
    EXPECT_GE(tally.good, 390) << "one retry brings nearly every read home";
}

TEST(RtuLine, EvenAnswersLaterThanAnyDrainAreNotTakenForTheNext) {
    BusRig rig(sim::Model::Dtsy);
    rig.tell("fault 1 delay 300 rate 100 on reads");
    Tally tally;
    for (int i = 0; i < 100; ++i) {
        const Money now = Money::fromFen(1000 + i);
        rig.setBalance(now);
        countRead(rig, now, tally);
    }
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_GT(tally.good, 50);
}

TEST(RtuLine, ALateAnswerToATripDoesNotPassForTheAnswerToTheNextCommand) {
    BusRig rig(sim::Model::Dtsy);
    rig.tell("fault 1 delay 400 once on writes");
    const auto tripped = rig.meter().carryOut(RelayCommand::Trip);
    ASSERT_TRUE(tripped.ok()) << tripped.error().message;
    EXPECT_EQ(tripped->outcome, Outcome::Done) << "reading back tells";
    EXPECT_TRUE(tripped->answer.empty()) << tripped->answer << ": it came too late";
    rig.tell("fault 1 lose-before once on writes");
    const auto kept = rig.meter().carryOut(RelayCommand::KeepOn);
    ASSERT_TRUE(kept.ok()) << kept.error().message;
    EXPECT_EQ(kept->outcome, Outcome::NotDone) << "it was lost, its answer cannot have come";
    EXPECT_TRUE(kept->answer.empty()) << kept->answer;
    EXPECT_EQ(rig.meter().read()->control, metering::Control::ForcedOpen);
}

TEST(RtuLine, ACutOffSimulatorRemembersWhatItHadAnswered) {
    ScratchFolder folder;
    sim::MeterBusOptions options;
    options.paced = false;
    options.link = folder.file("port");
    options.stateFile = folder.file("meters.json");
    const auto profiles = quickProfiles();
    const SystemClock clock;
    NullLog log;
    const MeterId id("202411110001");
    auto bus = makeAnyBus({BusId("b"), options.link}, profiles, clock, log);
    ASSERT_TRUE(bus.ok());
    ASSERT_TRUE((*bus)->addMeter({id, "acrel-dtsy1352-nk", 1, true}).ok());
    std::string kept;
    {
        sim::MeterBus first({idleMeter(1, sim::Model::Dtsy)}, options);
        ASSERT_TRUE(first.open().ok());
        ASSERT_TRUE((*bus)->meter(id).sell({Money::fromFen(100), 5}).ok());
        std::ifstream in(options.stateFile);
        kept.assign(std::istreambuf_iterator<char>(in), {});
    }
    // What was on the disk when the answer was given, not what an orderly end adds.
    std::ofstream(options.stateFile) << kept;
    sim::MeterBus second({idleMeter(1, sim::Model::Dtsy)}, options);
    ASSERT_TRUE(second.open().ok());
    EXPECT_EQ((*bus)->meter(id).read()->purchaseCount, 5U);
    EXPECT_EQ((*bus)->meter(id).read()->balance, Money::fromFen(5100));
}

TEST(RtuLine, StrayBytesAheadOfAnAnswerAreSkipped) {
    BusRig rig(sim::Model::Ddsy);
    rig.tell("fault 1 noise always");
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(rig.meter().read().ok());
    EXPECT_TRUE(rig.meter().sell({Money::fromFen(100), 5}).ok());
    EXPECT_EQ(rig.count(), 5U);
    EXPECT_GE(rig.bus().health().strayBytes, 40U);
}

TEST(RtuLine, AnAdapterThatEchoesIsUnderstood) {
    sim::MeterBusOptions options;
    options.echo = true;
    BusRig rig(sim::Model::Ddsy, options);
    EXPECT_TRUE(rig.meter().read().ok());
    EXPECT_TRUE(rig.meter().sell({Money::fromFen(100), 5}).ok());
    EXPECT_TRUE(rig.meter().carryOut(RelayCommand::Trip).ok());
    EXPECT_EQ(rig.bus().health().badReplies, 0U);
}

TEST(RtuLine, ACorruptAnswerToASaleIsUnknownAndReadsBack) {
    BusRig rig(sim::Model::Dtsy);
    rig.tell("fault 1 corrupt once on sales");
    const auto sold = rig.meter().sell({Money::fromFen(100), 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_TRUE(sold.error().outcomeUnknown());
    EXPECT_EQ(rig.meter().read()->purchaseCount, 5U);
    EXPECT_EQ(rig.bus().health().crcErrors, 1U);
}

TEST(RtuLine, AWriteToASilentMeterThatCannotBeReadIsNotSent) {
    BusRig rig(sim::Model::Dtsy);
    rig.die();
    ASSERT_FALSE(rig.meter().read().ok());
    const auto sent = rig.ask("bus")["requests"].get<int>();
    const auto sold = rig.meter().sell({Money::fromFen(100), 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_EQ(sold.error().code, ErrorCode::Unreachable);
    EXPECT_FALSE(sold.error().outcomeUnknown());
    EXPECT_EQ(rig.ask("bus")["requests"].get<int>(), sent + 1) << "one probe, no sale";
}

TEST(RtuLine, AMeterOfAnotherModelIsNotReadByTheWrongProfile) {
    ScratchFolder folder;
    sim::MeterBusOptions options;
    options.paced = false;
    options.link = folder.file("port");
    sim::MeterBus meters({idleMeter(1, sim::Model::Ddsy)}, options);
    ASSERT_TRUE(meters.open().ok());
    const auto profiles = quickProfiles();
    const SystemClock clock;
    NullLog log;
    auto bus = makeAnyBus({BusId("b"), options.link}, profiles, clock, log);
    ASSERT_TRUE(bus.ok());
    ASSERT_TRUE((*bus)->addMeter({MeterId("202411110001"), "acrel-dtsy1352-nk", 1, true}).ok());
    const auto reading = (*bus)->meter(MeterId("202411110001")).read();
    ASSERT_FALSE(reading.ok());
    EXPECT_NE(reading.error().message.find("profile"), std::string::npos);
}

TEST(RtuLine, APortThatDoesNotExistIsSaidWithItsNameAndARemedy) {
    const auto profiles = quickProfiles();
    const SystemClock clock;
    NullLog log;
    auto bus = makeAnyBus({BusId("east"), "/dev/there-is-no-such-port"}, profiles, clock, log);
    ASSERT_TRUE(bus.ok());
    const auto opened = (*bus)->open();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::Unreachable);
    EXPECT_NE(opened.error().message.find("/dev/there-is-no-such-port"), std::string::npos);
    EXPECT_NE(opened.error().message.find("plug"), std::string::npos);
}

TEST(RtuLine, TwoProgramsCannotHoldOnePort) {
    BusRig rig(sim::Model::Dtsy);
    ASSERT_TRUE(rig.bus().open().ok());
    const auto profiles = quickProfiles();
    const SystemClock clock;
    NullLog log;
    auto second = makeAnyBus(rig.config(), profiles, clock, log);
    const auto opened = (*second)->open();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::Unreachable);
    EXPECT_TRUE(rig.meter().read().ok());
}

TEST(RtuLine, TheTraceShowsRequestAndAnswerAsOnTheWire) {
    BusRig rig(sim::Model::Dtsy);
    std::vector<std::uint8_t> sent;
    std::vector<std::uint8_t> received;
    rig.bus().trace([&](const metering::Frame& frame) {
        auto& into = frame.direction == metering::Direction::ToMeter ? sent : received;
        into.insert(into.end(), frame.bytes.begin(), frame.bytes.end());
    });
    ASSERT_TRUE(rig.meter().read().ok());
    EXPECT_EQ(sent, (std::vector<std::uint8_t>{0x01, 0x03, 0x02, 0x00, 0x00, 0x30, 0x44, 0x66}));
    EXPECT_EQ(received.size(), 101U);
    const auto health = rig.bus().health();
    EXPECT_EQ(health.sent, 1U);
    EXPECT_EQ(health.answered, 1U);
    EXPECT_TRUE(health.portOpen);
}

TEST(RtuLine, TheHealthOfABusAndItsMetersMayBeAskedFromAnyThread) {
    BusRig rig(sim::Model::Dtsy);
    ASSERT_TRUE(rig.bus().addMeter({MeterId("202411110009"), "acrel-ddsy1352-nk", 9, false}).ok());
    std::jthread watcher([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            static_cast<void>(rig.bus().health());
            static_cast<void>(rig.bus().meterHealth());
        }
    });
    for (int i = 0; i < 30; ++i)
        EXPECT_TRUE(rig.meter().read().ok());
    watcher.request_stop();
    watcher.join();
    const auto meters = rig.bus().meterHealth();
    ASSERT_EQ(meters.size(), 2U);
    EXPECT_EQ(meters[0].meter, MeterId("202411110001")) << "in the order they were added";
    EXPECT_EQ(meters[0].sent, 30U);
    EXPECT_EQ(meters[0].answered, 30U);
    EXPECT_TRUE(meters[0].lastTime && meters[0].medianTime && meters[0].p95Time);
    EXPECT_TRUE(meters[0].lastGoodAt);
    EXPECT_EQ(meters[1].meter, MeterId("202411110009"));
    EXPECT_EQ(meters[1].sent, 0U);
    EXPECT_GT(rig.bus().health().busyMs, 0U);
}

TEST(RtuLine, ABlockCanBeReadAtAnAddressWhereNoMeterWasAdded) {
    BusRig rig(sim::Model::Dtsy);
    const auto found = rig.bus().readBlock("acrel-dtsy1352-nk", 1, "energies");
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_EQ(found->size(), 20U);
    EXPECT_EQ(rig.bus().readBlock("acrel-dtsy1352-nk", 77, "energies").error().code,
              ErrorCode::Timeout);
    EXPECT_EQ(rig.bus().readBlock("acrel-dtsy1352-nk", 1, "nothing").error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(rig.bus().readBlock("acrel-dtsy1352-nk", 248, "energies").error().code,
              ErrorCode::InvalidInput);
}

TEST(RtuLine, AMissingAnswerToALookAtAnAddressKeepsTheMeterThereFromTrustingTheNext) {
    BusRig rig(sim::Model::Dtsy);
    rig.tell("fault 1 delay 300 once on reads");
    static_cast<void>(rig.bus().readBlock("acrel-dtsy1352-nk", 1, "live").ok());
    ASSERT_GT(rig.bus().health().timeouts, 0U);
    rig.setBalance(Money::fromFen(4321));
    const auto reading = rig.meter().read();
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->balance, Money::fromFen(4321));
}

}  // namespace
}  // namespace wattill::testing
