#include "bus_rig.hpp"

#include <algorithm>

#include <gtest/gtest.h>

// What becomes of every command on a meter, and what is said of it, over every wire.
namespace wattill::testing {
namespace {

using namespace metering;
using sim::Model;
using sim::PortKind;

struct Subject {
    const char* name;
    Model model;
    PortKind port;
};

class CommandContract : public ::testing::TestWithParam<Subject> {
  protected:
    BusRig rig{GetParam().model, behind(GetParam().port)};

    [[nodiscard]] nlohmann::json settings() { return rig.ask("state 1")["settings"]; }
    /// The proof, which must be there.
    [[nodiscard]] CommandProof proofOf(const MeterCommand& command) {
        const auto proof = rig.meter().carryOut(command);
        EXPECT_TRUE(proof.ok()) << (proof ? std::string() : proof.error().message);
        return proof ? *proof : CommandProof{};
    }
    void isDone(const MeterCommand& command) {
        const CommandProof proof = proofOf(command);
        EXPECT_EQ(proof.outcome, CommandProof::Outcome::Done) << proof.answer;
        for (const PointProof& point : proof.points) {
            EXPECT_TRUE(point.right) << point.point << ": " << point.before << " -> " << point.after
                                     << ", wanted " << point.wanted;
        }
        ASSERT_TRUE(proof.reading);
        EXPECT_FALSE(proof.frames.empty());
    }
    static int writesIn(const CommandProof& proof) {
        return static_cast<int>(
            std::count_if(proof.frames.begin(), proof.frames.end(), [](const CommandFrame& frame) {
                const std::size_t function = GetParam().port == PortKind::ModbusTcp ? 7 : 1;
                return frame.toMeter && frame.bytes[function] != 0x03;
            }));
    }
};

const SetPrices kPrices{{Money::fromMicroYuan(1'234'500), Money::fromMicroYuan(1'000'000),
                         Money::fromMicroYuan(700'100), Money::fromMicroYuan(300'000)},
                        {}};
const SetAlarms kAlarms{Money::fromFen(3000), Money::fromFen(1500)};

TEST_P(CommandContract, PricesArriveAndReadBack) {
    isDone(kPrices);
    EXPECT_EQ(settings()["prices"], (nlohmann::json{"1.2345", "1.0000", "0.7001", "0.3000"}));
}

TEST_P(CommandContract, AlarmsArriveAndNothingElseChanges) {
    const auto before = settings();
    isDone(kAlarms);
    auto after = settings();
    EXPECT_EQ(after["alarm1"], "30.00");
    EXPECT_EQ(after["alarm2"], "15.00");
    EXPECT_EQ(after["prices"], before["prices"]);
    EXPECT_EQ(after["overdraft"], before["overdraft"]);
    EXPECT_EQ(rig.balance(), Money::fromFen(5000));
    EXPECT_EQ(rig.count(), 4U);
}

TEST_P(CommandContract, TheOverloadThresholdArrives) {
    isDone(SetOverload{4500});
    EXPECT_EQ(settings()["load_control"]["threshold_w"], 4500);
}

TEST_P(CommandContract, ATimetableArrivesWithItsSeasons) {
    const DayTable summer = {{0, Rate::Valley},
                             {7 * 60, Rate::Flat},
                             {18 * 60 + 30, Rate::Sharp},
                             {22 * 60, Rate::Valley}};
    const DayTable winter = {{0, Rate::Valley}, {8 * 60, Rate::Peak}, {23 * 60, Rate::Valley}};
    isDone(SetTimetable{{summer, winter}, {{4, 1, 1}, {10, 15, 2}}, {}});
}

TEST_P(CommandContract, TheClockIsSetToTheSitesTime) {
    SetClock set;
    set.offset = std::chrono::hours(8);
    const auto proof = rig.meter().carryOut(set);
    // Within seconds of midnight or of another rate it is rightly not sent.
    if (!proof && proof.error().code == ErrorCode::Conflict) GTEST_SKIP() << proof.error().message;
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, CommandProof::Outcome::Done);
    EXPECT_LT(std::abs(settings()["clock_ahead_ms"].get<std::int64_t>()), 2500);
}

TEST_P(CommandContract, OpeningAndClosingAnAccountLeaveNothingOnTheMeter) {
    isDone(CloseAccount{});
    EXPECT_EQ(rig.balance(), Money());
    rig.setBalance(Money::fromFen(777));
    isDone(OpenAccount{});
    EXPECT_EQ(rig.balance(), Money());
    EXPECT_EQ(rig.count(), 0U);
    EXPECT_EQ(settings()["opened"], true);
}

TEST_P(CommandContract, CreditIsTakenOffOnce) {
    const CommandProof proof = proofOf(TakeCredit{Money::fromFen(2000), 5, 1});
    EXPECT_EQ(proof.outcome, CommandProof::Outcome::Done);
    EXPECT_EQ(rig.balance(), Money::fromFen(3000));
    EXPECT_EQ(writesIn(proof), 1);
}

TEST_P(CommandContract, MoreCreditThanIsLeftIsNotTaken) {
    const auto proof = rig.meter().carryOut(TakeCredit{Money::fromFen(5001), 5, 1});
    ASSERT_FALSE(proof.ok());
    EXPECT_FALSE(proof.error().outcomeUnknown());
    EXPECT_EQ(rig.balance(), Money::fromFen(5000));
}

TEST_P(CommandContract, ARefusalIsReportedAndNothingChanged) {
    rig.tell("fault 1 refuse once on writes");
    const auto before = settings();
    const CommandProof proof = proofOf(kAlarms);
    EXPECT_EQ(proof.outcome, CommandProof::Outcome::NotDone);
    EXPECT_NE(proof.answer.find("refused"), std::string::npos) << proof.answer;
    EXPECT_EQ(settings()["alarm1"], before["alarm1"]);
}

TEST_P(CommandContract, ARefusalThatWasCarriedOutAllTheSameIsSeen) {
    rig.tell("fault 1 deny once on writes");
    const CommandProof proof = proofOf(kPrices);
    EXPECT_EQ(proof.outcome, CommandProof::Outcome::Done);
    EXPECT_NE(proof.answer.find("refused"), std::string::npos) << proof.answer;
}

TEST_P(CommandContract, HalfACommandIsPartial) {
    rig.tell("fault 1 partial once on writes");
    const CommandProof proof = proofOf(OpenAccount{});
    EXPECT_EQ(proof.outcome, CommandProof::Outcome::Partial);
    EXPECT_TRUE(std::any_of(proof.points.begin(), proof.points.end(),
                            [](const PointProof& point) { return !point.right; }));
}

TEST_P(CommandContract, ALostAnswerIsSettledByReadingBackAndNeverByASecondWrite) {
    rig.tell("fault 1 lose-after once on writes");
    const CommandProof done = proofOf(kAlarms);
    EXPECT_EQ(done.outcome, CommandProof::Outcome::Done);
    EXPECT_TRUE(done.answer.empty()) << done.answer;
    EXPECT_EQ(writesIn(done), 1);
    rig.tell("fault 1 lose-before once on writes");
    const CommandProof lost = proofOf(SetOverload{5500});
    EXPECT_EQ(lost.outcome, CommandProof::Outcome::NotDone);
    EXPECT_TRUE(lost.answer.empty()) << lost.answer << ": nothing came";
    EXPECT_EQ(writesIn(lost), 1);
}

TEST_P(CommandContract, AMeterWithoutASpareSetIsNotSentATime) {
    const auto before = rig.ask("bus")["requests"];
    SetPrices later = kPrices;
    later.from = CivilTime{2030, 1, 1, 0, 0, 0};
    const auto proof = rig.meter().carryOut(later);
    ASSERT_FALSE(proof.ok());
    EXPECT_EQ(proof.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(rig.ask("bus")["requests"], before);
}

TEST_P(CommandContract, ALockedProfileSendsNothing) {
    const auto proof = rig.locked().carryOut(kPrices);
    ASSERT_FALSE(proof.ok());
    EXPECT_EQ(proof.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(rig.ask("bus")["requests"], 0);
}

INSTANTIATE_TEST_SUITE_P(
    Meters, CommandContract,
    ::testing::Values(Subject{"ThreePhaseOverRtu", Model::Dtsy, PortKind::Pty},
                      Subject{"SinglePhaseOverRtu", Model::Ddsy, PortKind::Pty},
                      Subject{"SinglePhaseOverRtuOverTcp", Model::Ddsy, PortKind::SerialTcp},
                      Subject{"ThreePhaseOverModbusTcp", Model::Dtsy, PortKind::ModbusTcp}),
    [](const auto& tested) { return std::string(tested.param.name); });

/// A model that counts energy and nothing else.
class EnergyOnly : public ::testing::TestWithParam<PortKind> {
  protected:
    BusRig rig{Model::Adl, behind(GetParam())};
};

TEST_P(EnergyOnly, ItsReadingSaysWhatItHasNot) {
    const auto reading = rig.meter().read();
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->total, Energy::fromWh(1'234'560));
    EXPECT_TRUE(reading->has.rates);
    EXPECT_FALSE(reading->has.balance || reading->has.purchaseCount || reading->has.relay);
    EXPECT_TRUE(reading->quantities.voltageDeciVolt[2]);
}

TEST_P(EnergyOnly, NothingIsEverWrittenToIt) {
    EXPECT_EQ(rig.meter().sell({Money::fromFen(100), 5}).error().code, ErrorCode::Unsupported);
    for (const MeterCommand& command :
         {MeterCommand(RelayCommand::Trip), MeterCommand(kPrices), MeterCommand(CloseAccount{})}) {
        EXPECT_EQ(rig.meter().carryOut(command).error().code, ErrorCode::Unsupported);
    }
    EXPECT_EQ(rig.ask("bus")["requests"], 0);
}

INSTANTIATE_TEST_SUITE_P(Ports, EnergyOnly,
                         ::testing::Values(PortKind::Pty, PortKind::SerialTcp,
                                           PortKind::ModbusTcp));

/// What the installation of a site may leave out of a model.
TEST(MissingRegisters, AMeterThatGivesFewerRegistersAtATimeIsReadInParts) {
    ScratchFolder folder;
    sim::MeterBusOptions options;
    options.paced = false;
    options.link = folder.file("port");
    auto setup = idleMeter(1, Model::Dtsy);
    setup.maxRead = 20;
    sim::MeterBus meters({setup}, options);
    ASSERT_TRUE(meters.open().ok());
    const auto profiles = quickProfiles();
    const SystemClock clock;
    NullLog log;
    auto bus = makeAnyBus({BusId("b"), options.link}, profiles, clock, log).value();
    const MeterId id("202411110001");
    ASSERT_TRUE(bus->addMeter({id, "acrel-dtsy1352-nk", 1, true}).ok());
    for (const std::uint64_t frames : {7U, 4U}) {
        const auto before = bus->health().sent;
        const auto reading = bus->meter(id).read();
        ASSERT_TRUE(reading.ok()) << reading.error().message;
        EXPECT_EQ(reading->balance, Money::fromFen(5000));
        EXPECT_LE(bus->health().sent - before, frames);
    }
}

}  // namespace
}  // namespace wattill::testing
