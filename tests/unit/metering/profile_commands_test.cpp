#include "metering/meter_command.hpp"
#include "profile_command_cases.hpp"
#include "profile_image.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace wattill::metering {
namespace {

using Outcome = CommandProof::Outcome;

const Error kRefusal{ErrorCode::Refused, Retry::Never, "the meter says no", {}};
const Error kSilence{ErrorCode::Timeout, Retry::Later, "no answer", {}};

class CommandOnMeter : public ::testing::TestWithParam<Case> {
  protected:
    CommandOnMeter() {
        apply(GetParam().before);
        meter.onWrite = [this](const Write&, const Bytes&) {
            apply(GetParam().effect);
            return Result<std::string>("taken");
        };
    }
    void apply(const Values& values) {
        for (const auto& [id, value] : values)
            meter.set(id, value);
    }
    Result<CommandProof> run() {
        return carryOutCommand(profile, true, GetParam().command, meter, clock);
    }
    /// One write after which the meter answers so, having applied so much.
    void answer(const Error& error, const Values& applied) {
        meter.onWrite = [this, error, applied](const Write&, const Bytes&) {
            apply(applied);
            return Result<std::string>(error);
        };
    }

    Profile profile = profileOf(GetParam().profile);
    StandingClock clock;
    MeterImage meter{profile, clock};
};

class CommandOfSeveralValues : public CommandOnMeter {};
class CommandOfOneWrite : public CommandOnMeter {};
class CommandAmongOthers : public CommandOnMeter {};

template <class Wanted>
std::vector<Case> casesWith(Wanted wanted) {
    std::vector<Case> some = cases();
    std::erase_if(some, [&](const Case& each) { return !wanted(each); });
    return some;
}

bool allRight(const CommandProof& proof) {
    return std::all_of(proof.points.begin(), proof.points.end(),
                       [](const PointProof& each) { return each.right; });
}

TEST_P(CommandOnMeter, IsDoneWhenAllThatWasWantedIsRead) {
    const auto proof = run();
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    for (const PointProof& each : proof->points)
        EXPECT_TRUE(each.right) << each.point << " " << each.before << " -> " << each.after
                                << ", wanted " << each.wanted;
    EXPECT_EQ(proof->outcome, Outcome::Done);
    EXPECT_FALSE(proof->points.empty());
    ASSERT_TRUE(proof->reading.has_value());
}

TEST_P(CommandOnMeter, IsNotDoneWhenTheMeterTakesItAndNothingChanges) {
    meter.onWrite = nullptr;
    const auto proof = run();
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::NotDone);
    EXPECT_FALSE(allRight(*proof));
}

TEST_P(CommandOnMeter, IsReadBackAfterARefusalToo) {
    answer(kRefusal, {});
    const auto proof = run();
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::NotDone);
    EXPECT_NE(proof->answer.find("the meter says no"), std::string::npos);
}

TEST_P(CommandOfSeveralValues, IsPartialWhenARefusalAppliedAPart) {
    answer(kRefusal, {GetParam().effect.front()});
    const auto proof = run();
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::Partial);
}

TEST_P(CommandOfOneWrite, IsDoneWhenOnlyTheAnswerWasLost) {
    answer(kSilence, GetParam().effect);
    const auto proof = run();
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::Done);
    EXPECT_EQ(meter.writes.size(), 1U);
}

TEST_P(CommandOnMeter, NothingIsSentAfterALostAnswer) {
    answer(kSilence, {});
    const auto proof = run();
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::NotDone);
    EXPECT_EQ(meter.writes.size(), 1U);
}

TEST_P(CommandOnMeter, IsUnknownWhenItCannotBeReadBack) {
    meter.failAfterWrites = 1;
    meter.failReads = 1000;
    const auto proof = run();
    ASSERT_FALSE(proof.ok());
    EXPECT_TRUE(proof.error().outcomeUnknown());
    EXPECT_NE(proof.error().message.find("could not be read back"), std::string::npos);
}

TEST_P(CommandOnMeter, IsNotSentWhenTheMeterCannotBeReadBefore) {
    meter.failReads = 1;
    const auto proof = run();
    ASSERT_FALSE(proof.ok());
    EXPECT_FALSE(proof.error().outcomeUnknown());
    EXPECT_TRUE(meter.writes.empty());
}

TEST_P(CommandAmongOthers, IsPartialWhenSomethingElseChangedToo) {
    meter.onWrite = [this](const Write&, const Bytes&) {
        apply(GetParam().effect);
        meter.set(GetParam().elsewhere, 1);
        return Result<std::string>("taken");
    };
    const auto proof = run();
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::Partial);
    const auto found =
        std::find_if(proof->points.begin(), proof->points.end(),
                     [](const PointProof& each) { return each.point == GetParam().elsewhere; });
    ASSERT_NE(found, proof->points.end());
    EXPECT_FALSE(found->right);
    EXPECT_TRUE(found->wanted.empty());
}

TEST_P(CommandOnMeter, IsLockedUntilTheSiteUnlocksIt) {
    const auto proof = carryOutCommand(profile, false, GetParam().command, meter, clock);
    ASSERT_FALSE(proof.ok());
    EXPECT_EQ(proof.error().code, ErrorCode::Unsupported);
    EXPECT_TRUE(meter.writes.empty());
}

std::string nameOf(const ::testing::TestParamInfo<Case>& tested) {
    return tested.param.name;
}
INSTANTIATE_TEST_SUITE_P(Models, CommandOnMeter, ::testing::ValuesIn(cases()), nameOf);
INSTANTIATE_TEST_SUITE_P(Models, CommandOfSeveralValues,
                         ::testing::ValuesIn(casesWith([](const Case& each) {
                             return each.effect.size() > 1;
                         })),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Models, CommandOfOneWrite,
                         ::testing::ValuesIn(casesWith([](const Case& each) {
                             const auto profile = profileOf(each.profile);
                             return profile.command(commandName(each.command))->writes.size() == 1;
                         })),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Models, CommandAmongOthers,
                         ::testing::ValuesIn(casesWith([](const Case& each) {
                             return each.elsewhere != nullptr;
                         })),
                         nameOf);

class Commands : public ::testing::Test {
  protected:
    Result<CommandProof> run(const MeterCommand& command) {
        return carryOutCommand(profile, true, command, meter, clock);
    }

    Profile profile = profileOf("acrel-dtsy1352-nk");
    StandingClock clock;
    MeterImage meter{profile, clock};
};

TEST_F(Commands, AByteThatNoPointExplainsMakesItPartial) {
    meter.onWrite = [this](const Write&, const Bytes&) {
        meter.set("readback.alarm1", 2000);
        meter.set("readback.alarm2", 500);
        meter.block("readback")[33] = 7;
        return Result<std::string>("taken");
    };
    const auto proof = run(SetAlarms{yuan("20"), yuan("5")});
    ASSERT_TRUE(proof.ok());
    EXPECT_EQ(proof->outcome, Outcome::Partial);
    EXPECT_EQ(proof->points.back().point, "readback, byte 33");
    EXPECT_EQ(proof->points.back().after, "07");
}

TEST_F(Commands, UseMeanwhileIsNoChange) {
    meter.set("readback.balance", 5000);
    meter.onWrite = [this](const Write&, const Bytes&) {
        meter.set("readback.alarm1", 2000);
        meter.set("readback.balance", 4997);
        meter.set("readback.energyTotal", 9);
        return Result<std::string>("taken");
    };
    const auto proof = run(SetAlarms{yuan("20"), Money()});
    ASSERT_TRUE(proof.ok());
    EXPECT_EQ(proof->outcome, Outcome::Done);
}

TEST_F(Commands, AProofTellsTheValuesWithTheirUnit) {
    meter.onWrite = [this](const Write&, const Bytes&) {
        meter.set("readback.priceSharp", 12000);
        return Result<std::string>("taken");
    };
    const auto proof = run(SetPrices{{yuan("1.2"), Money(), Money(), Money()}, std::nullopt});
    ASSERT_TRUE(proof.ok());
    EXPECT_EQ(proof->points.front().before, "0.0000 yuan/kWh");
    EXPECT_EQ(proof->points.front().wanted, "1.2000 yuan/kWh");
    EXPECT_EQ(proof->points.front().after, "1.2000 yuan/kWh");
}

TEST_F(Commands, ASlowMeterIsWaitedFor) {
    meter.onPause = [this] { meter.set("force.on", 1); };
    const auto proof = run(RelayCommand::Trip);
    ASSERT_TRUE(proof.ok());
    EXPECT_EQ(proof->outcome, Outcome::Done);
}

TEST_F(Commands, AnotherModelIsNeverWrittenTo) {
    meter.set("modelCode", 7);
    const auto proof = run(RelayCommand::Trip);
    ASSERT_FALSE(proof.ok());
    EXPECT_FALSE(proof.error().outcomeUnknown());
    EXPECT_TRUE(meter.writes.empty());
}

TEST_F(Commands, MoreThanIsLeftIsNotTaken) {
    meter.set("readback.balance", 1999);
    const auto proof = run(TakeCredit{yuan("20")});
    ASSERT_FALSE(proof.ok());
    EXPECT_EQ(proof.error().code, ErrorCode::Conflict);
    EXPECT_NE(proof.error().message.find("19.99"), std::string::npos);
    EXPECT_TRUE(meter.writes.empty());
}

TEST_F(Commands, WhatTheMeterCannotHoldIsSaidBeforeAnythingIsSent) {
    for (const MeterCommand& command : std::vector<MeterCommand>{
             SetPrices{{Money::fromMicroYuan(1)}, std::nullopt}, SetAlarms{yuan("-1"), Money()},
             SetOverload{0}, SetOverload{70'000}, TakeCredit{yuan("0.5")}, TakeCredit{Money()},
             SetTimetable{{}, {}, std::nullopt}}) {
        const auto proof = run(command);
        ASSERT_FALSE(proof.ok()) << commandName(command);
        EXPECT_EQ(proof.error().code, ErrorCode::InvalidInput) << proof.error().message;
    }
    const auto later = run(SetPrices{{}, CivilTime{2026, 12, 1, 0, 0, 0}});
    EXPECT_EQ(later.error().code, ErrorCode::Unsupported) << later.error().message;
    EXPECT_TRUE(meter.writes.empty());
}

TEST_F(Commands, PricesGoOutAsThePairsOfTheirCommand) {
    const auto proof = run(SetPrices{{yuan("1.2"), yuan("1"), yuan("0.8"), yuan("0.4")}, {}});
    ASSERT_TRUE(proof.ok());
    ASSERT_EQ(meter.writes.size(), 1U);
    const auto& [write, data] = meter.writes.front();
    EXPECT_EQ(write.function, 0x20);
    EXPECT_EQ(write.address, 0x0200);
    Bytes wanted(60, 0);
    const Bytes priced = {1, 0, 0,    0x2E, 0xE0, 0, 0,    0x27, 0x10,
                          0, 0, 0x1F, 0x40, 0,    0, 0x0F, 0xA0};
    std::copy(priced.begin(), priced.end(), wanted.begin() + 29);
    EXPECT_EQ(data, wanted);
}

}  // namespace
}  // namespace wattill::metering
