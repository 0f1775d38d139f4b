#pragma once

#include "bus_words.hpp"
#include "reconciliation_commands.hpp"

namespace wattill::cli {

/// What the commands of the daily reconciliation are given.
struct ReconciliationWords {
    ReconcileArguments day;
    std::vector<std::string> states{"open", "explained"};
    CaseArguments one;
    bool settle = false;
    bool explain = false;
    bool comment = false;
    bool reopen = false;
    bool book = false;
    bool allCases = false;
};

void addReconciliationCommands(CLI::App& app, Chosen& chosen, ReconciliationWords& words);

}  // namespace wattill::cli
