#include "commands.hpp"
#include "table.hpp"

#include <fmt/format.h>

namespace wattill::cli {

namespace {
std::string note(const api::OrderView& order) {
    std::string text = order.held ? "a person must decide" : "";
    if (order.meterSilent) text += fmt::format("{}meter silent", text.empty() ? "" : "; ");
    if (!order.reason.empty()) text += fmt::format("{}{}", text.empty() ? "" : "; ", order.reason);
    return text;
}

std::string inTable(Session& session, const std::vector<api::OrderView>& orders) {
    Table table({"ORDER", "CREATED", "PREMISES", "METER", "AMOUNT", "CHANNEL", "STATE", "NOTE"});
    table.alignRight({4});
    for (const auto& order : orders) {
        table.add({order.id.text(), session.time(order.createdAt), order.place.premises,
                   order.place.meter.text(), order.amount.yuanText(), order.channel, order.state,
                   note(order)});
    }
    return table.text();
}

std::string refundInWords(Session& session, const api::RefundView& refund) {
    return fmt::format("{} yuan {} ({}), {}{}{}", refund.amount.yuanText(), refund.state,
                       refund.cause, session.time(refund.endedAt.value_or(refund.requestedAt)),
                       refund.note.empty() ? "" : ": ", refund.note);
}

std::string reversalInWords(Session& session, const api::ReversalView& reversal) {
    const std::string approved =
        reversal.approvedBy.empty() ? "" : ", approved by " + reversal.approvedBy;
    return fmt::format("{} yuan {} ({}) by {}{}, {}: {}{}{}", reversal.amount.yuanText(),
                       reversal.state, reversal.way, reversal.by, approved,
                       session.time(reversal.requestedAt), reversal.why,
                       reversal.note.empty() ? "" : "; ", reversal.note);
}

std::string inWords(Session& session, const api::OrderView& order) {
    Table table({"order", order.id.text()});
    const auto line = [&](const std::string& what, const std::string& value) {
        if (!value.empty()) table.add({what, value});
    };
    const auto yuan = [](const std::optional<Money>& amount) {
        return amount ? amount->yuanText() : std::string();
    };
    const auto count = [](const std::optional<std::uint32_t>& value) {
        return value ? std::to_string(*value) : std::string();
    };
    const auto moment = [&](const std::optional<Instant>& at) {
        return at ? session.time(*at) : std::string();
    };
    line("state", order.state);
    line("note", note(order));
    line("meter", order.place.meter.text());
    line("premises", fmt::format("{} {}", order.place.building, order.place.premises));
    line("account", order.place.account.text());
    line("tenant", order.place.tenant);
    line("amount", order.amount.yuanText());
    line("channel", order.channel);
    line("channel's trade", order.trade);
    line("created", session.time(order.createdAt));
    line("pay by", session.time(order.payBy));
    line("paid", moment(order.paidAt));
    line("on the meter", moment(order.deliveredAt));
    line("count before", count(order.countBefore));
    line("count of this sale", count(order.purchaseCount));
    line("balance before", yuan(order.balanceBefore));
    line("balance after", yuan(order.balanceAfter));
    line("refund booked after", moment(order.refundAfter));
    line("set off against a debt", yuan(order.setOff));
    for (const auto& refund : order.refunds) {
        line("refund " + refund.id, refundInWords(session, refund));
    }
    for (const auto& reversal : order.reversals) {
        line(fmt::format("reversal {}", reversal.number), reversalInWords(session, reversal));
    }
    line("version", std::to_string(order.version));
    return table.text();
}

int showView(Session& session, const Result<api::OrderView>& order) {
    return session.show<api::OrderView>(order,
                                        [&](const auto& view) { return inWords(session, view); });
}
}  // namespace

int listOrders(Session& session, const std::vector<std::string>& states) {
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    return session.show<std::vector<api::OrderView>>(
        (*node)->orders(states), [&](const auto& orders) { return inTable(session, orders); });
}

int showOrder(Session& session, const std::string& id) {
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    return showView(session, (*node)->order(OrderId(id)));
}

int resolveOrder(Session& session, const ResolveArguments& arguments) {
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    return showView(session,
                    (*node)->decideOrder(OrderId(arguments.order),
                                         {arguments.decision, arguments.who, arguments.reason}));
}

int decideRefund(Session& session, const MoneyBackArguments& arguments) {
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    return showView(session,
                    (*node)->decideRefund(OrderId(arguments.order), arguments.refund,
                                          {arguments.decision, arguments.who, arguments.reason}));
}

int reverseOrder(Session& session, const MoneyBackArguments& arguments) {
    const auto amount = Money::parseYuan(arguments.amount);
    if (!amount) return session.fail(invalidInput("--amount: give yuan, like 12.50"));
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    const char* way = arguments.asDebt ? "book-debt" : "take-credit";
    const api::ReversalBody wish{newRequestKey(), *amount, way, arguments.who, arguments.reason};
    auto order = (*node)->reverseOrder(OrderId(arguments.order), wish);
    // With the same key it is the same reversal, however often it is asked for.
    if (!order && order.error().outcomeUnknown()) {
        order = (*node)->reverseOrder(OrderId(arguments.order), wish);
    }
    return showView(session, order);
}

int decideReversal(Session& session, const MoneyBackArguments& arguments) {
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    return showView(session,
                    (*node)->decideReversal(OrderId(arguments.order), arguments.number,
                                            {arguments.decision, arguments.who, arguments.reason}));
}

}  // namespace wattill::cli
