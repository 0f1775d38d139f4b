#include "reconciliation/case.hpp"

#include <gtest/gtest.h>

namespace wattill::reconciliation {
namespace {

const Instant kNow = fromMillis(1'790'000'000'000);

Difference found(std::int64_t fen) {
    Difference difference;
    difference.kind = DifferenceKind::AmountDiffers;
    difference.key = "payment:alipay:T1";
    difference.day = *parseDay("2026-11-25");
    difference.theirs = Money::fromFen(fen);
    difference.text = "the bill has " + difference.theirs.yuanText();
    return difference;
}

Case in(CaseState state) {
    Case one = *afterRun(std::nullopt, found(100), kNow);
    one.number = 7;
    one.state = state;
    return one;
}

CaseDecision decision(CaseAction action, std::string why = "looked it up") {
    return {action, "王会计", "staff", std::move(why)};
}

TEST(CaseRules, NewDifferenceIsAnOpenCaseWithoutOwner) {
    const auto fresh = afterRun(std::nullopt, found(100), kNow);
    ASSERT_TRUE(fresh);
    EXPECT_EQ(fresh->state, CaseState::Open);
    EXPECT_TRUE(fresh->owner.empty());
    EXPECT_EQ(fresh->version, 1);
}

TEST(CaseRules, FoundAgainChangesNothing) {
    for (const CaseState state : {CaseState::Open, CaseState::Explained, CaseState::Settled}) {
        EXPECT_FALSE(afterRun(in(state), found(100), kNow)) << name(state);
    }
}

TEST(CaseRules, OtherFiguresOpenItAgain) {
    for (const CaseState state : {CaseState::Explained, CaseState::Settled}) {
        const auto after = afterRun(in(state), found(101), kNow);
        ASSERT_TRUE(after) << name(state);
        EXPECT_EQ(after->state, CaseState::Open);
        EXPECT_EQ(after->version, 2);
        EXPECT_EQ(after->number, 7);
    }
}

TEST(CaseRules, WhatIsBackIsOpenAgain) {
    const auto after = afterRun(in(CaseState::Closed), found(100), kNow);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->state, CaseState::Open);
    EXPECT_NE(runNote(in(CaseState::Closed), *after).find("back"), std::string::npos);
}

TEST(CaseRules, GoneClosesWhatIsPendingAndLeavesWhatAPersonSettled) {
    EXPECT_EQ(afterAbsence(in(CaseState::Open), kNow)->state, CaseState::Closed);
    EXPECT_EQ(afterAbsence(in(CaseState::Explained), kNow)->state, CaseState::Closed);
    EXPECT_FALSE(afterAbsence(in(CaseState::Settled), kNow));
    EXPECT_FALSE(afterAbsence(in(CaseState::Closed), kNow));
}

TEST(CaseRules, MeterThatGoesOnIsNotANewCaseEveryDay) {
    Difference meter = found(100);
    meter.kind = DifferenceKind::MeterCreditBelow;
    Case settled = in(CaseState::Settled);
    settled.difference = meter;
    Difference lower = meter;
    lower.theirs = Money::fromFen(50);
    lower.text = "lower";
    EXPECT_FALSE(afterRun(settled, lower, kNow));
}

TEST(CaseRules, TakenBySomebody) {
    const auto taken = afterDecision(in(CaseState::Open), decision(CaseAction::Take, ""), kNow);
    ASSERT_TRUE(taken.ok());
    EXPECT_EQ(taken->owner, "王会计");
    EXPECT_EQ(taken->state, CaseState::Open);
    CaseDecision nobody = decision(CaseAction::Take);
    nobody.owner.clear();
    EXPECT_EQ(afterDecision(in(CaseState::Open), nobody, kNow).error().code,
              ErrorCode::InvalidInput);
}

TEST(CaseRules, EveryDecisionButTakingNeedsAReason) {
    for (const CaseAction action :
         {CaseAction::Comment, CaseAction::Explain, CaseAction::Settle, CaseAction::Reopen}) {
        EXPECT_FALSE(afterDecision(in(CaseState::Open), decision(action, ""), kNow).ok());
        EXPECT_TRUE(afterDecision(in(CaseState::Open), decision(action), kNow).ok());
    }
}

TEST(CaseRules, WhatIsOverMustBeReopenedFirst) {
    for (const CaseState state : {CaseState::Settled, CaseState::Closed}) {
        for (const CaseAction action :
             {CaseAction::Take, CaseAction::Explain, CaseAction::Settle}) {
            const auto after = afterDecision(in(state), decision(action), kNow);
            ASSERT_FALSE(after.ok());
            EXPECT_EQ(after.error().code, ErrorCode::Conflict);
        }
        EXPECT_EQ(afterDecision(in(state), decision(CaseAction::Comment), kNow)->state, state);
        EXPECT_EQ(afterDecision(in(state), decision(CaseAction::Reopen), kNow)->state,
                  CaseState::Open);
    }
}

TEST(CaseRules, ARunJudgesItsDayAndTheOneBefore) {
    const LocalDay day = *parseDay("2026-11-25");
    const std::chrono::days one(1);
    EXPECT_TRUE(isJudgedBy(day, DifferenceKind::NotOnBill, day));
    EXPECT_TRUE(isJudgedBy(day + one, DifferenceKind::NotOnBill, day));
    EXPECT_FALSE(isJudgedBy(day + one + one, DifferenceKind::NotOnBill, day));
    EXPECT_FALSE(isJudgedBy(day - one, DifferenceKind::NotOnBill, day));
    EXPECT_FALSE(isJudgedBy(day + one, DifferenceKind::BillMissing, day));
    EXPECT_TRUE(isJudgedBy(day + one * 9, DifferenceKind::MeterCountAhead, day));
}

}  // namespace
}  // namespace wattill::reconciliation
