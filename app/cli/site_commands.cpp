#include "commands.hpp"
#include "node/doctor.hpp"
#include "storage/sqlite_store.hpp"
#include "table.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace wattill::cli {

namespace {
/// The node takes 4 MiB, quotes and line ends of the sheet written as two bytes.
constexpr std::size_t kLargestSheet = 3'500'000;
constexpr std::size_t kLongestName = 255;

Result<std::string> readSheet(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return notFound(path + ": cannot be read; look at its path and its rights");
    std::string text(kLargestSheet + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad() || (file.fail() && !file.eof())) {
        return Error{ErrorCode::Io, Retry::Never, path + ": cannot be read; is it a file?", {}};
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > kLargestSheet) {
        return invalidInput(path + ": is larger than 3.5 MB; import it in parts");
    }
    return text;
}

std::string reportText(const api::ImportReport& report) {
    std::string text =
        fmt::format("imported: {} meters, {} days of use\n", report.meters, report.days);
    for (const std::string& warning : report.warnings)
        text += "mind: " + printable(warning) + "\n";
    return text;
}

std::string alarmTable(Session& session, const std::vector<api::AlarmView>& alarms) {
    Table table({"ALARM", "RAISED", "KIND", "ABOUT", "METER", "CLEARED", "WHAT"});
    table.alignRight({0});
    for (const auto& alarm : alarms) {
        const std::string ended =
            alarm.endedBy.empty() ? ""
                                  : fmt::format("; ended by {}: {}", alarm.endedBy, alarm.endedWhy);
        table.add({std::to_string(alarm.number), session.time(alarm.raisedAt), alarm.kind,
                   alarm.order.text(), alarm.meter.text(),
                   alarm.clearedAt ? session.time(*alarm.clearedAt) : "open", alarm.text + ended});
    }
    return table.text();
}

std::string ledgerText(const api::LedgerView& ledger) {
    std::string text;
    for (const auto& violation : ledger.violations) {
        text += "VIOLATION  " + printable(violation) + "\n";
    }
    text += fmt::format("{}: {} entries, head {}\n",
                        ledger.violations.empty() ? "proven" : "NOT PROVEN", ledger.entries,
                        ledger.head);
    Table table({"ACCOUNT", "BALANCE"});
    table.alignRight({1});
    for (const auto& [account, balance] : ledger.balances) {
        table.add({account, balance.yuanText()});
    }
    return text + table.text();
}

Result<api::LedgerView> ledgerIn(const std::string& database) {
    const auto store = storage::SqliteStore::openReadOnly(database);
    if (!store) return store.error();
    api::LedgerView view;
    const auto walk = [&view](const order::UnitOfWork& unit) -> Result<void> {
        const auto found = ledger::verify(unit.ledger());
        if (!found) return found.error();
        const auto balances = unit.ledger().trialBalance();
        if (!balances) return balances.error();
        view.entries = found->entries;
        view.head = ledger::hexText(found->head);
        view.violations = found->violations;
        for (const auto& [account, balance] : *balances) {
            view.balances.emplace_back(account.text(), balance);
        }
        return {};
    };
    if (const auto walked = (*store)->read(walk); !walked) return walked.error();
    return view;
}

std::string checksJson(const std::vector<node::Check>& checks) {
    auto list = nlohmann::json::array();
    for (const auto& check : checks) {
        list.push_back({{"name", check.name},
                        {"ok", check.ok},
                        {"finding", check.finding},
                        {"remedy", check.remedy}});
    }
    return nlohmann::json{{"checks", list}}.dump(-1, ' ', false,
                                                 nlohmann::json::error_handler_t::replace) +
           "\n";
}

std::string checksText(const std::vector<node::Check>& checks) {
    Table table({"", "CHECK", "FINDING"});
    for (const auto& check : checks) {
        const bool warns = check.ok && !check.remedy.empty();
        table.add({warns ? "mind" : (check.ok ? "ok" : "FAULT"), check.name, check.finding});
        if (!check.remedy.empty()) table.add({"", "", "-> " + check.remedy});
    }
    return table.text();
}
}  // namespace

std::string kindOfSheet(const std::string& text) {
    std::string header = text.substr(0, text.find('\n'));
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (header.starts_with(kByteOrderMark)) header.erase(0, kByteOrderMark.size());
    std::erase_if(header, [](char each) { return each == '\r' || each == '"' || each == ' '; });
    std::set<std::string> columns;
    std::stringstream cells(header);
    for (std::string cell; std::getline(cells, cell, ',');)
        columns.insert(cell);
    if (columns.contains("energy_kwh")) return "history";
    if (columns.contains("profile")) return "meters";
    return {};
}

int importSheet(Session& session, const ImportArguments& arguments) {
    const auto text = readSheet(arguments.file);
    if (!text) return session.fail(text.error());
    const std::string kind = arguments.kind.empty() ? kindOfSheet(*text) : arguments.kind;
    if (kind.empty()) {
        return session.fail(
            invalidInput(arguments.file +
                         ":1: the header row names neither \"profile\" (a sheet of meters) nor "
                         "\"energy_kwh\" (a sheet of past use); mend it or give --kind"));
    }
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    const std::string name = arguments.file.size() <= kLongestName
                                 ? arguments.file
                                 : arguments.file.substr(arguments.file.rfind('/') + 1);
    return session.show<api::ImportReport>((*node)->importSheet(kind, name, *text), reportText);
}

int listAlarms(Session& session, bool all) {
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    return session.show<std::vector<api::AlarmView>>(
        (*node)->alarms(!all), [&](const auto& alarms) { return alarmTable(session, alarms); });
}

int endAlarm(Session& session, const AlarmArguments& arguments) {
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    return session.show<api::AlarmView>(
        (*node)->endAlarm(arguments.number, {arguments.who, arguments.reason}),
        [&](const auto& alarm) { return alarmTable(session, {alarm}); });
}

int verifyLedger(Session& session, const std::string& database) {
    const auto ledger = [&]() -> Result<api::LedgerView> {
        if (!database.empty()) return ledgerIn(database);
        const auto node = session.node();
        if (!node) return node.error();
        return (*node)->verifyLedger();
    }();
    const int status = session.show<api::LedgerView>(ledger, ledgerText);
    return ledger && !ledger->violations.empty() ? kFailed : status;
}

int doctor(Session& session, const std::string& configFile) {
    const auto checks = node::doctor(configFile);
    session.print(session.json() ? checksJson(checks) : checksText(checks));
    const bool well = std::all_of(checks.begin(), checks.end(),
                                  [](const node::Check& check) { return check.ok; });
    return well ? kDone : kFailed;
}

}  // namespace wattill::cli
