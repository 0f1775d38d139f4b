#include "bus_words.hpp"
#include "command_words.hpp"
#include "commands.hpp"
#include "order_words.hpp"
#include "reconciliation_words.hpp"

#include <functional>

#include <CLI/CLI.hpp>

namespace {
using namespace wattill;
using namespace wattill::cli;

struct MeterWords {
    std::string number;
    ReplaceArguments replace;
};

void addMeterCommands(CLI::App& app, Chosen& chosen, MeterWords& words, BusWords& busWords,
                      CommandWords& commandWords) {
    auto& meter = *app.add_subcommand("meter", "look at meters and switch them");
    meter.require_subcommand(1);
    meter.add_subcommand("list", "all meters as last read")->callback([&] { chosen = listMeters; });
    const auto add = [&](const char* name, const char* what, const Chosen& run) {
        auto& command = *meter.add_subcommand(name, what);
        command
            .add_option("ID", words.number,
                        "meter number; or premises or account of one meter only")
            ->required();
        command.callback([&chosen, run] { chosen = run; });
    };
    add("read", "read a meter now",
        [&words](Session& session) { return readMeter(session, words.number); });
    auto& replace =
        *meter.add_subcommand("replace", "another meter hangs in the place of this one");
    replace.add_option("OLD", words.replace.old, "the meter that hung there, as for read")
        ->required();
    replace.add_option("NEW", words.replace.now, "the new meter's number")->required();
    replace.add_option("--profile", words.replace.profile, "its model, if it is another");
    replace.add_option("--address", words.replace.address, "on the same bus, if it is another");
    replace.callback(
        [&] { chosen = [&](Session& session) { return replaceMeter(session, words.replace); }; });
    addMeterOrders(meter, chosen, commandWords);
    addProbeCommands(meter, chosen, busWords);
}

struct SiteWords {
    ImportArguments sheet;
    bool allAlarms = false;
    AlarmArguments alarm;
    std::string database;
    std::string config;
};

void addSiteCommands(CLI::App& app, Chosen& chosen, SiteWords& words) {
    auto& sheet = *app.add_subcommand("import", "take over a sheet (CSV), all rows or none");
    sheet.add_option("FILE", words.sheet.file, "the sheet")->required();
    sheet.add_option("--kind", words.sheet.kind, "what it holds; else the header row tells")
        ->check(CLI::IsMember({"meters", "history"}));
    sheet.callback(
        [&] { chosen = [&](Session& session) { return importSheet(session, words.sheet); }; });

    auto& alarm = *app.add_subcommand("alarm", "what a person has to see");
    alarm.require_subcommand(1);
    auto& alarms = *alarm.add_subcommand("list", "open alarms, newest first");
    alarms.add_flag("--all", words.allAlarms, "past ones too");
    alarms.callback(
        [&] { chosen = [&](Session& session) { return listAlarms(session, words.allAlarms); }; });
    auto& end = *alarm.add_subcommand("end", "end an alarm that nothing else ends");
    end.add_option("NUMBER", words.alarm.number, "the alarm, as `alarm list` tells it")->required();
    end.add_option("--by", words.alarm.who, "your name")->required();
    end.add_option("--reason", words.alarm.reason, "how you know that nobody has to look any more")
        ->required();
    end.callback(
        [&] { chosen = [&](Session& session) { return endAlarm(session, words.alarm); }; });

    auto& ledger = *app.add_subcommand("ledger", "the books");
    ledger.require_subcommand(1);
    auto& verify = *ledger.add_subcommand("verify", "prove that the journal is whole");
    verify.add_option("--database", words.database,
                      "read this file instead of asking the node; needs no token");
    verify.callback(
        [&] { chosen = [&](Session& session) { return verifyLedger(session, words.database); }; });

    auto& check = *app.add_subcommand("doctor", "look at everything that can be wrong on a site");
    check.add_option("--config", words.config, "the node's configuration")->required();
    check.callback(
        [&] { chosen = [&](Session& session) { return doctor(session, words.config); }; });
}
}  // namespace

/// The operator's command line. Exit status: 0 done, 1 it failed, 2 wrong usage.
int main(int argc, char** argv) {
    CLI::App app{"The operator's command line of a Wattill node", "wattill"};
    Globals globals{"/run/wattill/node.sock", {}, false};
    app.fallthrough();
    app.require_subcommand(1);
    app.add_option("--socket", globals.socket, "the node's socket")
        ->envname("WATTILL_SOCKET")
        ->capture_default_str();
    app.add_option("--token-file", globals.tokenFile, "file of the staff token, mode 0600 or 0640")
        ->envname("WATTILL_TOKEN_FILE");
    app.add_flag("--json", globals.json, "answer as one JSON document, errors too");

    Chosen chosen;
    MeterWords meterWords;
    OrderWords orderWords;
    SiteWords siteWords;
    BusWords busWords;
    CommandWords commandWords;
    ReconciliationWords reconciliationWords;
    addSiteCommands(app, chosen, siteWords);
    addMeterCommands(app, chosen, meterWords, busWords, commandWords);
    addCommandCommands(app, chosen, commandWords);
    addBusCommands(app, chosen, busWords);
    addOrderCommands(app, chosen, orderWords);
    addReconciliationCommands(app, chosen, reconciliationWords);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& fault) {
        return app.exit(fault) == 0 ? kDone : kWrongUsage;
    }
    Session session(globals);
    return chosen(session);
}
