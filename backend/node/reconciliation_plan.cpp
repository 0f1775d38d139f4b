#include "node/reconciliation_plan.hpp"

#include <algorithm>

namespace wattill::node {

namespace {
using reconciliation::DayRun;
using reconciliation::KeptBill;
using std::chrono::days;

Instant endOf(LocalDay day) {
    return reconciliation::beginOf(reconciliation::rulesOf("alipay"), day + days(1));
}

/// The last day whose bills should be there by now.
LocalDay newestDay(Instant now, Duration runAt) {
    return reconciliation::dayOf(reconciliation::rulesOf("alipay"), now - runAt) - days(1);
}

const DayRun* runOf(const ReconciliationState& state, LocalDay day) {
    const auto found = std::find_if(state.runs.begin(), state.runs.end(),
                                    [day](const DayRun& each) { return each.day == day; });
    return found == state.runs.end() ? nullptr : &*found;
}

bool mayAsk(const ReconciliationState& state, const KeptBill& bill, Duration retryEvery) {
    const auto asked = state.askedAt.find(bill);
    return asked == state.askedAt.end() || asked->second + retryEvery <= state.now;
}

/// For a day that is not done.
std::optional<ReconciliationStep> stepFor(const ReconciliationState& state, LocalDay day,
                                          Duration retryEvery, Duration overdueAfter) {
    bool all = true;
    std::optional<Instant> unreadable;
    for (const std::string& channel : state.channels) {
        const KeptBill bill{channel, day};
        if (state.bills.contains(bill)) continue;
        if (mayAsk(state, bill, retryEvery)) return ReconciliationStep{day, channel};
        all = false;
        const auto since = state.unreadable.find(bill);
        if (since != state.unreadable.end()) {
            unreadable = std::max(unreadable.value_or(since->second), since->second);
        }
    }
    if (all) return ReconciliationStep{day, {}};
    const Instant overdue = endOf(day) + overdueAfter;
    const DayRun* run = runOf(state, day);
    const auto ranSince = [run](Instant at) { return run != nullptr && run->finishedAt >= at; };
    const bool news = (unreadable && !ranSince(*unreadable)) ||
                      (!unreadable && state.now >= overdue && !ranSince(overdue));
    if (news) return ReconciliationStep{day, {}};
    return std::nullopt;
}
}  // namespace

std::optional<ReconciliationStep> nextStep(const ReconciliationState& state,
                                           const ReconciliationTimes& times,
                                           Duration billOverdueAfter) {
    if (state.channels.empty()) return std::nullopt;
    const LocalDay newest = newestDay(state.now, times.runAt);
    const LocalDay farthest = newest - times.farthest;
    LocalDay first = newest;
    for (const DayRun& run : state.runs)
        first = std::min(first, std::max(run.day, farthest));
    for (LocalDay day = first; day <= newest; day += days(1)) {
        const DayRun* run = runOf(state, day);
        if (run != nullptr && run->billsThere) continue;
        const auto step = stepFor(state, day, times.retryEvery, billOverdueAfter);
        if (step) return step;
    }
    // Once every morning, after the newest day.
    const Instant morning = endOf(newest) + times.runAt;
    for (const LocalDay day : state.daysWithCases) {
        const DayRun* run = runOf(state, day);
        const bool due = run != nullptr && run->finishedAt < morning;
        if (due && day >= farthest) return ReconciliationStep{day, {}};
    }
    return std::nullopt;
}

}  // namespace wattill::node
