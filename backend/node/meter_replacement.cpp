#include "node/meter_replacement.hpp"

#include <fmt/format.h>

namespace wattill::node {

using tenancy::MeterPlace;

namespace {
Error conflict(std::string message) {
    return {ErrorCode::Conflict, Retry::Later, std::move(message), {}};
}

/// Money may still come for it, or it has not arrived on the meter yet.
bool isUnderWay(order::State state) {
    using order::State;
    return state == State::Created || state == State::AwaitingPayment || state == State::Paid ||
           ownsMeter(state);
}

Result<void> noOrderUnderWay(const order::UnitOfWork& unit, const MeterId& meter) {
    constexpr std::size_t kMost = 1000;
    const auto orders = unit.orders().ofMeter(meter, kMost);
    if (!orders) return orders.error();
    for (const order::Order& each : *orders) {
        if (!isUnderWay(each.state)) continue;
        return conflict(fmt::format("order {} for it is {}; end that order first", each.id.text(),
                                    name(each.state)));
    }
    return {};
}

/// One that waits for a person blocks, too: what it did to the balance is not known.
Result<void> noCommandUnderWay(const order::UnitOfWork& unit, const MeterId& meter) {
    using order::TicketState;
    order::TicketQuery query;
    query.states = {TicketState::Waiting, TicketState::UnderWay, TicketState::Unknown};
    query.meter = meter;
    auto tickets = unit.commands().list(query, 1);
    if (!tickets) return tickets.error();
    if (tickets->empty()) {
        query.states.clear();
        query.attentionOnly = true;
        tickets = unit.commands().list(query, 1);
        if (!tickets) return tickets.error();
    }
    if (tickets->empty()) return {};
    const order::Ticket& first = tickets->front();
    return conflict(fmt::format("command {} to it is {}; wait for it, cancel it or resolve it",
                                first.id.text(), name(first.state)));
}

Result<void> samePlace(const MeterPlace& old, const MeterPlace& now) {
    if (old.premises != now.premises) {
        return conflict(fmt::format("is at premises {}, not at {}; correct one of them",
                                    old.premises, now.premises));
    }
    if (old.account != now.account) {
        return conflict(
            fmt::format("serves account {}, not {}; what is left on it is that "
                        "account's: replace it with that one, and change the account "
                        "afterwards",
                        old.account.text(), now.account.text()));
    }
    return {};
}

Result<LeftOver> leftOn(const order::UnitOfWork& unit, const MeterId& old, const MeterId& now) {
    const auto last = unit.readings().last(old);
    if (!last) return last.error();
    LeftOver left{old, now, {}, {}};
    if (!*last) return left;
    left.readAt = (*last)->at;
    if ((*last)->has.balance) left.balance = (*last)->balance;
    return left;
}
}  // namespace

std::string text(const LeftOver& left, const TimeZone& zone) {
    const std::string begin =
        fmt::format("meter {} was replaced by {}: ", left.old.text(), left.now.text());
    if (!left.readAt) {
        return begin + "it was never read here; look at its display for what is left on it";
    }
    const std::string when = zone.format("%Y-%m-%d %H:%M:%S", *left.readAt);
    if (!left.balance) return begin + "its model keeps no balance; last read " + when;
    if (left.balance->isNegative()) {
        return begin + fmt::format("{} yuan were owed on it, as read {}; compare its display",
                                   (-*left.balance).yuanText(), when);
    }
    return begin + fmt::format(
                       "{} yuan were left on it, as read {}; compare its display and "
                       "transfer what is due: nothing was sent to the new meter",
                       left.balance->yuanText(), when);
}

Result<void> replaceable(const order::UnitOfWork& unit, const MeterId& old,
                         const MeterPlace& place) {
    const auto before = unit.tenancy().find(old);
    if (!before) return before.error();
    const auto now = unit.tenancy().find(place.meter);
    if (!now) return now.error();
    if (*now) {
        return conflict(
            fmt::format("meter {} hangs at premises {} already, and only one that hangs "
                        "nowhere can replace another; correct its number, unless this "
                        "was done before",
                        place.meter.text(), (*now)->premises));
    }
    if (!*before) return notFound("is in no place; correct its number");
    if (auto same = samePlace(**before, place); !same) return same;
    if (auto quiet = noOrderUnderWay(unit, old); !quiet) return quiet;
    return noCommandUnderWay(unit, old);
}

Result<LeftOver> replaceMeter(order::UnitOfWork& unit, const MeterId& old, const MeterPlace& place,
                              Instant at) {
    if (auto can = replaceable(unit, old, place); !can) {
        Error error = can.error();
        error.message = fmt::format("meter {}: {}", old.text(), error.message);
        return error;
    }
    auto left = leftOn(unit, old, place.meter);
    if (!left) return left;
    if (auto removed = unit.tenancy().remove(old); !removed) return removed.error();
    if (auto put = unit.tenancy().put(place); !put) return put.error();
    if (auto ended = unit.readings().replaced(old, place.meter, at); !ended) return ended.error();
    return left;
}

}  // namespace wattill::node
