#include "reconciliation_commands.hpp"

#include "table.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

namespace wattill::cli {

namespace {
std::string tallyText(const api::TallyView& tally) {
    return fmt::format("{} / {}", tally.count, tally.sum.groupedText());
}

std::string channelTable(const std::vector<api::ChannelTotalsView>& channels) {
    Table table({"CHANNEL", "BILL", "BILLED IN", "BILLED BACK", "FEE", "NET", "MATCHED IN",
                 "MATCHED BACK", "OURS IN", "OURS BACK", "CARRIED IN", "CARRIED OUT", "DIFF"});
    table.alignRight({2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    for (const auto& each : channels) {
        table.add({each.channel, each.billThere ? "there" : "MISSING", tallyText(each.billPayments),
                   tallyText(each.billRefunds), each.fee.groupedText(), each.net.groupedText(),
                   tallyText(each.matchedPayments), tallyText(each.matchedRefunds),
                   tallyText(each.ourPayments), tallyText(each.ourRefunds),
                   tallyText(each.carriedIn), tallyText(each.carriedOut),
                   std::to_string(each.differences)});
    }
    return table.text();
}

std::string caseTable(const std::vector<api::CaseView>& cases) {
    Table table({"CASE", "DAY", "KIND", "CHANNEL", "ORDER", "METER", "OURS", "THEIRS", "STATE",
                 "OWNER", "WHAT"});
    table.alignRight({0, 6, 7});
    for (const auto& each : cases) {
        table.add({each.number ? std::to_string(*each.number) : "new", dayText(each.day), each.kind,
                   each.channel, each.order.text(), each.meter.text(), each.ours.yuanText(),
                   each.theirs.yuanText(), each.state, each.owner, each.text});
    }
    return table.text();
}

std::string carriedTable(const std::vector<api::CarriedView>& carried) {
    Table table({"CARRIED OVER", "CHANNEL", "ORDER", "TRADE", "AMOUNT", "OUR DAY", "ON BILL OF"});
    table.alignRight({4});
    for (const auto& each : carried) {
        table.add({each.kind, each.channel, each.order.text(), each.trade, each.amount.yuanText(),
                   dayText(each.day), each.foundOn ? dayText(*each.foundOn) : "not yet"});
    }
    return table.text();
}

std::string inWords(Session& session, const api::ReconciliationView& view) {
    std::string text = fmt::format("Reconciliation of {}", dayText(view.day));
    text += view.ranAt ? fmt::format(", last run {} by {}\n", session.time(*view.ranAt),
                                     view.ranBy.value_or("?"))
                       : ", never run\n";
    if (!view.complete)
        text += "Not complete: a bill is missing, or not all of it was understood.\n";
    text += channelTable(view.channels);
    if (!view.carried.empty()) text += "\n" + carriedTable(view.carried);
    text += view.cases.empty() ? "\nNo differences.\n" : "\n" + caseTable(view.cases);
    return text;
}

std::string inWords(Session& session, const api::CaseDetailView& view) {
    const api::CaseView& standing = view.standing;
    std::string text = caseTable({standing}) + "\n";
    Table table({"WHEN", "STATE", "OWNER", "WHO", "WHY"});
    for (const auto& note : view.history)
        table.add({session.time(note.at), note.state, note.owner, note.who, note.why});
    return text + table.text();
}

Error cannotWrite(const std::string& file) {
    return {
        ErrorCode::Io,
        Retry::Never,
        fmt::format("{}: cannot be written ({}); choose another file", file, std::strerror(errno)),
        {}};
}

Result<void> writeFile(const std::string& file, const std::string& bytes) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << bytes;
    out.close();
    if (!out) return cannotWrite(file);
    return {};
}
}  // namespace

int reconcileDay(Session& session, const ReconcileArguments& arguments) {
    const auto day = parseDay(arguments.day);
    if (!day) return session.fail(invalidInput("--date: must be a day like 2026-11-22"));
    const auto node = session.reconciliations();
    if (!node) return session.fail(node.error());
    const auto view = arguments.dryRun ? (*node)->see(*day) : (*node)->run(*day);
    if (!view) return session.fail(view.error());
    if (!arguments.xlsx.empty()) {
        const auto bytes = (*node)->workbook(*day);
        if (!bytes) return session.fail(bytes.error());
        const auto written = writeFile(arguments.xlsx, *bytes);
        if (!written) return session.fail(written.error());
    }
    return session.show<api::ReconciliationView>(
        view, [&](const auto& shown) { return inWords(session, shown); });
}

int listCases(Session& session, const std::vector<std::string>& states) {
    const auto node = session.reconciliations();
    if (!node) return session.fail(node.error());
    return session.show<std::vector<api::CaseView>>((*node)->cases(states), caseTable);
}

int handleCase(Session& session, const CaseArguments& arguments) {
    const auto node = session.reconciliations();
    if (!node) return session.fail(node.error());
    const auto words = [&](const api::CaseDetailView& view) { return inWords(session, view); };
    if (arguments.action.empty()) {
        return session.show<api::CaseDetailView>((*node)->caseOf(arguments.number), words);
    }
    const std::string who = !arguments.operatedBy.empty() ? arguments.operatedBy : arguments.owner;
    if (who.empty()) return session.fail(invalidInput("--by: your name; it stays with the case"));
    if (arguments.action == "book") {
        const api::CaseBookingBody booking{who, arguments.reason};
        return session.show<api::CaseDetailView>((*node)->book(arguments.number, booking), words);
    }
    api::CaseActionBody body;
    body.action = arguments.action;
    body.operatedBy = who;
    if (!arguments.owner.empty()) body.owner = arguments.owner;
    if (!arguments.reason.empty()) body.reason = arguments.reason;
    return session.show<api::CaseDetailView>((*node)->decide(arguments.number, body), words);
}

}  // namespace wattill::cli
