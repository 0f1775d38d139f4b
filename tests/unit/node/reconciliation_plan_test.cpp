#include "node/reconciliation_plan.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

using namespace std::chrono_literals;
using reconciliation::DayRun;
using std::chrono::days;

const LocalDay kDay = *parseDay("2026-11-25");
const Duration kOverdue = 33h + 30min;

Instant at(const char* iso) {
    return *parseIso(iso);
}

/// 09:31 in Beijing, the morning after kDay.
ReconciliationState morning() {
    ReconciliationState state;
    state.now = at("2026-11-26T01:31:00.000Z");
    state.channels = {"alipay", "unionpay"};
    return state;
}

std::optional<ReconciliationStep> next(const ReconciliationState& state) {
    return nextStep(state, {}, kOverdue);
}

ReconciliationState done(ReconciliationState state, LocalDay day) {
    state.bills.insert({"alipay", day});
    state.bills.insert({"unionpay", day});
    state.runs.push_back({day, true, state.now});
    return state;
}

TEST(ReconciliationPlan, FetchesEachBillThenRunsTheDay) {
    ReconciliationState state = morning();
    EXPECT_EQ(next(state), (ReconciliationStep{kDay, "alipay"}));
    state.bills.insert({"alipay", kDay});
    EXPECT_EQ(next(state), (ReconciliationStep{kDay, "unionpay"}));
    state.bills.insert({"unionpay", kDay});
    EXPECT_EQ(next(state), (ReconciliationStep{kDay, ""}));
    EXPECT_EQ(next(done(morning(), kDay)), std::nullopt);
}

TEST(ReconciliationPlan, WaitsForTheMorning) {
    ReconciliationState state = done(morning(), kDay - days(1));
    state.now = at("2026-11-26T01:29:59.999Z");
    EXPECT_EQ(next(state), std::nullopt);
    state.now = at("2026-11-26T01:30:00.000Z");
    EXPECT_EQ(next(state), (ReconciliationStep{kDay, "alipay"}));
}

TEST(ReconciliationPlan, AsksForAMissingBillEveryHour) {
    ReconciliationState state = morning();
    state.bills.insert({"unionpay", kDay});
    state.askedAt[{"alipay", kDay}] = state.now - 59min;
    EXPECT_EQ(next(state), std::nullopt);
    state.askedAt[{"alipay", kDay}] = state.now - 60min;
    EXPECT_EQ(next(state), (ReconciliationStep{kDay, "alipay"}));
}

TEST(ReconciliationPlan, TellsOnceOfABillThatIsOverdueAndRunsAgainWhenItCame) {
    ReconciliationState state = morning();
    state.bills.insert({"unionpay", kDay});
    state.now = at("2026-11-27T01:29:00.000Z");
    state.askedAt[{"alipay", kDay}] = state.now;
    EXPECT_EQ(next(state), std::nullopt);
    state.now += 1min;  // 24 h after it should have been there
    state.askedAt[{"alipay", kDay + days(1)}] = state.now;
    state.askedAt[{"unionpay", kDay + days(1)}] = state.now;
    state.runs.push_back({kDay, false, state.now - 5h});  // somebody ran it by hand
    EXPECT_EQ(next(state), (ReconciliationStep{kDay, ""}));
    state.runs.back().finishedAt = state.now;
    EXPECT_EQ(next(state), std::nullopt);
    state.bills.insert({"alipay", kDay});
    EXPECT_EQ(next(state), (ReconciliationStep{kDay, ""}));
}

TEST(ReconciliationPlan, TellsAtOnceOfABillThatCannotBeRead) {
    ReconciliationState state = morning();
    state.bills.insert({"unionpay", kDay});
    state.askedAt[{"alipay", kDay}] = state.now;
    state.unreadable.emplace(reconciliation::KeptBill{"alipay", kDay}, state.now);
    state.runs.push_back({kDay, false, state.now - 1h});  // somebody ran it before
    EXPECT_EQ(next(state), (ReconciliationStep{kDay, ""}));
    state.runs.back().finishedAt = state.now;
    EXPECT_EQ(next(state), std::nullopt);
}

TEST(ReconciliationPlan, MakesGoodWhatANodeMissed) {
    ReconciliationState state = done(morning(), kDay - days(4));
    EXPECT_EQ(next(state), (ReconciliationStep{kDay - days(3), "alipay"}));
    ReconciliationState old = done(morning(), kDay - days(400));
    EXPECT_EQ(next(old), (ReconciliationStep{kDay - days(31), "alipay"}));
}

TEST(ReconciliationPlan, ANewNodeBeginsWithYesterday) {
    EXPECT_EQ(next(morning())->day, kDay);
}

TEST(ReconciliationPlan, DaysWithOpenCasesAreLookedAtOnceEveryMorning) {
    ReconciliationState state = done(morning(), kDay);
    state.runs.insert(state.runs.begin(), {kDay - days(1), true, at("2026-11-25T01:32:00.000Z")});
    state.daysWithCases = {kDay - days(1)};
    EXPECT_EQ(next(state), (ReconciliationStep{kDay - days(1), ""}));
    state.runs.front().finishedAt = state.now;
    EXPECT_EQ(next(state), std::nullopt);
}

TEST(ReconciliationPlan, DayWhoseBillNeverCameIsLookedAtOnceEveryMorningWhileACaseIsOpen) {
    ReconciliationState state = done(morning(), kDay);
    const LocalDay quiet = kDay - days(3);
    state.runs.insert(state.runs.begin(), {quiet, false, state.now - 24h});
    for (LocalDay day = quiet; day < kDay; day += days(1))
        state.askedAt[{"alipay", day}] = state.askedAt[{"unionpay", day}] = state.now;
    for (LocalDay day = quiet + days(1); day < kDay; day += days(1))
        state.runs.push_back({day, false, state.now});
    EXPECT_EQ(next(state), std::nullopt);
    state.daysWithCases = {quiet};
    EXPECT_EQ(next(state), (ReconciliationStep{quiet, ""}));
    state.runs.front().finishedAt = state.now;
    EXPECT_EQ(next(state), std::nullopt);
}

TEST(ReconciliationPlan, WithoutChannelsThereIsNothingToDo) {
    ReconciliationState state = morning();
    state.channels.clear();
    EXPECT_EQ(next(state), std::nullopt);
}

}  // namespace
}  // namespace wattill::node
