#include "bus_words.hpp"
#include "command_words.hpp"
#include "commands.hpp"
#include "order/order.hpp"

#include <functional>

#include <CLI/CLI.hpp>

namespace {
using namespace wattill;
using namespace wattill::cli;

void addMeterCommands(CLI::App& app, Chosen& chosen, std::string& number, BusWords& busWords,
                      CommandWords& commandWords) {
    auto& meter = *app.add_subcommand("meter", "look at meters and switch them");
    meter.require_subcommand(1);
    meter.add_subcommand("list", "all meters as last read")->callback([&] { chosen = listMeters; });
    const auto add = [&](const char* name, const char* what, const Chosen& run) {
        auto& command = *meter.add_subcommand(name, what);
        command.add_option("ID", number, "meter number; or premises or account of one meter only")
            ->required();
        command.callback([&chosen, run] { chosen = run; });
    };
    add("read", "read a meter now",
        [&number](Session& session) { return readMeter(session, number); });
    addMeterOrders(meter, chosen, commandWords);
    addProbeCommands(meter, chosen, busWords);
}

std::vector<std::string> orderStates() {
    std::vector<std::string> names;
    for (int each = 0; each <= static_cast<int>(order::State::Refunded); ++each) {
        names.emplace_back(order::name(static_cast<order::State>(each)));
    }
    return names;
}

struct OrderWords {
    std::vector<std::string> states;
    ResolveArguments resolve;
};

void addOrderCommands(CLI::App& app, Chosen& chosen, OrderWords& words) {
    auto& order = *app.add_subcommand("order", "look at orders and decide those that are held");
    order.require_subcommand(1);
    auto& list = *order.add_subcommand("list", "orders, newest first");
    list.add_option("--state", words.states, "only in this state; several: a,b")
        ->delimiter(',')
        ->check(CLI::IsMember(orderStates()));
    list.callback(
        [&] { chosen = [&](Session& session) { return listOrders(session, words.states); }; });

    auto& show = *order.add_subcommand("show", "one order");
    show.add_option("ID", words.resolve.order, "order number")->required();
    show.callback([&] {
        chosen = [&](Session& session) { return showOrder(session, words.resolve.order); };
    });

    auto& resolve = *order.add_subcommand("resolve", "say what became of a held order");
    resolve.add_option("ID", words.resolve.order, "order number")->required();
    resolve
        .add_option("--as", words.resolve.decision,
                    "delivered: the meter has the credit; refund: it has not, book the money back")
        ->required()
        ->check(CLI::IsMember({"delivered", "refund"}));
    resolve.add_option("--reason", words.resolve.reason, "how you know; stays with the order")
        ->required();
    resolve.callback(
        [&] { chosen = [&](Session& session) { return resolveOrder(session, words.resolve); }; });
}

struct SiteWords {
    ImportArguments import;
    bool allAlarms = false;
    std::string database;
    std::string config;
};

void addSiteCommands(CLI::App& app, Chosen& chosen, SiteWords& words) {
    auto& import = *app.add_subcommand("import", "take over a sheet (CSV), all rows or none");
    import.add_option("FILE", words.import.file, "the sheet")->required();
    import.add_option("--kind", words.import.kind, "what it holds; else the header row tells")
        ->check(CLI::IsMember({"meters", "history"}));
    import.callback([&] {
        chosen = [&](Session& session) { return importSheet(session, words.import);
};
}  // namespace
);

auto& alarm = *app.add_subcommand("alarm", "what a person has to see");
alarm.require_subcommand(1);
auto& alarms = *alarm.add_subcommand("list", "open alarms, newest first");
alarms.add_flag("--all", words.allAlarms, "past ones too");
alarms.callback([&] {
    chosen = [&](Session& session) { return listAlarms(session, words.allAlarms); };
});

auto& ledger = *app.add_subcommand("ledger", "the books");
ledger.require_subcommand(1);
auto& verify = *ledger.add_subcommand("verify", "prove that the journal is whole");
verify.add_option("--database", words.database,
                  "read this file instead of asking the node; needs no token");
verify.callback([&] {
    chosen = [&](Session& session) { return verifyLedger(session, words.database); };
});

auto& check = *app.add_subcommand("doctor", "look at everything that can be wrong on a site");
check.add_option("--config", words.config, "the node's configuration")->required();
check.callback([&] { chosen = [&](Session& session) { return doctor(session, words.config); }; });
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
    std::string number;
    OrderWords orderWords;
    SiteWords siteWords;
    BusWords busWords;
    CommandWords commandWords;
    addSiteCommands(app, chosen, siteWords);
    addMeterCommands(app, chosen, number, busWords, commandWords);
    addCommandCommands(app, chosen, commandWords);
    addBusCommands(app, chosen, busWords);
    addOrderCommands(app, chosen, orderWords);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& fault) {
        return app.exit(fault) == 0 ? kDone : kWrongUsage;
    }
    Session session(globals);
    return chosen(session);
}
