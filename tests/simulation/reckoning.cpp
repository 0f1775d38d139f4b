#include "simulation/reckoning.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace wattill::simulation {

using order::AlarmKind;
using order::Order;
using order::State;

namespace {

void debitsEqualCredits(World& world, const Books& books) {
    Money sum;
    for (const auto& [account, balance] : books.balances) {
        sum += balance;
    }
    if (!sum.isZero()) {
        world.host().journal.violated("debits equal credits", "the sum is {}", sum.yuanText());
    }
}

void nothingShownIsLost(World& world, const Books& books) {
    for (const auto& [id, shown] : world.tenants().shown()) {
        const auto found = books.orders.find(id);
        if (found == books.orders.end()) {
            return world.host().journal.violated("what was shown is on disk", "{} is missing",
                                                 id.text());
        }
        const Order& kept = found->second;
        if (kept.version < shown.version || (kept.version == shown.version && !(kept == shown))) {
            return world.host().journal.violated(
                "what was shown is on disk", "{} was shown as {} version {}, and is {} version {}",
                id.text(), name(shown.state), shown.version, name(kept.state), kept.version);
        }
    }
}

void chainVerifies(World& world, const Books& books) {
    for (const std::string& violation : books.verification.violations) {
        world.host().journal.violated("the chain verifies", "{}", violation);
    }
}

/// Every sale of ours on a meter belongs to a delivered order, or to one that a person sees.
void salesAreOrders(World& world, const Books& books) {
    Journal& journal = world.host().journal;
    for (const auto& [id, meter] : world.meters()) {
        std::set<OrderId> seen;
        for (const AppliedSale& sale : meter.sales()) {
            if (!sale.order) continue;
            const auto found = books.orders.find(*sale.order);
            if (!seen.insert(*sale.order).second || found == books.orders.end()) {
                return journal.violated("nothing is delivered twice", "{} on meter {}",
                                        sale.order->text(), id.text());
            }
            const Order& order = found->second;
            const bool open = order.state == State::DeliveryUnknown && books.alarmed(order.id);
            if (order.state != State::Delivered && !open) {
                return journal.violated("meter credit is a delivered order",
                                        "{} is on meter {} and is {}", order.id.text(), id.text(),
                                        name(order.state));
            }
            const bool same = order.delivery && order.delivery->sale.amount == sale.amount;
            if (order.meter != id || !same) {
                return journal.violated("meter credit is the order's", "{}", order.id.text());
            }
        }
    }
}

/// What was delivered to the order's meter and is still there by the books.
Money creditOf(const Order& order) {
    Money credit = order.delivery->sale.amount;
    for (const order::Reversal& reversal : order.reversals) {
        const bool taken = reversal.way == order::ReversalWay::TakeCredit &&
                           reversal.state == order::ReversalState::Done;
        if (taken) credit -= reversal.amount;
    }
    return credit;
}

void deliveredIsOnTheMeter(World& world, const Books& books) {
    Journal& journal = world.host().journal;
    std::map<MeterId, Money> credited;
    for (const auto& [id, order] : books.orders) {
        if (order.state != State::Delivered || order.setOff == order.amount) continue;
        const AppliedSale* sale = world.meters().at(order.meter).saleOf(id);
        if (sale == nullptr) {
            return journal.violated("a delivered order is on its meter", "{}", id.text());
        }
        if (!order.delivery || order.delivery->sale.purchaseCount != sale->count) {
            return journal.violated("the count is the committed one", "{}", id.text());
        }
        credited[order.meter] += creditOf(order);
    }
    for (const auto& [id, meter] : world.meters()) {
        const Money booked = -books.balance(ledger::deliveredAccount(id));
        if (booked == credited[id]) continue;
        return journal.violated("the ledger has the meter's credit", "{} booked {}, delivered {}",
                                id.text(), booked.yuanText(), credited[id].yuanText());
    }
}

void nothingHangs(World& world, const Books& books) {
    for (const auto& [id, order] : books.orders) {
        const bool moves = order.state == State::Created || order.state == State::AwaitingPayment;
        if (moves) {
            return world.host().journal.violated("every order comes to an end", "{} is {}",
                                                 id.text(), name(order.state));
        }
    }
}

/// What is with the payers already, or never came, waits for nobody.
void refundsEnd(World& world, const Books& books) {
    for (const auto& [id, order] : books.orders) {
        for (const order::Refund& refund : order.refunds) {
            const bool seen = books.alarmed(id, AlarmKind::RefundDue) ||
                              books.alarmed(id, AlarmKind::RefundFailed);
            const bool over = refund.state == order::RefundState::Returned ||
                              refund.state == order::RefundState::Settled;
            if (over || seen) continue;
            return world.host().journal.violated("every refund comes to an end", "{} is {}",
                                                 refund.id.text(), name(refund.state));
        }
        for (const order::Reversal& reversal : order.reversals) {
            if (reversal.state != order::ReversalState::TakingCredit) continue;
            if (world.commands().waitsForAPerson(order.meter)) continue;
            return world.host().journal.violated("every reversal comes to an end", "{} of {}",
                                                 reversal.number, id.text());
        }
    }
}

using Check = void (*)(World&, const Books&);

constexpr std::array<Check, 12> kChecks{debitsEqualCredits, nothingShownIsLost,    chainVerifies,
                                        salesAreOrders,     deliveredIsOnTheMeter, paymentsEndWell,
                                        returnsFit,         channelsFit,           payableFits,
                                        customersFit,       nothingHangs,          refundsEnd};

}  // namespace

void glance(World& world, const Books& books) {
    debitsEqualCredits(world, books);
    if (!world.host().journal.failed()) nothingShownIsLost(world, books);
}

void reckon(World& world) {
    Result<Books> books = Books();
    const auto read = world.node().read([&](const order::UnitOfWork& unit) -> Result<void> {
        books = Books::readFrom(unit, true);
        return books.ok() ? Result<void>{} : Result<void>{books.error()};
    });
    if (!read.ok()) {
        return world.host().journal.violated("the database can be read", "{}",
                                             read.error().message);
    }
    for (const Check each : kChecks) {
        if (!world.host().journal.failed()) each(world, *books);
    }
}

}  // namespace wattill::simulation
