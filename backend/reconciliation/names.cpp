#include "base/assertion.hpp"
#include "reconciliation/case.hpp"

#include <array>
#include <utility>

namespace wattill::reconciliation {

namespace {
template <class Value>
using Named = std::pair<Value, std::string_view>;

constexpr std::array<Named<DifferenceKind>, 22> kKinds{{
    {DifferenceKind::BillMissing, "bill-missing"},
    {DifferenceKind::BillUnreadable, "bill-unreadable"},
    {DifferenceKind::BillRowUnread, "bill-row-unread"},
    {DifferenceKind::DuplicateLine, "duplicate-line"},
    {DifferenceKind::UnmatchedIn, "unmatched-in"},
    {DifferenceKind::NotOnBill, "not-on-bill"},
    {DifferenceKind::AmountDiffers, "amount-differs"},
    {DifferenceKind::OrderDiffers, "order-differs"},
    {DifferenceKind::TerminalDiffers, "terminal-differs"},
    {DifferenceKind::ExtraNotBooked, "extra-not-booked"},
    {DifferenceKind::RefundNotOurs, "refund-not-ours"},
    {DifferenceKind::RefundNotOnBill, "refund-not-on-bill"},
    {DifferenceKind::RefundAmountDiffers, "refund-amount-differs"},
    {DifferenceKind::RefundStateDiffers, "refund-state-differs"},
    {DifferenceKind::RefundOverdue, "refund-overdue"},
    {DifferenceKind::NotBooked, "not-booked"},
    {DifferenceKind::BookedForNothing, "booked-for-nothing"},
    {DifferenceKind::BookedAmountDiffers, "booked-amount-differs"},
    {DifferenceKind::MeterCountAhead, "meter-count-ahead"},
    {DifferenceKind::MeterCountBehind, "meter-count-behind"},
    {DifferenceKind::MeterCreditAbove, "meter-credit-above"},
    {DifferenceKind::MeterCreditBelow, "meter-credit-below"},
}};

constexpr std::array<Named<CaseState>, 4> kStates{{
    {CaseState::Open, "open"},
    {CaseState::Explained, "explained"},
    {CaseState::Settled, "settled"},
    {CaseState::Closed, "closed"},
}};

template <class Value, std::size_t size>
std::string_view nameIn(const std::array<Named<Value>, size>& table, Value value) {
    for (const auto& [each, text] : table) {
        if (each == value) return text;
    }
    assertionFailed("value in table", "an enumerator without a name", __FILE__, __LINE__);
}

template <class Value, std::size_t size>
std::optional<Value> valueIn(const std::array<Named<Value>, size>& table, std::string_view name) {
    for (const auto& [value, text] : table) {
        if (text == name) return value;
    }
    return std::nullopt;
}
}  // namespace

std::string_view name(DifferenceKind kind) {
    return nameIn(kKinds, kind);
}
std::optional<DifferenceKind> differenceKindFrom(std::string_view name) {
    return valueIn(kKinds, name);
}
std::string_view name(CaseState state) {
    return nameIn(kStates, state);
}
std::optional<CaseState> caseStateFrom(std::string_view name) {
    return valueIn(kStates, name);
}

bool isStanding(DifferenceKind kind) {
    switch (kind) {
        case DifferenceKind::RefundOverdue:
        case DifferenceKind::MeterCountAhead:
        case DifferenceKind::MeterCountBehind:
        case DifferenceKind::MeterCreditAbove:
        case DifferenceKind::MeterCreditBelow:
            return true;
        default:
            return false;
    }
}

bool isJudgedBy(LocalDay run, DifferenceKind kind, LocalDay day) {
    if (isStanding(kind)) return true;
    const bool aboutTheBill =
        kind == DifferenceKind::BillMissing || kind == DifferenceKind::BillUnreadable;
    if (aboutTheBill) return day == run;
    return day == run || day == run - std::chrono::days(1);
}

}  // namespace wattill::reconciliation
