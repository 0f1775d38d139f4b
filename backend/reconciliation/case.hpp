#pragma once

#include "base/result.hpp"
#include "reconciliation/difference.hpp"

#include <cstdint>

namespace wattill::reconciliation {

// clang-format off
/// Where a case stands.
///
/// state     | means                                     | goes to
/// --------- | ----------------------------------------- | ---------------------------------------
/// Open      | somebody has to look                      | a person -> Explained, Settled;
///           |                                           | the difference is gone -> Closed
/// Explained | a person knows why; it is still there     | a person -> Settled, Open;
///           |                                           | the difference is gone -> Closed
/// Settled   | a person put it right, or accepts it      | other figures, or a person -> Open
/// Closed    | gone by itself: a run found no difference | it is back -> Open
// clang-format on
enum class CaseState { Open, Explained, Settled, Closed };
[[nodiscard]] std::string_view name(CaseState state);
[[nodiscard]] std::optional<CaseState> caseStateFrom(std::string_view name);
/// Open and Explained: an alarm stays until it is over.
[[nodiscard]] inline bool isPending(CaseState state) {
    return state == CaseState::Open || state == CaseState::Explained;
}

/// A difference, and who has it in hand.
struct Case {
    std::int64_t number = 0;  ///< given by the store
    Difference difference;
    CaseState state = CaseState::Open;
    std::string owner;  ///< empty: nobody yet
    std::int64_t version = 1;
    Instant openedAt;
    Instant changedAt;
    bool operator==(const Case&) const = default;
};

/// One line of a case's history.
struct CaseNote {
    std::int64_t version = 1;
    CaseState state{};
    std::string owner;
    std::string who;  ///< "reconciliation" for a run
    std::string why;
    Instant at;
    bool operator==(const CaseNote&) const = default;
};

/// The line that goes with a change to `after`.
[[nodiscard]] CaseNote noteOf(const Case& after, std::string who, std::string why, Instant at);

enum class CaseAction { Take, Comment, Explain, Settle, Reopen };
[[nodiscard]] std::optional<CaseAction> caseActionFrom(std::string_view name);

/// The case after a run that found `found`; empty when nothing changes. `before` is empty for a
/// difference that is new.
[[nodiscard]] std::optional<Case> afterRun(const std::optional<Case>& before,
                                           const Difference& found, Instant now);
/// What the run says to it, for the history.
[[nodiscard]] std::string runNote(const std::optional<Case>& before, const Case& after);
/// The case after a run that judged it and did not find it; empty when nothing changes.
[[nodiscard]] std::optional<Case> afterAbsence(const Case& before, Instant now);

/// What a person does. `owner` only for Take.
struct CaseDecision {
    CaseAction action{};
    std::string owner;
    std::string who;
    std::string why;
};
/// InvalidInput without a reason where one is needed; Conflict for a case that is past that.
[[nodiscard]] Result<Case> afterDecision(const Case& before, const CaseDecision& decision,
                                         Instant now);

}  // namespace wattill::reconciliation
