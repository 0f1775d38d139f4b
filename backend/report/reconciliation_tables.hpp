#pragma once

#include "reconciliation/case.hpp"
#include "reconciliation/reconcile.hpp"
#include "report/table.hpp"

namespace wattill::report {

/// The tables of a day's reconciliation, in Chinese: summary per channel, lines that fit, cases,
/// what was carried over. `cases`: those of the day's differences.
[[nodiscard]] std::vector<Table> reconciliationTables(
    const reconciliation::Outcome& outcome, const std::vector<reconciliation::Case>& cases);

/// "多收未入账": the kind of a difference for finance.
[[nodiscard]] std::string chinese(reconciliation::DifferenceKind kind);

}  // namespace wattill::report
