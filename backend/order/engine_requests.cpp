#include "order/calls.hpp"
#include "order/engine_batch.hpp"

#include <memory>

#include <fmt/format.h>

namespace wattill::order {

namespace {

constexpr int kMostNumbersTried = 20;

Result<tenancy::MeterPlace> openPlace(const UnitOfWork& unit, const MeterId& meter) {
    const auto place = unit.tenancy().find(meter);
    if (!place.ok()) return place.error();
    if (!*place) return notFound("no meter " + meter.text() + "; import it first");
    if (!(*place)->open) return conflict("the account of meter " + meter.text() + " is not opened");
    return **place;
}

/// A held order's sale, or a command to the balance, may be on the meter or not: until a person
/// decided, nothing more is sold.
Result<void> requireNotHeld(const UnitOfWork& unit, const MeterId& meter) {
    const auto command = unit.commands().balanceHolder(meter);
    if (!command.ok()) return command.error();
    if (*command) {
        const auto ticket = unit.commands().find(**command);
        if (!ticket.ok()) return ticket.error();
        if (*ticket && (*ticket)->attention) {
            return conflict("command " + (*command)->text() +
                            " of this meter waits for a person to decide");
        }
    }
    const auto owner = unit.orders().ownerOf(meter);
    if (!owner.ok()) return owner.error();
    if (!*owner) return {};
    const auto order = required(unit, **owner);
    if (!order.ok()) return order.error();
    if (!order->held) return {};
    return conflict("order " + order->id.text() + " of this meter waits for a person to decide");
}

Alarm noticeAlarm(std::string about, std::string text) {
    return {0,  AlarmKind::NoticeRefused, OrderId(std::move(about)), MeterId(), Instant(),
            {}, std::move(text)};
}

Alarm foreignNotice(const payment::PaymentFact& fact, const std::string& ours,
                    const std::string& channel) {
    return noticeAlarm(
        channel, fmt::format("a genuine notification says that {} {} for order {} went to merchant "
                             "{}, trade {}; ours is {}. Nothing was booked, and it was not "
                             "acknowledged: look at whose notify address this is",
                             fact.amount.yuanText(), fact.currency, fact.order.text(),
                             fact.merchant, fact.trade, ours));
}

Alarm unknownNotice(const payment::PaymentFact& fact, const std::string& about) {
    return noticeAlarm(
        about,
        fmt::format("a genuine notification calls order {} {} with {} {}, trade {}, but there is "
                    "no such order here. Nothing was booked: look at the channel's bill, and "
                    "whether an old backup was restored",
                    fact.order.text(), payment::name(fact.status), fact.amount.yuanText(),
                    fact.currency, fact.trade));
}

}  // namespace

OrderId Engine::newOrderId(const std::string& terminal, Instant now) {
    return OrderId(fmt::format("{}{}{:04}", terminal, m_ports.zone.format("%y%m%d%H%M%S", now),
                               m_ports.random.below(10'000)));
}

Result<Order> Engine::open(UnitOfWork& unit, const NewOrder& request, Batch& batch) {
    const auto standing = unit.orders().findByRequest(request.request);
    if (!standing.ok()) return standing.error();
    if (*standing) {
        if (sameWish(request, **standing)) return **standing;
        return conflict("request: this key belongs to another order; make a new key");
    }
    const auto place = openPlace(unit, request.meter);
    if (!place.ok()) return place.error();
    const auto can = m_ports.outside.sellable(*place, request.amount);
    if (!can.ok()) return can.error();
    if (const auto free = requireNotHeld(unit, request.meter); !free.ok()) return free.error();
    const auto merchant = m_ports.outside.merchantOf(request.channel);
    if (!merchant.ok()) return merchant.error();

    const Instant now = m_ports.clock.now();
    Order order;
    order.request = request.request;
    order.meter = request.meter;
    order.account = place->account;
    order.amount = request.amount;
    order.channel = request.channel;
    order.merchant = *merchant;
    order.terminal = request.terminal;
    order.createdAt = now;
    order.payBy = now + m_policy.payWithin;
    order.openUntil = now + m_policy.gatewayExpiry + m_policy.stayOpen;
    for (int tries = 0; tries < kMostNumbersTried; ++tries) {
        order.id = newOrderId(request.terminal, now);
        const auto taken = unit.orders().find(order.id);
        if (!taken.ok()) return taken.error();
        if (*taken) continue;
        if (const auto kept = unit.orders().insert(order); !kept.ok()) return kept.error();
        batch.changed.push_back(order);
        const auto begun = applyEffects(unit, order, firstEffects(order, now), batch);
        return begun.ok() ? Result<Order>{order} : Result<Order>{begun.error()};
    }
    return Error{ErrorCode::Busy, Retry::Later, "no free order number; try again", {}};
}

void Engine::createOrder(NewOrder request, OrderDone done) {
    if (const auto valid = validate(request, m_policy); !valid.ok()) return done(valid.error());
    const auto made = std::make_shared<Order>();
    submit(
        [this, request = std::move(request), made](UnitOfWork& unit, Batch& batch) -> Result<void> {
            const auto order = open(unit, request, batch);
            if (!order.ok()) return order.error();
            *made = *order;
            return {};
        },
        [made, done = std::move(done)](const Result<void>& result) {
            done(result.ok() ? Result<Order>{*made} : Result<Order>{result.error()});
        });
}

void Engine::cancelOrder(OrderId id, OrderDone done) {
    changeOrder(
        std::move(id), CancelRequested{},
        [](const Order& order) -> Result<void> {
            if (order.state == State::Created || order.state == State::AwaitingPayment ||
                order.state == State::Cancelled) {
                return {};
            }
            return conflict("order " + order.id.text() + " is " + std::string(name(order.state)) +
                            " and cannot be cancelled");
        },
        std::move(done));
}

void Engine::notified(payment::NotifiedFact fact, Done done, Notice raw) {
    const auto refusal = std::make_shared<std::optional<Error>>();
    submit(
        [this, fact = std::move(fact), raw = std::move(raw), refusal](
            UnitOfWork& unit, Batch& batch) -> Result<void> {
            auto taken = take(unit, fact, raw, batch);
            if (!taken.ok()) return taken.error();
            *refusal = std::move(*taken);
            return {};
        },
        [refusal, done = std::move(done)](const Result<void>& kept) {
            done(kept.ok() && *refusal ? Result<void>{**refusal} : kept);
        });
}

std::optional<std::string> Engine::merchantFor(const std::optional<Order>& order,
                                               const std::string& channel) const {
    if (order) return order->merchant;
    if (channel.empty()) return std::nullopt;
    const auto merchant = m_ports.outside.merchantOf(channel);
    return merchant.ok() ? std::optional(*merchant) : std::nullopt;
}

Result<std::optional<Error>> Engine::take(UnitOfWork& unit, const payment::NotifiedFact& told,
                                          Notice raw, Batch& batch) {
    const auto order = unit.orders().find(told.fact.order);
    if (!order.ok()) return order.error();
    const payment::PaymentFact fact = *order ? ofOrder(told.fact, **order) : told.fact;
    // A part of the money went back: never a payment. Under which number the channel tells it is
    // the channel's business (UnionPay's is the refund's own); what became of a refund is asked.
    const bool partBack = told.aboutRefund && fact.status != payment::PaymentStatus::Returned;
    const auto ours = merchantFor(*order, raw.channel);
    std::optional<Alarm> alarm;
    raw.order = fact.order;
    raw.verdict = NoticeVerdict::Taken;
    if (ours && fact.merchant != *ours) {
        // One of a channel: whoever has a contract there can send such ones, for any number.
        raw.verdict = NoticeVerdict::Foreign;
        alarm = foreignNotice(fact, *ours, *order ? (*order)->channel : raw.channel);
    } else if (!*order && !partBack) {
        raw.verdict = NoticeVerdict::UnknownOrder;
        // Of the number, once it is sure that the money is ours.
        alarm = unknownNotice(fact, ours || raw.channel.empty() ? fact.order.text() : raw.channel);
    }
    if (alarm) raw.why = alarm->text;
    if (!raw.channel.empty()) {
        if (const auto kept = unit.notices().keep(raw); !kept.ok()) return kept.error();
    }
    if (alarm) {
        alarm->raisedAt = m_ports.clock.now();
        if (const auto raised = unit.alarms().raise(*alarm); !raised.ok()) return raised.error();
        const bool foreign = raw.verdict == NoticeVerdict::Foreign;
        return std::optional<Error>(
            {foreign ? ErrorCode::Refused : ErrorCode::NotFound, Retry::Never, alarm->text, {}});
    }
    if (partBack) return std::optional<Error>();
    const PaymentReported event{fact, m_ports.clock.now(), true, 0};
    const auto after = apply(unit, **order, event, batch);
    if (!after.ok()) return after.error();
    return std::optional<Error>();
}

void Engine::changeOrder(OrderId id, Event event, Allowed allowed, OrderDone done) {
    const auto changed = std::make_shared<Order>();
    submit(
        [this, id = std::move(id), event = std::move(event), allowed = std::move(allowed), changed](
            UnitOfWork& unit, Batch& batch) -> Result<void> {
            const auto order = required(unit, id);
            if (!order.ok()) return order.error();
            if (const auto may = allowed(*order); !may.ok()) return may;
            const auto after = apply(unit, *order, event, batch);
            if (!after.ok()) return after.error();
            *changed = *after;
            return {};
        },
        [changed, done = std::move(done)](const Result<void>& result) {
            done(result.ok() ? Result<Order>{*changed} : Result<Order>{result.error()});
        });
}

}  // namespace wattill::order
