#include "simulation/reckoning.hpp"

#include <algorithm>
#include <set>

namespace wattill::simulation {

using order::AlarmKind;
using order::Order;
using order::State;

namespace {

constexpr std::size_t kAll = 1'000'000;

/// Everything the node has on disk.
struct Books {
    std::map<OrderId, Order> orders;
    std::vector<order::Alarm> openAlarms;
    std::map<ledger::LedgerAccount, Money> balances;
    std::vector<ledger::Entry> entries;
    ledger::Verification verification;
    std::size_t startedCalls = 0;

    [[nodiscard]] bool alarmed(const OrderId& order) const {
        return std::any_of(openAlarms.begin(), openAlarms.end(),
                           [&](const order::Alarm& alarm) { return alarm.order == order; });
    }
    [[nodiscard]] bool alarmed(const OrderId& order, AlarmKind kind) const {
        return std::any_of(openAlarms.begin(), openAlarms.end(), [&](const order::Alarm& alarm) {
            return alarm.order == order && alarm.kind == kind;
        });
    }
    [[nodiscard]] Money balance(const ledger::LedgerAccount& account) const {
        const auto found = balances.find(account);
        return found == balances.end() ? Money{} : found->second;
    }
    [[nodiscard]] bool booked(const std::string& key) const {
        return std::any_of(entries.begin(), entries.end(),
                           [&](const ledger::Entry& entry) { return entry.key == key; });
    }
};

Result<void> readOrders(const order::UnitOfWork& unit, Books& books) {
    const auto orders = unit.orders().list({}, kAll);
    if (!orders.ok()) return orders.error();
    for (const Order& order : *orders) {
        books.orders.emplace(order.id, order);
    }
    return {};
}

Result<void> readBalances(const order::UnitOfWork& unit, Books& books) {
    const auto balances = unit.ledger().trialBalance();
    if (!balances.ok()) return balances.error();
    books.balances.insert(balances->begin(), balances->end());
    return {};
}

Result<void> readRest(const order::UnitOfWork& unit, Books& books) {
    const auto alarms = unit.alarms().list(true, kAll);
    if (!alarms.ok()) return alarms.error();
    books.openAlarms = *alarms;
    const auto started = unit.calls().started();
    if (!started.ok()) return started.error();
    books.startedCalls = started->size();
    const auto verified = ledger::verify(unit.ledger());
    if (!verified.ok()) return verified.error();
    books.verification = *verified;
    return unit.ledger().forEach([&](const ledger::Entry& entry) {
        books.entries.push_back(entry);
        return true;
    });
}

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
    for (const auto& [id, meter] : world.meters()) {
        std::set<OrderId> seen;
        for (const AppliedSale& sale : meter.sales()) {
            if (!sale.order) continue;
            const auto found = books.orders.find(*sale.order);
            if (!seen.insert(*sale.order).second || found == books.orders.end()) {
                return world.host().journal.violated("nothing is delivered twice", "{} on meter {}",
                                                     sale.order->text(), id.text());
            }
            const Order& order = found->second;
            const bool open = order.state == State::DeliveryUnknown && books.alarmed(order.id);
            if (order.state != State::Delivered && !open) {
                return world.host().journal.violated("meter credit is a delivered order",
                                                     "{} is on meter {} and is {}", order.id.text(),
                                                     id.text(), name(order.state));
            }
            if (order.meter != id || order.amount != sale.amount) {
                return world.host().journal.violated("meter credit is the order's", "{}",
                                                     order.id.text());
            }
        }
    }
}

void deliveredIsOnTheMeter(World& world, const Books& books) {
    std::map<MeterId, Money> credited;
    for (const auto& [id, order] : books.orders) {
        if (order.state != State::Delivered) continue;
        credited[order.meter] += order.amount;
        const AppliedSale* sale = world.meters().at(order.meter).saleOf(id);
        if (sale == nullptr) {
            return world.host().journal.violated("a delivered order is on its meter", "{}",
                                                 id.text());
        }
        if (!order.delivery || order.delivery->sale.purchaseCount != sale->count) {
            return world.host().journal.violated("the count is the committed one", "{}", id.text());
        }
    }
    for (const auto& [id, meter] : world.meters()) {
        const Money booked = -books.balance(ledger::deliveredAccount(id));
        if (booked != credited[id]) {
            return world.host().journal.violated("the ledger has the meter's credit",
                                                 "{} booked {}, delivered {}", id.text(),
                                                 booked.yuanText(), credited[id].yuanText());
        }
    }
}

bool isRight(const Order& order, const payment::PaymentFact& fact) {
    return fact.merchant == order.merchant && fact.currency == "CNY" && fact.amount == order.amount;
}

/// Empty when the payment ended well; else what is wrong.
std::string endOf(const Books& books, const Order& order, const ReceivedPayment& payment) {
    const std::string booking = "payment:alipay:" + payment.fact.trade;
    if (!isRight(order, payment.fact)) {
        const bool seen = books.alarmed(order.id, AlarmKind::PaymentSuspect);
        if (books.booked(booking)) return "is wrong and booked";
        return payment.returned || seen ? "" : "is wrong and nobody is told";
    }
    const bool first = order.trade == payment.fact.trade;
    if (payment.returned) {
        if (!first) return "";
        const bool told = books.alarmed(order.id, AlarmKind::ReturnedAfterSale);
        if (order.state == State::Delivered && !told) {
            return "was delivered and returned, and nobody is told";
        }
        const bool open = order.state == State::Paid || order::ownsMeter(order.state);
        return open && !books.alarmed(order.id) ? "was returned, and its order waits unseen" : "";
    }
    if (!books.booked(booking)) {
        return books.alarmed(order.id, AlarmKind::PaymentSuspect) ? "" : "was never booked";
    }
    if (!first) {
        return books.alarmed(order.id, AlarmKind::ExtraPayment) ? "" : "came twice, nobody is told";
    }
    if (order.state == State::Delivered) return "";
    if (order.state == State::Refunding) {
        return books.alarmed(order.id, AlarmKind::RefundDue) ? "" : "waits for its refund unseen";
    }
    return books.alarmed(order.id) ? "" : "is open and nobody is told";
}

void paymentsEndWell(World& world, const Books& books) {
    for (const auto& [id, trade] : world.gateway().trades()) {
        const auto found = books.orders.find(id);
        for (const ReceivedPayment& payment : trade.payments) {
            const std::string wrong =
                found == books.orders.end() ? "has no order" : endOf(books, found->second, payment);
            if (wrong.empty()) continue;
            const std::string state(found == books.orders.end() ? "nothing"
                                                                : name(found->second.state));
            return world.host().journal.violated("every payment ends well", "{} of {} ({}) {}",
                                                 payment.fact.trade, id.text(), state, wrong);
        }
    }
}

/// An alarm is the second line. While the node's clock is right the first must hold: no money goes
/// back after its order was delivered.
void returnedIsNotDelivered(World& world, const Books& books) {
    const auto jumps = static_cast<std::size_t>(Fault::ClockJump);
    if (world.host().faults.counts()[jumps] > 0) return;
    for (const auto& [id, trade] : world.gateway().trades()) {
        const Order& order = books.orders.at(id);
        const bool returned = std::any_of(
            trade.payments.begin(), trade.payments.end(), [&](const ReceivedPayment& payment) {
                return payment.returned && payment.fact.trade == order.trade;
            });
        if (returned && order.state == State::Delivered) {
            return world.host().journal.violated("nothing returned is delivered", "{}", id.text());
        }
    }
}

/// The channel owes us what was booked and is still there.
void channelFits(World& world, const Books& books) {
    Money expected;
    for (const auto& [id, trade] : world.gateway().trades()) {
        const Order& order = books.orders.at(id);
        for (const ReceivedPayment& payment : trade.payments) {
            const std::string booking = "payment:alipay:" + payment.fact.trade;
            // A person compares with the channel's bill and corrects it.
            if (books.alarmed(id, AlarmKind::ReturnedAfterSale)) return;
            if (books.alarmed(id, AlarmKind::GatewayAnswer)) return;
            const bool booked = books.booked(booking);
            const bool first = order.trade == payment.fact.trade;
            if (booked && (!payment.returned || !first)) expected += payment.fact.amount;
        }
    }
    const Money balance = books.balance(ledger::channelAccount("alipay"));
    if (balance != expected) {
        world.host().journal.violated("the channel's account fits the channel",
                                      "booked {}, the channel has {}", balance.yuanText(),
                                      expected.yuanText());
    }
}

/// What is booked to customers is what waits to be delivered.
void customersFit(World& world, const Books& books) {
    std::map<ledger::LedgerAccount, Money> waiting;
    for (const auto& [id, order] : books.orders) {
        const bool waits = order.state == State::Paid || order.state == State::PaidLate ||
                           order::ownsMeter(order.state);
        if (waits) waiting[ledger::customerAccount(order.account)] += order.amount;
    }
    for (const auto& [account, balance] : books.balances) {
        if (!account.text().starts_with("customer:")) continue;
        if (-balance != waiting[account]) {
            return world.host().journal.violated(
                "a customer's account is what waits", "{} has {}, waiting {}", account.text(),
                (-balance).yuanText(), waiting[account].yuanText());
        }
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

using Check = void (*)(World&, const Books&);

void check(World& world, std::initializer_list<Check> checks, bool everything) {
    Books books;
    const auto read = world.node().read([&](const order::UnitOfWork& unit) -> Result<void> {
        if (const auto done = readOrders(unit, books); !done.ok()) return done;
        if (const auto done = readBalances(unit, books); !done.ok()) return done;
        return everything ? readRest(unit, books) : Result<void>{};
    });
    if (!read.ok()) {
        return world.host().journal.violated("the database can be read", "{}",
                                             read.error().message);
    }
    for (const Check each : checks) {
        if (!world.host().journal.failed()) each(world, books);
    }
}

}  // namespace

void glance(World& world) {
    check(world, {debitsEqualCredits, nothingShownIsLost}, false);
}

void reckon(World& world) {
    check(world,
          {debitsEqualCredits, nothingShownIsLost, chainVerifies, salesAreOrders,
           deliveredIsOnTheMeter, paymentsEndWell, returnedIsNotDelivered, channelFits,
           customersFit, nothingHangs},
          true);
}

}  // namespace wattill::simulation
