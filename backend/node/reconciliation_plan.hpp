#pragma once

#include "reconciliation/store.hpp"

#include <map>
#include <set>

namespace wattill::node {

/// When the daily reconciliation does what.
struct ReconciliationTimes {
    /// After midnight in Beijing, the day after: when bills are there (facts 1.13: by 09:00).
    Duration runAt = std::chrono::minutes(9 * 60 + 30);
    Duration retryEvery = std::chrono::hours(1);
    /// How far back a node that was off makes good what it missed.
    std::chrono::days farthest{31};
};

/// What is known when the next step is asked for.
struct ReconciliationState {
    Instant now;
    std::vector<std::string> channels;  ///< those that have bills
    std::vector<reconciliation::DayRun> runs;
    std::set<reconciliation::KeptBill> bills;
    std::set<LocalDay> daysWithCases;  ///< of cases that are pending
    /// When a bill was asked for last, in this process's life.
    std::map<reconciliation::KeptBill, Instant> askedAt;
    std::map<reconciliation::KeptBill, Instant> unreadable;  ///< since when
};

/// Fetch a bill (`channel`), or run the day (no channel).
struct ReconciliationStep {
    LocalDay day;
    std::string channel;
    bool operator==(const ReconciliationStep&) const = default;
};

/// What to do now; empty: nothing until later. A day is run once its bills are there; without them
/// when they are overdue or unreadable, so that a person hears of it, and again when they came.
/// Days whose cases are pending are run once more every morning, with or without all bills: what is
/// gone closes by itself.
/// A new node begins with yesterday. Pure.
[[nodiscard]] std::optional<ReconciliationStep> nextStep(const ReconciliationState& state,
                                                         const ReconciliationTimes& times,
                                                         Duration billOverdueAfter);

}  // namespace wattill::node
