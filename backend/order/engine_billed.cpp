#include "order/engine.hpp"
#include "order/engine_batch.hpp"
#include "order/rules.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace wattill::order {

namespace {

using reconciliation::BilledPayment;

/// It is the order's payment, or one that goes back.
bool knowsTrade(const Order& order, const std::string& trade) {
    return order.trade == trade ||
           std::any_of(order.refunds.begin(), order.refunds.end(),
                       [&](const Refund& each) { return each.trade == trade; });
}

/// Why an order that knows the trade does not take it once more.
Error knownAlready(const UnitOfWork& unit, const Order& order, const std::string& trade) {
    const auto booked = unit.ledger().find(paymentKey(order, trade));
    if (!booked.ok()) return booked.error();
    if (*booked) {
        return conflict(stateOf(order) +
                        " and has this trade already; look at: wattill order show " +
                        order.id.text());
    }
    if (order.state == State::Suspect && order.received) {
        return conflict(stateOf(order) +
                        " because of this very payment; decide it with: wattill order resolve");
    }
    return conflict(stateOf(order) + " and took nothing of this payment (" + order.reason +
                    "); give it back on the channel's own pages, then settle the case");
}

/// Whether it may be the order's at all.
Result<void> takes(const UnitOfWork& unit, const Order& order, const BilledPayment& billed) {
    if (order.channel != billed.channel) {
        return conflict(
            fmt::format("order {} was made for {}, not {}; give the payment back on "
                        "the channel's own pages",
                        order.id.text(), order.channel, billed.channel));
    }
    // Before its time is over the channel itself is asked every few seconds.
    if (order.state == State::Created || order.state == State::AwaitingPayment) {
        return Error{ErrorCode::Conflict,
                     Retry::Later,
                     stateOf(order) + " and the channel is still asked; try again when it is over",
                     {}};
    }
    if (!knowsTrade(order, billed.line.trade)) return {};
    return knownAlready(unit, order, billed.line.trade);
}

Error takesNothing(const Order& order, const payment::BillLine& line) {
    return conflict(
        fmt::format("{} and takes nothing of the payment of {} CNY, trade {}, beside "
                    "its own {} CNY; give it back on the channel's own pages",
                    stateOf(order), line.amount.yuanText(), line.trade, order.amount.yuanText()));
}

/// The bill is the merchant's own. Like a notification it tells what was, not what is.
PaymentReported reported(const Order& order, const payment::BillLine& line, Instant now) {
    return {
        {order.id, payment::PaymentStatus::Paid, line.trade, order.merchant, "CNY", line.amount},
        now,
        true,
        0,
        true};
}

}  // namespace

void Engine::bookBilled(FindBilled find, OrderDone done) {
    const auto changed = std::make_shared<Order>();
    submit(
        [this, find = std::move(find), changed](UnitOfWork& unit, Batch& batch) -> Result<void> {
            const auto billed = find(unit);
            if (!billed.ok()) return billed.error();
            const auto order = required(unit, billed->line.order);
            if (!order.ok()) return order.error();
            if (const auto may = takes(unit, *order, *billed); !may.ok()) return may;
            const auto event = reported(*order, billed->line, m_ports.clock.now());
            const auto after = apply(unit, *order, event, batch);
            if (!after.ok()) return after.error();
            if (!knowsTrade(*after, billed->line.trade)) return takesNothing(*order, billed->line);
            *changed = *after;
            return {};
        },
        [changed, done = std::move(done)](const Result<void>& result) {
            done(result.ok() ? Result<Order>{*changed} : Result<Order>{result.error()});
        });
}

}  // namespace wattill::order
