#include "simulation/runs.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace wattill::simulation {
namespace {

/// How many seeds a sabotage may hide from: a small part of what every check runs.
constexpr std::uint64_t kPatience = 200;

TEST(Simulation, SameSeedGivesTheSameTraceByteForByte) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const RunReport first = runSeed({seed, true, Sabotage::None});
        const RunReport second = runSeed({seed, true, Sabotage::None});
        EXPECT_GT(first.trace.size(), 1000U);
        EXPECT_EQ(first.trace, second.trace) << "seed " << seed;
    }
}

TEST(Simulation, DatabaseThatStaysOpenChangesNothing) {
    std::size_t crashes = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const RunReport kept = runSeed({seed, true, Sabotage::None, false});
        const RunReport anew = runSeed({seed, true, Sabotage::None, true});
        EXPECT_EQ(kept.trace, anew.trace) << "seed " << seed;
        crashes += kept.crashes;
    }
    EXPECT_GT(crashes, 60U);
}

TEST(Simulation, WhatRanBeforeChangesNothing) {
    std::vector<std::string> traces;
    for (std::uint64_t seed = 1; seed <= 15; ++seed)
        traces.push_back(runSeed({seed, true, Sabotage::None}).trace);
    for (std::uint64_t seed = 15; seed >= 1; --seed)
        EXPECT_EQ(runSeed({seed, true, Sabotage::None}).trace, traces[seed - 1]) << seed;
}

TEST(Simulation, TracingChangesNothing) {
    const RunReport traced = runSeed({7, true, Sabotage::None});
    const RunReport silent = runSeed({7, false, Sabotage::None});
    EXPECT_EQ(traced.events, silent.events);
    EXPECT_EQ(traced.faults, silent.faults);
    EXPECT_TRUE(silent.trace.empty());
}

TEST(Simulation, SeedsDiffer) {
    EXPECT_NE(runSeed({1, true, Sabotage::None}).trace, runSeed({2, true, Sabotage::None}).trace);
}

TEST(Simulation, EveryFaultStrikesWithinAFewSeeds) {
    Summary summary;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        summary.add(runSeed({seed, false, Sabotage::None}));
    }
    EXPECT_EQ(summary.failed, 0U);
    EXPECT_GT(summary.crashes, 60U);
    using order::State;
    // People decide what is suspect before the end.
    for (const State end : {State::Delivered, State::Expired, State::Cancelled, State::Refunded}) {
        EXPECT_GT(summary.ends[end], 0U) << order::name(end);
    }
    for (std::size_t i = 0; i < kFaults; ++i) {
        EXPECT_GT(summary.faults[i], 0U) << name(static_cast<Fault>(i));
    }
}

class SabotageTest : public testing::TestWithParam<Sabotage> {};

TEST_P(SabotageTest, IsFound) {
    // A meter of no count rule, its answer lost, and nobody else's sale on it: rare since there are
    // two channels.
    const std::uint64_t from = GetParam() == Sabotage::RepeatUncounted ? 501 : 1;
    const auto seed = firstFailure(GetParam(), from, kPatience);
    ASSERT_TRUE(seed.has_value()) << name(GetParam()) << " hid from " << kPatience << " seeds";
    EXPECT_TRUE(runSeed({*seed, false, Sabotage::None}).violation.empty())
        << "seed " << *seed << " fails without the sabotage too";
    RecordProperty("seed", static_cast<int>(*seed));
}

INSTANTIATE_TEST_SUITE_P(
    Simulation, SabotageTest,
    testing::Values(Sabotage::SkipReadBack, Sabotage::ResellUnknown, Sabotage::NewCountOnRetry,
                    Sabotage::AnswerBeforeCommit, Sabotage::LyingDisk, Sabotage::NoQuarantine,
                    Sabotage::DropExtraPayment, Sabotage::DeliverWithoutPayment,
                    Sabotage::RepeatUncounted, Sabotage::CommandUnproven, Sabotage::CommandAgain,
                    Sabotage::CommandBeforeCommit, Sabotage::RefundNewNumber,
                    Sabotage::RefundBelievedPending, Sabotage::RefundBeforeReadBack,
                    Sabotage::LateCreditedAndRefunded, Sabotage::SuspectBooked),
    [](const testing::TestParamInfo<Sabotage>& each) {
        std::string text(name(each.param));
        std::replace(text.begin(), text.end(), '-', '_');
        return text;
    });

}  // namespace
}  // namespace wattill::simulation
