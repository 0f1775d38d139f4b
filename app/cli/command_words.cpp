#include "command_words.hpp"

#include "order/ticket.hpp"

#include <CLI/CLI.hpp>

namespace wattill::cli {

namespace {
using metering::MeterCommand;
using metering::RelayCommand;
using Make = std::function<Result<MeterCommand>()>;

/// A command of the family, with what they all take.
CLI::App& add(CLI::App& meter, Chosen& chosen, CommandWords& words, const char* name,
              const char* what, const Make& make) {
    auto& command = *meter.add_subcommand(name, what);
    CommandArguments& to = words.arguments;
    command.add_option("METER", to.targets.meters,
                       "meter numbers; or premises or accounts of one meter only");
    command.add_flag("--all", to.targets.all, "every meter of the node");
    command.add_option("--bus", to.targets.bus, "every meter of this bus");
    command.add_option("--file", to.targets.file, "meters from a file, one a line");
    command.add_option("--reason", to.reason, "why; stays with the command");
    command.add_option("--wait", to.waitSeconds, "seconds to wait for the outcome")
        ->capture_default_str()
        ->check(CLI::Range(0, 86'400));
    command.add_option("--give-up", to.giveUpHours, "hours after which a lost meter is given up")
        ->check(CLI::Range(1, 720));
    command.callback([&chosen, &words, make] {
        chosen = [&words, make](Session& session) {
            const auto made = make();
            return made ? carryOut(session, words.arguments, *made) : session.fail(made.error());
        };
    });
    return command;
}

Make always(MeterCommand command) {
    return [command = std::move(command)] { return Result<MeterCommand>(command); };
}

void addRelay(CLI::App& meter, Chosen& chosen, CommandWords& words) {
    add(meter, chosen, words, "trip", "switch the supply off, whatever the balance is",
        always(RelayCommand::Trip))
        .add_option("--confirm", words.arguments.confirm,
                    "how many meters shall be switched off, where they are many");
    const auto until = [&words](CLI::App& command) {
        command.add_option("--until", words.arguments.until,
                           "then back to prepaid by itself, \"2026-12-01 08:00\"");
    };
    auto& keep = add(meter, chosen, words, "keep",
                     "switch the supply on and keep it on, whatever the balance is",
                     always(RelayCommand::KeepOn));
    keep.alias("keep-on");
    until(keep);
    until(add(meter, chosen, words, "close",
              "the same as keep: these meters know no closing that leaves prepayment in charge; "
              "use prepaid to give the meter back to its balance",
              always(RelayCommand::KeepOn)));
    add(meter, chosen, words, "prepaid", "let the meter decide by its balance again",
        always(RelayCommand::ToPrepaid))
        .alias("to-prepaid");
}

void addSettings(CLI::App& meter, Chosen& chosen, CommandWords& words) {
    auto& prices = add(meter, chosen, words, "prices", "send the four prices, yuan per kWh",
                       [&words] { return pricesFrom(words.prices); });
    prices.add_option("--sharp", words.prices.sharp)->required();
    prices.add_option("--peak", words.prices.peak)->required();
    prices.add_option("--flat", words.prices.flat)->required();
    prices.add_option("--valley", words.prices.valley)->required();
    prices.add_option("--from", words.prices.from,
                      "\"2026-12-01 00:00\", on meters with a spare set; else at once");

    auto& alarms = add(meter, chosen, words, "alarms", "send the two alarm amounts, yuan",
                       [&words] { return alarmsFrom(words.alarm1, words.alarm2); });
    alarms.add_option("--first", words.alarm1, "low")->required();
    alarms.add_option("--second", words.alarm2, "very low")->required();

    add(meter, chosen, words, "overload", "send the power above which the meter trips",
        [&words] { return Result<MeterCommand>(metering::SetOverload{words.watt}); })
        .add_option("--watt", words.watt)
        ->required()
        ->check(CLI::Range(1, 1'000'000));
    add(meter, chosen, words, "clock", "set the clock, where it is a little off",
        [&words] {
            metering::SetClock clock;
            clock.limit = std::chrono::seconds(words.limitSeconds);
            return Result<MeterCommand>(clock);
        })
        .add_option("--limit", words.limitSeconds, "seconds; a clock further off is left alone")
        ->capture_default_str()
        ->check(CLI::Range(1, 3600));
    add(meter, chosen, words, "timetable", "send day and season tables",
        [&words] { return timetableFrom(words.file); })
        .add_option("--table", words.file, "a file of JSON, see the README")
        ->required();
}

void addAccount(CLI::App& meter, Chosen& chosen, CommandWords& words) {
    add(meter, chosen, words, "open", "open the account: nothing left, nothing bought, prepaid",
        always(metering::OpenAccount{}));
    add(meter, chosen, words, "close-account", "close the account: what is left goes off the meter",
        always(metering::CloseAccount{}));
    add(meter, chosen, words, "take-credit", "take credit off the meter, its side of a refund",
        [&words] { return takeCreditFrom(words.amount); })
        .add_option("--amount", words.amount, "yuan")
        ->required();
}

std::vector<std::string> ticketStates() {
    std::vector<std::string> names;
    for (int each = 0; each <= static_cast<int>(order::TicketState::Cancelled); ++each) {
        names.emplace_back(order::name(static_cast<order::TicketState>(each)));
    }
    return names;
}
}  // namespace

void addMeterOrders(CLI::App& meter, Chosen& chosen, CommandWords& words) {
    addRelay(meter, chosen, words);
    addSettings(meter, chosen, words);
    addAccount(meter, chosen, words);
}

void addCommandCommands(CLI::App& app, Chosen& chosen, CommandWords& words) {
    auto& command = *app.add_subcommand("command", "look at commands to meters and decide them");
    command.require_subcommand(1);
    auto& list = *command.add_subcommand("list", "commands, newest first");
    list.add_option("--state", words.list.states, "only in this state; several: a,b")
        ->delimiter(',')
        ->check(CLI::IsMember(ticketStates()));
    list.add_option("--batch", words.list.batch, "only of this batch");
    list.add_option("--meter", words.list.meter, "only of this meter");
    list.add_flag("--attention", words.list.attention, "only those that wait for a person");
    list.callback(
        [&] { chosen = [&](Session& session) { return listCommands(session, words.list); }; });

    auto& show = *command.add_subcommand("show", "a command with its proof, or a batch");
    show.add_option("ID", words.id, "number of the command or the batch")->required();
    show.callback(
        [&] { chosen = [&](Session& session) { return showCommand(session, words.id); }; });

    auto& cancel = *command.add_subcommand("cancel", "withdraw what still waits");
    cancel.add_option("ID", words.id, "number of the command or the batch")->required();
    cancel.callback(
        [&] { chosen = [&](Session& session) { return cancelCommand(session, words.id); }; });

    auto& resolve = *command.add_subcommand("resolve", "say what became of a command");
    resolve.add_option("ID", words.id, "number of the command")->required();
    resolve.add_option("--as", words.verdict, "done: the meter shows it; not-done: it does not")
        ->required()
        ->check(CLI::IsMember({"done", "not-done"}));
    resolve.add_option("--by", words.who, "your name")->required();
    resolve.add_option("--reason", words.reason, "how you know; stays with the command")
        ->required();
    resolve.callback([&] {
        chosen = [&](Session& session) {
            return resolveCommand(session, words.id, {words.verdict, words.who, words.reason});
        };
    });
}

}  // namespace wattill::cli
