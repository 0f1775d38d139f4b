#include "order/rules.hpp"

#include <algorithm>

namespace wattill::order {

namespace {

using metering::MeterReading;

/// Purchase counts are 16 bits wide on the meters we know (facts 1.3); nobody knows how they wrap.
constexpr std::uint32_t kLastPurchaseCount = 65'535;
/// While another order has the meter, asking often costs nothing on the bus.
constexpr Duration kBusyLongest{10'000};

bool isOverdue(const Step& step) {
    return step.order.paidAt && step.now - *step.order.paidAt > step.policy.deliverWithin;
}

void raiseWhenLate(Step& step, const std::string& what) {
    if (!step.order.paidAt || step.now - *step.order.paidAt <= step.policy.meterAlarmAfter) return;
    step.raise(AlarmKind::MeterSilent, step.order.amount.yuanText() + " CNY waits for meter " +
                                           step.order.meter.text() + ": " + what);
}

Duration meterBackoff(const Step& step, int attempt) {
    return Step::backoff(step.policy.meterRetry, step.policy.meterRetryLongest, attempt);
}

bool awaitsProof(const Order& order) {
    return ownsMeter(order.state) && order.delivery && !order.held;
}

/// The balance must be what was there and what came to it, less what can have been used since.
Fit fitOf(const Policy& policy, const Delivery& delivery, Money added,
          const MeterReading& reading) {
    return fit(delivery.balanceBefore + added, {delivery.readAt, delivery.totalBefore}, reading,
               policy.use);
}

void delivered(Step& step, std::optional<Money> balanceAfter, Instant at) {
    Order& order = step.order;
    order.state = State::Delivered;
    order.held = false;
    order.delivery->balanceAfter = balanceAfter;
    order.delivery->confirmedAt = at;
    step.book(ledger::EntryKind::Delivered, "delivery:" + order.id.text(),
              ledger::customerAccount(order.account), ledger::deliveredAccount(order.meter),
              order.delivery->sale.amount);
    if (!order.quarantineUntil) return;
    // A cancel was never answered: look once more whether it took the money back after all.
    step.schedule(CallKind::GatewayQuery, step.now + step.policy.cancelSettle * 2);
}

void hold(Step& step, const std::string& why) {
    step.order.state = State::DeliveryUnknown;
    step.order.held = true;
    step.order.reason = why;
    step.raise(AlarmKind::CountMismatch, "meter " + step.order.meter.text() + ": " + why +
                                             ". Look at the meter, then decide the order");
}

void readBefore(Step& step, const MeterWasRead& event) {
    Order& order = step.order;
    if (order.state != State::Delivering || order.delivery) return;
    order.meterSilent = false;
    step.clear(AlarmKind::MeterSilent);
    const MeterReading& reading = event.reading;
    Delivery delivery;
    delivery.countBefore = reading.purchaseCount;
    delivery.balanceBefore = reading.balance;
    delivery.readAt = reading.at;
    delivery.totalBefore = reading.total;
    delivery.sale = {order.amount - order.setOff, reading.purchaseCount + 1};
    order.delivery = delivery;
    if (reading.has.purchaseCount && reading.purchaseCount >= kLastPurchaseCount) {
        return hold(step, "its purchase count is at its end");
    }
    step.schedule(CallKind::MeterSell, step.now);
}

std::string mismatchText(const Delivery& delivery, const MeterReading& reading) {
    if (!reading.has.purchaseCount) {
        return delivery.balanceBefore.yuanText() + " CNY before a sale of " +
               delivery.sale.amount.yuanText() + ", now " + reading.balance.yuanText();
    }
    return "purchase count " + std::to_string(delivery.countBefore) + " and " +
           delivery.balanceBefore.yuanText() + " CNY before a sale of " +
           delivery.sale.amount.yuanText() + ", now " + std::to_string(reading.purchaseCount) +
           " and " + reading.balance.yuanText();
}

enum class Finding { OnTheMeter, NotOnTheMeter, Unclear };

/// Models that count say it themselves; the balance must agree.
Finding counted(const Policy& policy, const Delivery& delivery, const MeterReading& reading) {
    if (reading.purchaseCount == delivery.sale.purchaseCount) {
        const Fit with = fitOf(policy, delivery, delivery.sale.amount, reading);
        return with == Fit::Yes ? Finding::OnTheMeter : Finding::Unclear;
    }
    const bool untouched =
        reading.purchaseCount == delivery.countBefore && reading.balance <= delivery.balanceBefore;
    return untouched ? Finding::NotOnTheMeter : Finding::Unclear;
}

/// Of the others only the balance speaks, and only while use cannot have hidden the sale.
Finding weighed(const Policy& policy, const Delivery& delivery, const MeterReading& reading) {
    const bool with = fitOf(policy, delivery, delivery.sale.amount, reading) != Fit::No;
    const bool without = fitOf(policy, delivery, Money(), reading) != Fit::No;
    if (with == without) return Finding::Unclear;
    return with ? Finding::OnTheMeter : Finding::NotOnTheMeter;
}

Finding findingOf(const Policy& policy, const Delivery& delivery, const MeterReading& reading) {
    return reading.has.purchaseCount ? counted(policy, delivery, reading)
                                     : weighed(policy, delivery, reading);
}

/// A model that shows no debt looks the same before and after a sale that only paid it.
bool hidesDebt(const Delivery& delivery, const MeterReading& reading) {
    return !reading.has.purchaseCount && delivery.balanceBefore.isZero() &&
           reading.balance.isZero();
}

/// Keeps when it was first seen that the sale is not on the meter; gives when nothing that was sent
/// can arrive any more.
Instant settledAfter(Delivery& delivery, Instant now, const Policy& policy) {
    if (!delivery.refutedAt || now < *delivery.refutedAt) delivery.refutedAt = now;
    return *delivery.refutedAt + policy.saleSettle;
}

/// The sale is not on the meter and its time is over. What was sent may still arrive: only a second
/// look, after what the slowest line can hold it back, lets the money go.
void refuted(Step& step, const MeterReading& reading, int attempt) {
    Delivery& delivery = *step.order.delivery;
    if (hidesDebt(delivery, reading)) return hold(step, mismatchText(delivery, reading));
    const Instant settled = settledAfter(delivery, step.now, step.policy);
    if (step.now >= settled) return bookRefund(step, "the meter did not take the sale in time");
    raiseWhenLate(step, "it does not take the sale");
    step.schedule(CallKind::MeterReadBack, settled, attempt + 1);
}

/// The count has moved, and not by our sale: the balance is not what it would have left. Only now
/// that can be told: later, use may have made it so.
bool soldByOthers(const Policy& policy, const Delivery& delivery, const MeterReading& reading) {
    return reading.has.purchaseCount && reading.purchaseCount != delivery.countBefore &&
           fitOf(policy, delivery, delivery.sale.amount, reading) == Fit::No;
}

/// What the meter shows now is what it showed when the sale was held, less what was used.
bool isStillTheirs(const Delivery& delivery, const MeterReading& reading) {
    return delivery.heldBalance && reading.balance <= *delivery.heldBalance;
}

/// No person can say that the sale is not there: the count is its own, or the balance is what only
/// the sale can have made of it.
bool showsTheSale(const Policy& policy, const Delivery& delivery, const MeterReading& reading) {
    if (isStillTheirs(delivery, reading)) return false;
    if (fitOf(policy, delivery, delivery.sale.amount, reading) == Fit::No) return false;
    const bool itsCount =
        reading.has.purchaseCount && reading.purchaseCount == delivery.sale.purchaseCount;
    return itsCount || fitOf(policy, delivery, Money(), reading) == Fit::No;
}

bool provesNothingSold(const Policy& policy, const Delivery& delivery,
                       const MeterReading& reading) {
    return findingOf(policy, delivery, reading) == Finding::NotOnTheMeter &&
           !hidesDebt(delivery, reading);
}

/// A person wants a held order refunded.
void refundWanted(Step& step, const PersonDecided& event, const std::string& by) {
    Order& order = step.order;
    const bool proven = event.reading && order.delivery &&
                        provesNothingSold(step.policy, *order.delivery, *event.reading);
    const auto may = refundable(order, event, step.now, step.policy);
    if (may.ok()) {
        step.clear(AlarmKind::CountMismatch);
        const char* unread = event.reading ? "" : "; the meter could not be read";
        return bookRefund(step, order.reason + unread + by, event.who);
    }
    if (!event.reading || !order.delivery) return;
    if (proven) {
        (void)settledAfter(*order.delivery, step.now, step.policy);
    } else {
        order.delivery->refutedAt.reset();
    }
}

void readBack(Step& step, const MeterWasRead& event) {
    Order& order = step.order;
    if (!awaitsProof(order)) return;
    order.meterSilent = false;
    Delivery& delivery = *order.delivery;
    const MeterReading& reading = event.reading;
    const Finding finding = findingOf(step.policy, delivery, reading);
    if (finding == Finding::OnTheMeter) {
        step.clear(AlarmKind::MeterSilent);
        return delivered(step, reading.balance, reading.at);
    }
    if (finding == Finding::Unclear) {
        delivery.heldBalance.reset();
        if (soldByOthers(step.policy, delivery, reading)) delivery.heldBalance = reading.balance;
        return hold(step, mismatchText(delivery, reading));
    }
    if (reading.countRule == metering::CountRule::None) {
        return hold(step, mismatchText(delivery, reading) +
                              ": the sale is not on it, and this model would take a repetition "
                              "for a second sale");
    }
    // Proven: not on the meter.
    if (isOverdue(step)) return refuted(step, reading, event.attempt);
    order.state = State::Delivering;
    order.delivery->refutedAt.reset();
    raiseWhenLate(step, "it does not take the sale");
    const Duration wait = event.attempt == 0 ? Duration{0} : meterBackoff(step, event.attempt - 1);
    step.schedule(CallKind::MeterSell, step.now + wait, event.attempt + 1);
}

}  // namespace

void meterGranted(Step& step, const MeterGranted& event) {
    Order& order = step.order;
    if (order.state != State::Paid) return;
    setOffDebt(step, event.debt);
    order.state = State::Delivering;
    if (order.setOff < order.amount) return;
    order.state = State::Delivered;
    if (!order.reason.empty()) order.reason += "; ";
    order.reason += "all of it paid a debt of the account";
    step.clear(AlarmKind::MeterSilent);
}

void readBeforeFailed(Step& step, const CallFailed& event) {
    Order& order = step.order;
    const bool nothingSold = order.state == State::Delivering && !order.delivery;
    if (order.state != State::Paid && !nothingSold) return;
    order.state = State::Paid;
    // What is paid into a closed account belongs to who paid it.
    if (event.error.code == ErrorCode::Conflict) return bookRefund(step, event.error.message);
    const bool busy = event.error.code == ErrorCode::Busy;
    if (!busy) order.meterSilent = true;
    if (isOverdue(step)) return bookRefund(step, "the meter could not be reached in time");
    raiseWhenLate(step, event.error.message);
    const Duration wait =
        busy ? Step::backoff(step.policy.meterBusyRetry, kBusyLongest, event.attempt)
             : meterBackoff(step, event.attempt);
    step.schedule(CallKind::MeterReadBefore, step.now + wait, event.attempt + 1);
}

void sellFailed(Step& step, const CallFailed& event) {
    Order& order = step.order;
    if (!awaitsProof(order)) return;
    if (event.error.outcomeUnknown()) order.state = State::DeliveryUnknown;
    raiseWhenLate(step, event.error.message);
    step.schedule(CallKind::MeterReadBack, step.now + meterBackoff(step, event.attempt),
                  event.attempt + 1);
}

void readBackFailed(Step& step, const CallFailed& event) {
    Order& order = step.order;
    if (!awaitsProof(order)) return;
    order.state = State::DeliveryUnknown;
    order.meterSilent = true;
    raiseWhenLate(step, event.error.message);
    step.schedule(CallKind::MeterReadBack, step.now + meterBackoff(step, event.attempt),
                  event.attempt + 1);
}

void meterWasRead(Step& step, const MeterWasRead& event) {
    if (event.kind == CallKind::MeterReadBefore) return readBefore(step, event);
    readBack(step, event);
}

void saleAnswered(Step& step, const SaleAnswered& event) {
    if (!awaitsProof(step.order)) return;
    step.schedule(CallKind::MeterReadBack, step.now, event.attempt);
}

Result<void> refundable(const Order& order, const PersonDecided& event, Instant now,
                        const Policy& policy) {
    const bool unproven = event.decision == Decision::RefundUnproven;
    const std::string meter = "meter " + order.meter.text();
    if (!event.reading || !order.delivery) {
        if (unproven) return {};
        return conflict(meter +
                        " could not be read, so nothing proves that the sale is not on it. "
                        "Read it, or refund as unproven (refund-unproven) if you know");
    }
    const Delivery& delivery = *order.delivery;
    const MeterReading& reading = *event.reading;
    if (provesNothingSold(policy, delivery, reading)) {
        Delivery seen = delivery;
        if (now >= settledAfter(seen, now, policy)) return {};
        return Error{ErrorCode::Busy,
                     Retry::Later,
                     meter +
                         " does not have it, but what was sent may still arrive: decide again "
                         "in a minute",
                     {}};
    }
    const std::string figures = mismatchText(delivery, reading);
    if (showsTheSale(policy, delivery, reading)) {
        return conflict(meter + " has it, as it shows: " + figures + ". Say that it was delivered");
    }
    if (unproven) return {};
    return conflict(meter + " may have it: " + figures +
                    ". Look at its own record of purchases, and refund as unproven "
                    "(refund-unproven) only if it is not there");
}

void personDecided(Step& step, const PersonDecided& event) {
    Order& order = step.order;
    if (order.state == State::PaidLate) return unconfirmedDecided(step, event);
    if (!order.held) return suspectDecided(step, event);
    if (event.decision == Decision::NothingToDo) return;
    const std::string by = decidedBy(event.who, event.why);
    if (event.decision != Decision::ItWasDelivered) return refundWanted(step, event, by);
    step.clear(AlarmKind::CountMismatch);
    order.reason += by;
    delivered(step, std::nullopt, step.now);
}

}  // namespace wattill::order
