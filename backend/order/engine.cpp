#include "order/engine.hpp"

#include "order/calls.hpp"

#include <fmt/format.h>

namespace wattill::order {

namespace {

constexpr std::size_t kMostCallsAPump = 64;
constexpr int kMostNumbersTried = 20;

Error conflict(std::string message) {
    return {ErrorCode::Conflict, Retry::Never, std::move(message), {}};
}

Result<Order> required(const UnitOfWork& unit, const OrderId& id) {
    const auto found = unit.orders().find(id);
    if (!found.ok()) return found.error();
    if (!*found) return notFound("no order " + id.text());
    return **found;
}

Result<tenancy::MeterPlace> openPlace(const UnitOfWork& unit, const MeterId& meter) {
    const auto place = unit.tenancy().find(meter);
    if (!place.ok()) return place.error();
    if (!*place) return notFound("no meter " + meter.text() + "; import it first");
    if (!(*place)->open) return conflict("the account of meter " + meter.text() + " is not opened");
    return **place;
}

/// A held order's sale may be on the meter or not: until a person decided, nothing more is sold.
Result<void> requireNotHeld(const UnitOfWork& unit, const MeterId& meter) {
    const auto owner = unit.orders().ownerOf(meter);
    if (!owner.ok()) return owner.error();
    if (!*owner) return {};
    const auto order = required(unit, **owner);
    if (!order.ok()) return order.error();
    if (!order->held) return {};
    return conflict("order " + order->id.text() + " of this meter waits for a person to decide");
}

/// The key of a booking that stands in the journal with other content.
Result<std::optional<std::string>> clashingKey(const UnitOfWork& unit,
                                               const std::vector<Effect>& effects) {
    for (const Effect& effect : effects) {
        const auto* book = std::get_if<Book>(&effect);
        if (book == nullptr) continue;
        const auto standing = unit.ledger().find(book->entry.key);
        if (!standing.ok()) return standing.error();
        if (*standing && !ledger::sameContent(**standing, book->entry)) {
            return std::optional(book->entry.key);
        }
    }
    return std::optional<std::string>{};
}

/// A channel's trade that is booked for another order: nothing is booked, a person looks.
Transition clashing(const Order& order, const std::string& key) {
    Transition next{order, {}};
    if (!order.paidAt) {
        next.order.state = State::Suspect;
        next.order.reason = "its payment is booked for another order";
    }
    next.effects.emplace_back(
        Raise{AlarmKind::PaymentSuspect, "the journal holds " + key + " with other content"});
    return next;
}

bool isFaultOfOurs(ErrorCode code) {
    return code == ErrorCode::Io || code == ErrorCode::Corrupt || code == ErrorCode::Internal ||
           code == ErrorCode::Busy;
}

}  // namespace

/// What one transaction wants done once it is on disk.
struct Engine::Batch {
    std::vector<Order> changed;
    std::vector<std::pair<Order, Call>> calls;
    bool somethingDue = false;
};

Engine::Engine(Ports ports, Policy policy, StepFunction rules)
    : m_ports(std::move(ports)), m_policy(policy), m_rules(std::move(rules)) {}

void Engine::submit(Work work, Done done) {
    const auto batch = std::make_shared<Batch>();
    m_ports.database.submit(
        [work = std::move(work), batch](UnitOfWork& unit) {
            *batch = Batch{};
            return work(unit, *batch);
        },
        [this, batch, done = std::move(done)](const Result<void>& result) {
            if (!result.ok()) {
                for (const auto& [order, call] : batch->calls)
                    forget(call);
                if (isFaultOfOurs(result.error().code)) {
                    m_ports.log.error("not-committed", {{"code", name(result.error().code)},
                                                        {"message", result.error().message}});
                }
            }
            done(result);
            if (result.ok()) released(*batch);
        });
}

void Engine::released(const Batch& batch) {
    for (const Order& order : batch.changed) {
        m_ports.log.info(
            "order",
            {{"order", order.id.text()}, {"state", name(order.state)}, {"version", order.version}});
        if (m_observer) m_observer(order);
    }
    for (const auto& [order, call] : batch.calls)
        callOutside(order, call);
    if (batch.somethingDue) pump();
}

void Engine::remember(const Call& call) {
    const std::lock_guard guard(m_underWayGuard);
    m_underWay.insert(call.id);
}

void Engine::forget(const Call& call) {
    const std::lock_guard guard(m_underWayGuard);
    m_underWay.erase(call.id);
}

bool Engine::isUnderWay(const Call& call) const {
    const std::lock_guard guard(m_underWayGuard);
    return m_underWay.contains(call.id);
}

void Engine::recover(Done done) {
    submit([this](UnitOfWork& unit, Batch& batch) { return failLostCalls(unit, batch); },
           std::move(done));
}

void Engine::pump() {
    if (m_pumpQueued.exchange(true)) return;
    submit(
        [this](UnitOfWork& unit, Batch& batch) {
            m_pumpQueued = false;
            return pumpIn(unit, batch);
        },
        [this](const Result<void>&) { m_pumpQueued = false; });
}

Result<void> Engine::pumpIn(UnitOfWork& unit, Batch& batch) {
    if (const auto lost = failLostCalls(unit, batch); !lost.ok()) return lost;
    const auto due = unit.calls().due(m_ports.clock.now(), kMostCallsAPump);
    if (!due.ok()) return due.error();
    for (const Call& call : *due) {
        if (const auto claimed = claim(unit, call, batch); !claimed.ok()) return claimed;
    }
    return {};
}

Result<void> Engine::failLostCalls(UnitOfWork& unit, Batch& batch) {
    const auto started = unit.calls().started();
    if (!started.ok()) return started.error();
    for (const Call& call : *started) {
        if (isUnderWay(call)) continue;
        if (const auto removed = unit.calls().remove(call.id); !removed.ok()) return removed;
        const auto order = required(unit, call.order);
        if (!order.ok()) return order.error();
        const Error lost{ErrorCode::Timeout, Retry::Now, "the node stopped during the call", {}};
        const CallFailed event{call.kind, call.attempt, lost};
        if (const auto after = apply(unit, *order, event, batch); !after.ok()) return after.error();
    }
    return {};
}

Result<void> Engine::claim(UnitOfWork& unit, const Call& call, Batch& batch) {
    auto order = required(unit, call.order);
    if (!order.ok()) return order.error();
    if (call.kind == CallKind::MeterReadBefore && order->state == State::Paid) {
        const auto owner = unit.orders().ownerOf(order->meter);
        if (!owner.ok()) return owner.error();
        if (*owner) {
            if (const auto gone = unit.calls().remove(call.id); !gone.ok()) return gone;
            const CallFailed busy{call.kind,
                                  call.attempt,
                                  {ErrorCode::Busy,
                                   Retry::Later,
                                   "order " + (*owner)->text() + " has the meter",
                                   {}}};
            const auto after = apply(unit, *order, busy, batch);
            return after.ok() ? Result<void>{} : Result<void>{after.error()};
        }
        order = apply(unit, *order, MeterGranted{}, batch);
        if (!order.ok()) return order.error();
    }
    if (!outsideCallOf(*order, call, m_policy)) return unit.calls().remove(call.id);
    Call started = call;
    started.startedAt = m_ports.clock.now();
    if (const auto marked = unit.calls().markStarted(call.id, *started.startedAt); !marked.ok()) {
        return marked;
    }
    remember(call);
    batch.calls.emplace_back(*order, started);
    return {};
}

void Engine::callOutside(const Order& order, const Call& call) {
    const auto what = outsideCallOf(order, call, m_policy);
    WATTILL_ASSERT(what.has_value(), "a claimed call lost its order");
    m_ports.outside.call(
        *what, [this, call](const Result<OutsideReply>& reply) { finished(call, reply); });
}

void Engine::finished(const Call& call, const Result<OutsideReply>& reply) {
    if (!reply.ok()) {
        m_ports.log.warning("call-failed", {{"order", call.order.text()},
                                            {"call", name(call.kind)},
                                            {"attempt", call.attempt},
                                            {"code", name(reply.error().code)},
                                            {"message", reply.error().message}});
    }
    submit(
        [this, call, reply](UnitOfWork& unit, Batch& batch) -> Result<void> {
            if (const auto gone = unit.calls().remove(call.id); !gone.ok()) return gone;
            const auto order = required(unit, call.order);
            if (!order.ok()) return order.error();
            const auto after = apply(unit, *order, eventOf(call, reply), batch);
            return after.ok() ? Result<void>{} : Result<void>{after.error()};
        },
        // Not written: the row stays started and the next pump takes the call for lost.
        [this, call](const Result<void>&) { forget(call); });
}

Result<Order> Engine::apply(UnitOfWork& unit, const Order& order, const Event& event,
                            Batch& batch) {
    Transition next = m_rules(order, event, m_ports.clock.now(), m_policy);
    const auto clash = clashingKey(unit, next.effects);
    if (!clash.ok()) return clash.error();
    if (*clash) next = clashing(order, **clash);
    if (next.order != order) {
        next.order.version = order.version + 1;
        if (const auto kept = unit.orders().update(next.order); !kept.ok()) return kept.error();
        batch.changed.push_back(next.order);
    }
    if (const auto done = applyEffects(unit, next.order, next.effects, batch); !done.ok()) {
        return done.error();
    }
    return next.order;
}

Result<void> Engine::applyEffects(UnitOfWork& unit, const Order& order,
                                  const std::vector<Effect>& effects, Batch& batch) {
    struct Apply {
        UnitOfWork& unit;
        const Order& order;
        Batch& batch;
        Instant now;
        Result<void> operator()(const Book& effect) const {
            const auto booked = unit.ledger().append(effect.entry);
            return booked.ok() ? Result<void>{} : Result<void>{booked.error()};
        }
        Result<void> operator()(const Schedule& effect) const {
            batch.somethingDue = batch.somethingDue || effect.dueAt <= now;
            return unit.calls().schedule(order.id, effect);
        }
        Result<void> operator()(const Drop& effect) const {
            return unit.calls().drop(order.id, effect.kind);
        }
        Result<void> operator()(const Raise& effect) const {
            return unit.alarms().raise(
                {0, effect.kind, order.id, order.meter, now, std::nullopt, effect.text});
        }
        Result<void> operator()(const Clear& effect) const {
            return unit.alarms().clear(order.id, effect.kind, now);
        }
    };
    const Apply applyOne{unit, order, batch, m_ports.clock.now()};
    for (const Effect& effect : effects) {
        if (const auto done = std::visit(applyOne, effect); !done.ok()) return done;
    }
    return {};
}

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
    if (const auto can = m_ports.outside.sellable(*place); !can.ok()) return can.error();
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

void Engine::decide(OrderId id, PersonDecided decision, OrderDone done) {
    changeOrder(
        std::move(id), std::move(decision),
        [](const Order& order) -> Result<void> {
            if (order.held) return {};
            return conflict("order " + order.id.text() + " is " + std::string(name(order.state)) +
                            " and waits for nobody's decision");
        },
        std::move(done));
}

void Engine::notified(payment::NotifiedFact fact, Done done) {
    const OrderId id = fact.fact.order;
    if (fact.aboutRefund && fact.fact.status != payment::PaymentStatus::Returned) {
        // A part of the money went back: never a payment. Known order, nothing to change.
        return submit(
            [id](UnitOfWork& unit, Batch&) -> Result<void> {
                const auto order = required(unit, id);
                return order.ok() ? Result<void>{} : Result<void>{order.error()};
            },
            std::move(done));
    }
    const PaymentReported event{std::move(fact.fact), m_ports.clock.now(), true, 0};
    changeOrder(
        id, event, [](const Order&) -> Result<void> { return {}; },
        [done = std::move(done)](const Result<Order>& order) {
            done(order.ok() ? Result<void>{} : Result<void>{order.error()});
        });
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
