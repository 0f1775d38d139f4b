#include "simulation/reckoning.hpp"

#include <algorithm>

namespace wattill::simulation {

using order::AlarmKind;
using order::Order;
using order::Refund;
using order::RefundState;
using order::State;

namespace {

/// One payment as the channel has it, and the order that it was for.
struct Looked {
    const GatewayModel& channel;
    const Order& order;
    const ReceivedPayment& payment;
    bool firstOfTrade = false;  ///< a question about the order tells of it
    bool wasTold = false;       ///< by a notification
};

std::string paymentKey(const Looked& at) {
    return "payment:" + at.order.channel + ":" + at.payment.fact.trade;
}

bool isOfOrder(const Looked& at) {
    return at.order.trade == at.payment.fact.trade;
}

bool isRight(const Looked& at) {
    const payment::PaymentFact& fact = at.payment.fact;
    return fact.merchant == at.order.merchant && fact.currency == "CNY" &&
           fact.amount == at.order.amount;
}

const Refund* refundFor(const Looked& at, order::RefundCause cause) {
    const auto found =
        std::find_if(at.order.refunds.begin(), at.order.refunds.end(), [&](const Refund& refund) {
            return refund.cause == cause && refund.trade == at.payment.fact.trade;
        });
    return found == at.order.refunds.end() ? nullptr : &*found;
}

/// Of a payment, what is booked as returned by the channel, and as given back by hand.
struct Back {
    Money byChannel;
    Money byHand;
};
Back backByTheBooks(const Books& books, const Looked& at) {
    Back back;
    const std::string& trade = at.payment.fact.trade;
    back.byChannel = books.bookedUnder("returned:" + at.order.channel + ":" + trade);
    for (const Refund& refund : at.order.refunds) {
        if (refund.trade != trade) continue;
        const Money booked = books.bookedUnder("refund:" + refund.id.text());
        (refund.state == RefundState::Settled ? back.byHand : back.byChannel) += booked;
    }
    return back;
}

/// No notification of it arrived, and a question about the order, which tells of the first payment
/// alone, shows another one, or was not asked any more since the order goes by another. The
/// channel's bill shows it.
bool nobodyKnows(const Looked& at) {
    const bool goesByAnother = !at.order.trade.empty() && !isOfOrder(at);
    return !at.wasTold && (!at.firstOfTrade || goesByAnother);
}

/// Of a payment that is not what was ordered. Empty when it ended well; else what is wrong.
std::string endOfWrong(const Books& books, const Looked& at) {
    const Money booked = books.bookedUnder(paymentKey(at));
    const Refund* refund = refundFor(at, order::RefundCause::Suspect);
    if (!booked.isZero()) {
        const bool decided = refund != nullptr && booked == at.payment.fact.amount;
        return decided ? "" : "is wrong and booked";
    }
    if (refund != nullptr) return "goes back and was never booked";
    const bool decided = isOfOrder(at) && at.order.state == State::Cancelled &&
                         at.order.reason.find("decided by") != std::string::npos;
    const bool seen = books.alarmed(at.order.id, AlarmKind::PaymentSuspect);
    const bool well = at.payment.returned() || nobodyKnows(at) || decided || seen;
    return well ? "" : "is wrong and nobody is told";
}

/// Of the payment that its order goes by.
std::string endOfOwn(const Books& books, const Looked& at) {
    const Order& order = at.order;
    const Back back = backByTheBooks(books, at);
    switch (order.state) {
        case State::Delivered: {
            const bool told = books.alarmed(order.id, AlarmKind::ReturnedAfterSale);
            const bool silently = at.payment.cancelled && !told;
            return silently ? "was delivered and returned, and nobody is told" : "";
        }
        case State::Refunded: {
            const bool all = back.byChannel + back.byHand == order.amount;
            return all ? "" : "is called refunded and is not back";
        }
        case State::Refunding: {
            const bool seen = books.alarmed(order.id, AlarmKind::RefundDue) ||
                              books.alarmed(order.id, AlarmKind::RefundFailed);
            return seen ? "" : "waits for its refund unseen";
        }
        default:
            return books.alarmed(order.id) ? "" : "is open and nobody is told";
    }
}

std::string endOf(const Books& books, const Looked& at) {
    if (!isRight(at)) return endOfWrong(books, at);
    if (books.bookedUnder(paymentKey(at)).isZero()) {
        const bool gone = at.payment.returned() && !isOfOrder(at);
        // Of a channel that was never heard after the payment, a person hears.
        const bool seen = books.alarmed(at.order.id, AlarmKind::PaymentSuspect) ||
                          books.alarmed(at.order.id, AlarmKind::GatewayAnswer);
        // Of any other the bill tells a person, who has it booked.
        return gone || seen ? "" : "was never booked";
    }
    if (isOfOrder(at)) return endOfOwn(books, at);
    const Refund* refund = refundFor(at, order::RefundCause::ExtraPayment);
    if (refund == nullptr) return "came twice, and is not refunded";
    const bool over =
        refund->state == RefundState::Returned || refund->state == RefundState::Settled;
    const bool seen = books.alarmed(at.order.id, AlarmKind::ExtraPayment);
    return over || seen ? "" : "came twice, nobody is told";
}

void violated(World& world, const char* invariant, const Looked& at, const std::string& what) {
    world.host().journal.violated(invariant, "{} of {} ({}) {}", at.payment.fact.trade,
                                  at.order.id.text(), name(at.order.state), what);
}

/// `look` at every payment of every channel.
template <class Look>
void eachPayment(World& world, const Books& books, Look look) {
    for (const auto& [name, channel] : world.channels()) {
        for (const auto& [id, trade] : channel.trades()) {
            const auto order = books.orders.find(id);
            if (order == books.orders.end()) {
                return world.host().journal.violated("every payment ends well", "{} has no order",
                                                     id.text());
            }
            for (const ReceivedPayment& payment : trade.payments) {
                const bool first = &payment == &trade.payments.front();
                const bool told = world.notices().wasTold("paid-" + payment.fact.trade);
                look(Looked{channel, order->second, payment, first, told});
            }
        }
    }
}

}  // namespace

void paymentsEndWell(World& world, const Books& books) {
    eachPayment(world, books, [&](const Looked& at) {
        const std::string wrong = endOf(books, at);
        if (!wrong.empty()) violated(world, "every payment ends well", at, wrong);
    });
}

void returnsFit(World& world, const Books& books) {
    const auto jumps = static_cast<std::size_t>(Fault::ClockJump);
    const bool clockWasRight = world.host().faults.counts()[jumps] == 0;
    eachPayment(world, books, [&](const Looked& at) {
        const Back back = backByTheBooks(books, at);
        const Money gone = at.payment.wentBack() + back.byHand;
        if (gone > at.payment.fact.amount) {
            violated(world, "never more goes back than was paid", at, gone.yuanText() + " yuan");
        }
        // Where somebody is told, the bill and a person put it right.
        if (back.byChannel != at.payment.wentBack() && !books.alarmed(at.order.id)) {
            const bool booked = !books.bookedUnder(paymentKey(at)).isZero();
            if (booked) violated(world, "what went back is booked", at, gone.yuanText() + " yuan");
        }
        const bool delivered = at.order.state == State::Delivered && isOfOrder(at);
        if (!delivered) return;
        // An alarm is the second line. While the node's clock is right the first must hold.
        if (at.payment.cancelled && clockWasRight) {
            violated(world, "nothing returned is delivered", at, "went back by a cancel");
        }
        Money reversed;
        for (const order::Reversal& reversal : at.order.reversals) {
            if (reversal.state == order::ReversalState::Done) reversed += reversal.amount;
        }
        if (!at.payment.cancelled && gone > reversed) {
            violated(world, "nothing is delivered and returned", at, gone.yuanText() + " yuan");
        }
    });
}

void channelsFit(World& world, const Books& books) {
    std::map<std::string, Money> expected;
    Money byHand;
    eachPayment(world, books, [&](const Looked& at) {
        const Back back = backByTheBooks(books, at);
        expected[at.order.channel] += books.bookedUnder(paymentKey(at)) - back.byChannel;
        byHand += back.byHand;
    });
    for (const auto& [name, channel] : world.channels()) {
        const Money balance = books.balance(ledger::channelAccount(name));
        if (balance == expected[name]) continue;
        world.host().journal.violated("a channel's account fits the channel",
                                      "{}: booked {}, the channel has {}", name, balance.yuanText(),
                                      expected[name].yuanText());
    }
    const Money given = books.balance(ledger::byHandAccount());
    if (given == -byHand) return;
    world.host().journal.violated("what was given by hand is booked", "{} for {}", given.yuanText(),
                                  byHand.yuanText());
}

void payableFits(World& world, const Books& books) {
    Money open;
    for (const auto& [id, order] : books.orders) {
        for (const Refund& refund : order.refunds) {
            if (isOpen(refund) || refund.state == RefundState::Failed) open += refund.amount;
        }
    }
    const Money payable = -books.balance(ledger::refundPayableAccount());
    if (payable == open) return;
    world.host().journal.violated("what is payable is what is to go back", "{} booked, {} open",
                                  payable.yuanText(), open.yuanText());
}

void customersFit(World& world, const Books& books) {
    std::map<ledger::LedgerAccount, Money> expected;
    for (const auto& [id, order] : books.orders) {
        const bool waits = order.state == State::Paid || order.state == State::PaidLate ||
                           order::ownsMeter(order.state);
        if (waits) {
            expected[ledger::customerAccount(order.account)] -= order.amount - order.setOff;
        }
        Money& debt = expected[ledger::debtAccount(order.account)];
        for (const order::Reversal& reversal : order.reversals) {
            const bool owed = reversal.way == order::ReversalWay::BookDebt &&
                              reversal.state == order::ReversalState::Done;
            if (owed) debt += reversal.amount;
        }
        debt -= books.bookedUnder("set-off:" + id.text());
        debt += books.bookedUnder("set-off-undone:" + id.text());
    }
    for (const auto& [account, balance] : books.balances) {
        const bool customer = account.text().starts_with("customer:");
        const bool debt = account.text().starts_with("debt:");
        if (!customer && !debt) continue;
        const bool negative = debt && balance < Money();
        if (balance == expected[account] && !negative) continue;
        return world.host().journal.violated("a tenant's account is what waits and what is owed",
                                             "{} has {}, expected {}", account.text(),
                                             balance.yuanText(), expected[account].yuanText());
    }
}

}  // namespace wattill::simulation
