#include "reconciliation_words.hpp"

#include <CLI/CLI.hpp>

namespace wattill::cli {

namespace {
std::string actionOf(const ReconciliationWords& words) {
    if (words.settle) return "settle";
    if (words.explain) return "explain";
    if (words.comment) return "comment";
    if (words.reopen) return "reopen";
    if (words.book) return "book";
    return words.one.owner.empty() ? "" : "take";
}

void addOneCase(CLI::App& reconcile, Chosen& chosen, ReconciliationWords& words) {
    auto& one = *reconcile.add_subcommand("case", "show a case, or say what comes of it");
    one.add_option("NUMBER", words.one.number, "the case")->required();
    auto& actions = *one.add_option_group("action");
    actions.require_option(0, 1);
    actions.add_option("--take", words.one.owner, "who has it in hand from now on");
    actions.add_flag("--settle", words.settle, "it was put right, or is accepted");
    actions.add_flag("--explain", words.explain, "known why, but still there");
    actions.add_flag("--comment", words.comment, "only write something down");
    actions.add_flag("--reopen", words.reopen, "somebody has to look again");
    actions.add_flag("--book", words.book,
                     "a payment that only the bill has: book it for its order, whose rules credit "
                     "it or send it back");
    one.add_option("--reason", words.one.reason, "how you know; stays with the case");
    one.add_option("--by", words.one.operatedBy,
                   "who you are; stays with the case; where none is given, who takes it");
    one.callback([&] {
        words.one.action = actionOf(words);
        chosen = [&](Session& session) { return handleCase(session, words.one); };
    });
}
}  // namespace

void addReconciliationCommands(CLI::App& app, Chosen& chosen, ReconciliationWords& words) {
    auto& reconcile =
        *app.add_subcommand("reconcile", "compare a day's bills with orders, journal and meters");
    reconcile.require_subcommand(0, 1);
    reconcile.add_option("--date", words.day.day, "the day, as in 2026-11-25");
    reconcile.add_option("--xlsx", words.day.xlsx, "write it as an Excel workbook, too");
    reconcile.add_flag("--dry-run", words.day.dryRun, "fetch nothing and write nothing down");
    auto& list = *reconcile.add_subcommand("cases", "differences that wait, newest first");
    list.add_option("--state", words.states, "only in this state; several: a,b")
        ->delimiter(',')
        ->check(CLI::IsMember({"open", "explained", "settled", "closed"}));
    list.add_flag("--all", words.allCases, "past ones too");
    list.callback([&] {
        if (words.allCases) words.states.clear();
        chosen = [&](Session& session) { return listCases(session, words.states); };
    });
    addOneCase(reconcile, chosen, words);
    reconcile.callback([&] {
        if (!reconcile.get_subcommands().empty()) return;
        if (words.day.day.empty()) throw CLI::RequiredError("--date");
        chosen = [&](Session& session) { return reconcileDay(session, words.day); };
    });
}

}  // namespace wattill::cli
