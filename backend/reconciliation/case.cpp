#include "reconciliation/case.hpp"

#include <array>

namespace wattill::reconciliation {

namespace {
constexpr std::array<std::pair<CaseAction, std::string_view>, 5> kActions{{
    {CaseAction::Take, "take"},
    {CaseAction::Comment, "comment"},
    {CaseAction::Explain, "explain"},
    {CaseAction::Settle, "settle"},
    {CaseAction::Reopen, "reopen"},
}};

bool sameFigures(const Difference& a, const Difference& b) {
    return a.ours == b.ours && a.theirs == b.theirs;
}

Case changed(const Case& before, Instant now) {
    Case after = before;
    ++after.version;
    after.changedAt = now;
    return after;
}

Error conflict(const Case& of) {
    return {ErrorCode::Conflict,
            Retry::Never,
            "case " + std::to_string(of.number) + " is " + std::string(name(of.state)) +
                "; reopen it first",
            {}};
}
}  // namespace

CaseNote noteOf(const Case& after, std::string who, std::string why, Instant at) {
    return {after.version, after.state, after.owner, std::move(who), std::move(why), at};
}

std::optional<CaseAction> caseActionFrom(std::string_view name) {
    for (const auto& [action, text] : kActions) {
        if (text == name) return action;
    }
    return std::nullopt;
}

std::optional<Case> afterRun(const std::optional<Case>& before, const Difference& found,
                             Instant now) {
    if (!before) {
        Case fresh;
        fresh.difference = found;
        fresh.openedAt = now;
        fresh.changedAt = now;
        return fresh;
    }
    // What is standing moves by itself from run to run; its key says what has to stay the same.
    const bool same = isStanding(found.kind) || sameFigures(before->difference, found);
    if (before->state == CaseState::Settled && same) return std::nullopt;
    const bool sameText = isStanding(found.kind) || before->difference.text == found.text;
    if (isPending(before->state) && same && sameText) return std::nullopt;
    Case after = changed(*before, now);
    // The day of a case stays: it says which runs judge it.
    const LocalDay day = before->difference.day;
    after.difference = found;
    after.difference.day = day;
    if (!isPending(before->state) || !same) after.state = CaseState::Open;
    return after;
}

std::string runNote(const std::optional<Case>& before, const Case& after) {
    if (!before) return after.difference.text;
    if (before->state == CaseState::Closed) return "it is back: " + after.difference.text;
    return "it changed: " + after.difference.text;
}

std::optional<Case> afterAbsence(const Case& before, Instant now) {
    if (!isPending(before.state)) return std::nullopt;
    Case after = changed(before, now);
    after.state = CaseState::Closed;
    return after;
}

Result<Case> afterDecision(const Case& before, const CaseDecision& decision, Instant now) {
    const bool needsReason = decision.action != CaseAction::Take;
    if (needsReason && decision.why.empty()) {
        return invalidInput("reason: say how you know; it stays with the case");
    }
    Case after = changed(before, now);
    switch (decision.action) {
        case CaseAction::Take:
            if (!isPending(before.state)) return conflict(before);
            if (decision.owner.empty()) return invalidInput("owner: who has the case in hand");
            after.owner = decision.owner;
            return after;
        case CaseAction::Comment:
            return after;
        case CaseAction::Explain:
            if (!isPending(before.state)) return conflict(before);
            after.state = CaseState::Explained;
            return after;
        case CaseAction::Settle:
            if (!isPending(before.state)) return conflict(before);
            after.state = CaseState::Settled;
            return after;
        case CaseAction::Reopen:
            after.state = CaseState::Open;
            return after;
    }
    return before;
}

}  // namespace wattill::reconciliation
