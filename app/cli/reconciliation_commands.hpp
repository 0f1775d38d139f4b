#pragma once

#include "session.hpp"

#include <string>
#include <vector>

namespace wattill::cli {

struct ReconcileArguments {
    std::string day;   ///< "2026-11-25"
    std::string xlsx;  ///< where the workbook goes; empty: none
    bool dryRun = false;
};
/// Runs the day (or only looks at it) and shows how it stands.
int reconcileDay(Session& session, const ReconcileArguments& arguments);

int listCases(Session& session, const std::vector<std::string>& states);

struct CaseArguments {
    std::int64_t number = 0;
    std::string action;  ///< empty: only show it
    std::string owner;
    std::string operatedBy;  ///< empty: the owner
    std::string reason;
};
int handleCase(Session& session, const CaseArguments& arguments);

}  // namespace wattill::cli
