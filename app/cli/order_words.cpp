#include "order_words.hpp"

#include "order/order.hpp"

#include <CLI/CLI.hpp>

namespace wattill::cli {

namespace {

std::vector<std::string> orderStates() {
    std::vector<std::string> names;
    for (int each = 0; each <= static_cast<int>(order::State::Refunded); ++each) {
        names.emplace_back(order::name(static_cast<order::State>(each)));
    }
    return names;
}

void addLooks(CLI::App& order, Chosen& chosen, OrderWords& words) {
    auto& list = *order.add_subcommand("list", "orders, newest first");
    list.add_option("--state", words.states, "only in this state; several: a,b")
        ->delimiter(',')
        ->check(CLI::IsMember(orderStates()));
    list.callback(
        [&] { chosen = [&](Session& session) { return listOrders(session, words.states); }; });

    auto& show = *order.add_subcommand("show", "one order, with what went back of it");
    show.add_option("ID", words.resolve.order, "order number")->required();
    show.callback([&] {
        chosen = [&](Session& session) { return showOrder(session, words.resolve.order); };
    });
}

void addResolve(CLI::App& order, Chosen& chosen, ResolveArguments& words) {
    auto& resolve = *order.add_subcommand(
        "resolve",
        "say what became of a held or suspect order, or of one paid late and never confirmed");
    resolve.add_option("ID", words.order, "order number")->required();
    resolve
        .add_option("--as", words.decision,
                    "delivered: the meter has the credit; refund: it has not, as it is read once "
                    "more to prove, the money goes back; refund-unproven: it has not, and cannot "
                    "be read or does not tell; nothing-to-do: a suspect or unconfirmed payment "
                    "that never came to us, or is back")
        ->required()
        ->check(CLI::IsMember({"delivered", "refund", "refund-unproven", "nothing-to-do"}));
    resolve.add_option("--by", words.who, "your name")->required();
    resolve.add_option("--reason", words.reason, "how you know; stays with the order")->required();
    resolve.callback(
        [&] { chosen = [&](Session& session) { return resolveOrder(session, words); }; });
}

void sign(CLI::App& command, MoneyBackArguments& words) {
    command.add_option("--by", words.who, "your name")->required();
    command.add_option("--reason", words.reason, "why; stays with the order")->required();
}

void addRefund(CLI::App& order, Chosen& chosen, MoneyBackArguments& words) {
    auto& refund = *order.add_subcommand("refund", "say what becomes of a failed refund");
    refund.add_option("ID", words.order, "order number")->required();
    refund.add_option("REFUND", words.refund, "refund number, as `order show` tells it")
        ->required();
    refund
        .add_option("--as", words.decision,
                    "again: ask the channel once more; by-hand: the payer has the money")
        ->required()
        ->check(CLI::IsMember({"again", "by-hand"}));
    sign(refund, words);
    refund.callback(
        [&] { chosen = [&](Session& session) { return decideRefund(session, words); }; });
}

void addReversal(CLI::App& order, Chosen& chosen, MoneyBackArguments& words) {
    auto& reverse = *order.add_subcommand(
        "reverse", "take a delivered sale back, whole or in part, and refund it");
    reverse.add_option("ID", words.order, "order number")->required();
    reverse.add_option("--amount", words.amount, "yuan")->required();
    reverse.add_flag("--as-debt", words.asDebt,
                     "leave the credit on the meter; the next sales of the account set it off");
    sign(reverse, words);
    reverse.callback(
        [&] { chosen = [&](Session& session) { return reverseOrder(session, words); }; });

    auto& decide = *order.add_subcommand(
        "reversal", "approve or withdraw a reversal that needs a second person");
    decide.add_option("ID", words.order, "order number")->required();
    decide.add_option("NUMBER", words.number, "which reversal of the order")->required();
    decide.add_option("--as", words.decision, "approve or withdraw")
        ->required()
        ->check(CLI::IsMember({"approve", "withdraw"}));
    sign(decide, words);
    decide.callback(
        [&] { chosen = [&](Session& session) { return decideReversal(session, words); }; });
}

}  // namespace

void addOrderCommands(CLI::App& app, Chosen& chosen, OrderWords& words) {
    auto& order = *app.add_subcommand("order", "look at orders, decide them, take sales back");
    order.require_subcommand(1);
    addLooks(order, chosen, words);
    addResolve(order, chosen, words.resolve);
    addRefund(order, chosen, words.back);
    addReversal(order, chosen, words.back);
}

}  // namespace wattill::cli
