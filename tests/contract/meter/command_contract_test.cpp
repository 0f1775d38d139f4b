#include "bus_rig.hpp"
#include "peer_rig.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

// What becomes of every command on a meter, and what is said of it, over every wire.
namespace wattill::testing {
namespace {

using namespace metering;
using sim::Model;
using sim::PortKind;

/// What tells one profile's commands from another's.
struct Traits {
    std::set<std::string> lacks;  ///< names of commands
    bool spareSet = false;        ///< prices and tables hold from a time on, not at once
    bool orderNumbers = false;    ///< credit is taken once for each order's number
};
/// Where a frame says what it asks for, and what it says for reading.
enum class Framing { Rtu, Mbap, Dlt645 };

struct Subject {
    const char* name;
    CommandRigFactory make;
    const Traits* traits;
    Framing framing;
};

const Traits kAcrel;
const Traits kDlt645{{"open-account", "close-account", "take-credit"}, true, false};
const Traits kOrderNumbers{
    {"set-prices", "set-timetable", "set-overload", "open-account", "close-account"}, true, true};

const SetPrices kPrices{{Money::fromMicroYuan(1'234'500), Money::fromMicroYuan(1'000'000),
                         Money::fromMicroYuan(700'100), Money::fromMicroYuan(300'000)},
                        {}};
const SetAlarms kAlarms{Money::fromFen(3000), Money::fromFen(1500)};
const SetTimetable kTimetable{{{{0, Rate::Valley},
                                {7 * 60, Rate::Flat},
                                {18 * 60 + 30, Rate::Sharp},
                                {22 * 60, Rate::Valley}},
                               {{0, Rate::Valley}, {8 * 60, Rate::Peak}, {23 * 60, Rate::Valley}}},
                              {{4, 1, 1}, {10, 15, 2}},
                              {}};
const TakeCredit kTwentyYuan{Money::fromFen(2000), 5, 1};

SetClock sitesClock() {
    SetClock set;
    set.offset = std::chrono::hours(8);
    return set;
}

bool asks(const CommandFrame& frame, Framing framing) {
    if (framing != Framing::Dlt645) return frame.bytes.at(framing == Framing::Mbap ? 7 : 1) == 0x03;
    const auto begin = std::find(frame.bytes.begin(), frame.bytes.end(), 0x68);
    const int control = *(begin + 8);
    return control == 0x11 || control == 0x12;
}

class CommandContract : public ::testing::TestWithParam<Subject> {
  protected:
    std::unique_ptr<CommandRig> rig = GetParam().make();
    const Traits& traits = *GetParam().traits;

    [[nodiscard]] bool has(const MeterCommand& command) const {
        return !traits.lacks.contains(std::string(commandName(command)));
    }
    /// The proof, which must be there.
    [[nodiscard]] CommandProof proofOf(const MeterCommand& command) {
        const auto proof = rig->meter().carryOut(command);
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
    /// Refused by name, and nothing is sent.
    void isUnsupported(const MeterCommand& command) {
        const auto before = rig->heard();
        const auto proof = rig->meter().carryOut(command);
        ASSERT_FALSE(proof.ok());
        EXPECT_EQ(proof.error().code, ErrorCode::Unsupported);
        const std::string name = has(command) ? "spare set" : std::string(commandName(command));
        EXPECT_NE(proof.error().message.find(name), std::string::npos) << proof.error().message;
        EXPECT_EQ(rig->heard(), before);
    }
    static int writesIn(const CommandProof& proof) {
        return static_cast<int>(
            std::count_if(proof.frames.begin(), proof.frames.end(), [](const CommandFrame& frame) {
                return frame.toMeter && !asks(frame, GetParam().framing);
            }));
    }
    /// For the meter; it must have been asked something before it looks at its clock.
    void pass(std::chrono::minutes time) {
        rig->setClockAhead(time);
        EXPECT_TRUE(rig->meter().read().ok());
    }
    /// A command of one write, so that its fault is the whole command's, and one after it.
    [[nodiscard]] MeterCommand single() const {
        if (has(SetOverload{})) return SetOverload{4500};
        return RelayCommand::KeepOn;
    }
    [[nodiscard]] MeterCommand another() const {
        if (has(SetOverload{})) return SetOverload{5500};
        return RelayCommand::ToPrepaid;
    }
};

TEST_P(CommandContract, PricesArriveAndReadBack) {
    if (!has(kPrices)) return isUnsupported(kPrices);
    const auto before = rig->settings().prices;
    isDone(kPrices);
    if (traits.spareSet) {
        EXPECT_EQ(rig->settings().prices, before) << "the spare set holds from its time on";
        pass(std::chrono::minutes(3));
    }
    const std::vector<std::string> wanted{"1.2345", "1.0000", "0.7001", "0.3000"};
    EXPECT_EQ(rig->settings().prices, wanted);
}

TEST_P(CommandContract, AlarmsArriveAndNothingElseChanges) {
    const auto before = rig->settings();
    isDone(kAlarms);
    const auto after = rig->settings();
    EXPECT_EQ(after.alarm1, "30.00");
    EXPECT_EQ(after.alarm2, "15.00");
    EXPECT_EQ(after.prices, before.prices);
    EXPECT_EQ(after.overdraft, before.overdraft);
    EXPECT_EQ(rig->balance(), Money::fromFen(5000));
    EXPECT_EQ(rig->count(), 4U);
}

TEST_P(CommandContract, TheOverloadThresholdArrives) {
    if (!has(SetOverload{4500})) return isUnsupported(SetOverload{4500});
    isDone(SetOverload{4500});
    EXPECT_EQ(rig->settings().overloadWatt, 4500);
}

TEST_P(CommandContract, ATimetableArrivesWithItsSeasons) {
    if (!has(kTimetable)) return isUnsupported(kTimetable);
    isDone(kTimetable);
}

TEST_P(CommandContract, TheClockIsSetToTheSitesTime) {
    rig->setClockAhead(std::chrono::seconds(20));
    const auto proof = rig->meter().carryOut(sitesClock());
    // Within seconds of midnight or of another rate it is rightly not sent.
    if (!proof && proof.error().code == ErrorCode::Conflict) GTEST_SKIP() << proof.error().message;
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, CommandProof::Outcome::Done);
    EXPECT_LT(std::abs(rig->settings().clockAheadMs), 2500);
}

TEST_P(CommandContract, OpeningAndClosingAnAccountLeaveNothingOnTheMeter) {
    if (!has(CloseAccount{})) {
        isUnsupported(CloseAccount{});
        return isUnsupported(OpenAccount{});
    }
    isDone(CloseAccount{});
    EXPECT_EQ(rig->balance(), Money());
    rig->setBalance(Money::fromFen(777));
    isDone(OpenAccount{});
    EXPECT_EQ(rig->balance(), Money());
    EXPECT_EQ(rig->count(), 0U);
    EXPECT_TRUE(rig->settings().opened);
}

TEST_P(CommandContract, CreditIsTakenOffOnce) {
    if (!has(kTwentyYuan)) return isUnsupported(kTwentyYuan);
    const CommandProof proof = proofOf(kTwentyYuan);
    EXPECT_EQ(proof.outcome, CommandProof::Outcome::Done);
    EXPECT_EQ(rig->balance(), Money::fromFen(3000));
    EXPECT_EQ(writesIn(proof), 1);
    if (!traits.orderNumbers) return;
    const CommandProof again = proofOf(kTwentyYuan);
    EXPECT_EQ(again.outcome, CommandProof::Outcome::NotDone) << again.answer;
    EXPECT_EQ(rig->balance(), Money::fromFen(3000));
}

TEST_P(CommandContract, MoreCreditThanIsLeftIsNotTaken) {
    const TakeCredit tooMuch{Money::fromFen(5001), 5, 1};
    if (!has(tooMuch)) return isUnsupported(tooMuch);
    const auto proof = rig->meter().carryOut(tooMuch);
    if (proof) {
        EXPECT_EQ(proof->outcome, CommandProof::Outcome::NotDone) << "the meter itself says no";
    } else {
        EXPECT_FALSE(proof.error().outcomeUnknown()) << proof.error().message;
    }
    EXPECT_EQ(rig->balance(), Money::fromFen(5000));
}

TEST_P(CommandContract, ARefusalIsReportedAndNothingChanged) {
    rig->strikeWrites({WriteFault::Refuse});
    const auto before = rig->settings();
    const CommandProof proof = proofOf(kAlarms);
    EXPECT_EQ(proof.outcome, CommandProof::Outcome::NotDone);
    EXPECT_NE(proof.answer.find("refused"), std::string::npos) << proof.answer;
    EXPECT_EQ(rig->settings().alarm1, before.alarm1);
}

TEST_P(CommandContract, ARefusalThatWasCarriedOutAllTheSameIsSeen) {
    rig->strikeWrites({WriteFault::Deny});
    const CommandProof proof = proofOf(single());
    EXPECT_EQ(proof.outcome, CommandProof::Outcome::Done);
    EXPECT_NE(proof.answer.find("refused"), std::string::npos) << proof.answer;
}

TEST_P(CommandContract, HalfACommandIsPartial) {
    // A command of one write is carried out by half; of several the second is refused.
    const bool accounts = has(OpenAccount{});
    rig->strikeWrites(accounts ? std::vector{WriteFault::Partial}
                               : std::vector{WriteFault::None, WriteFault::Refuse});
    const auto before = rig->settings();
    const CommandProof proof = proofOf(accounts ? MeterCommand(OpenAccount{}) : kAlarms);
    EXPECT_EQ(proof.outcome, CommandProof::Outcome::Partial);
    EXPECT_TRUE(std::any_of(proof.points.begin(), proof.points.end(),
                            [](const PointProof& point) { return !point.right; }));
    if (accounts) return;
    EXPECT_EQ(rig->settings().alarm1, "30.00");
    EXPECT_EQ(rig->settings().alarm2, before.alarm2);
}

TEST_P(CommandContract, ALostAnswerIsSettledByReadingBackAndNeverByASecondWrite) {
    rig->strikeWrites({WriteFault::LoseAfter});
    const CommandProof done = proofOf(single());
    EXPECT_EQ(done.outcome, CommandProof::Outcome::Done);
    EXPECT_TRUE(done.answer.empty()) << done.answer;
    EXPECT_EQ(writesIn(done), 1);
    rig->strikeWrites({WriteFault::LoseBefore});
    const CommandProof lost = proofOf(another());
    EXPECT_EQ(lost.outcome, CommandProof::Outcome::NotDone);
    EXPECT_TRUE(lost.answer.empty()) << lost.answer << ": nothing came";
    EXPECT_EQ(writesIn(lost), 1);
}

TEST_P(CommandContract, WhereTheFirstOfSeveralWritesIsLostTheOthersAreNotSent) {
    rig->strikeWrites({WriteFault::LoseAfter});
    const auto before = rig->settings();
    const CommandProof proof = proofOf(has(kTimetable) ? MeterCommand(kTimetable) : kAlarms);
    EXPECT_EQ(proof.outcome, CommandProof::Outcome::Partial);
    EXPECT_EQ(writesIn(proof), 1);
    EXPECT_EQ(rig->settings().alarm2, before.alarm2);
}

TEST_P(CommandContract, ATimeIsSentOnlyToAMeterWithASpareSet) {
    SetPrices later = kPrices;
    later.from = CivilTime{2030, 1, 1, 0, 0, 0};
    if (!has(later) || !traits.spareSet) return isUnsupported(later);
    const auto before = rig->settings().prices;
    isDone(later);
    pass(std::chrono::minutes(3));
    EXPECT_EQ(rig->settings().prices, before) << "not before its time";
}

TEST_P(CommandContract, ALockedProfileSendsNothing) {
    const auto proof = rig->locked().carryOut(kAlarms);
    ASSERT_FALSE(proof.ok());
    EXPECT_EQ(proof.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(rig->heard(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Meters, CommandContract,
    ::testing::Values(
        Subject{"ThreePhaseOverRtu", makeCommandBusRig<Model::Dtsy, PortKind::Pty>, &kAcrel,
                Framing::Rtu},
        Subject{"SinglePhaseOverRtu", makeCommandBusRig<Model::Ddsy, PortKind::Pty>, &kAcrel,
                Framing::Rtu},
        Subject{"SinglePhaseOverRtuOverTcp", makeCommandBusRig<Model::Ddsy, PortKind::SerialTcp>,
                &kAcrel, Framing::Rtu},
        Subject{"ThreePhaseOverModbusTcp", makeCommandBusRig<Model::Dtsy, PortKind::ModbusTcp>,
                &kAcrel, Framing::Mbap},
        Subject{"PymodbusOverRtu", makeCommandPymodbusRig, &kAcrel, Framing::Rtu},
        Subject{"PymodbusOverRtuOverTcp", makeCommandPymodbusOverTcpRig, &kAcrel, Framing::Rtu},
        Subject{"PymodbusOverModbusTcp", makeCommandPymodbusMbapRig, &kAcrel, Framing::Mbap},
        Subject{"Dlt645", makeCommandBusRig<Model::Dlt645, PortKind::Pty>, &kDlt645,
                Framing::Dlt645},
        Subject{"Dlt645OverTcp", makeCommandBusRig<Model::Dlt645, PortKind::SerialTcp>, &kDlt645,
                Framing::Dlt645},
        Subject{"Dlt645Peer", makeCommandDltPeerRig, &kDlt645, Framing::Dlt645},
        Subject{"Dlt645PeerOverTcp", makeCommandDltPeerOverTcpRig, &kDlt645, Framing::Dlt645},
        Subject{"OrderNumbers", makeCommandBusRig<Model::Dlt645OrderNo, PortKind::Pty>,
                &kOrderNumbers, Framing::Dlt645},
        Subject{"OrderNumbersPeer", makeCommandDltOrderNumberPeerRig, &kOrderNumbers,
                Framing::Dlt645}),
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
