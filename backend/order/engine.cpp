#include "order/engine.hpp"

#include "order/calls.hpp"
#include "order/engine_batch.hpp"

#include <memory>

namespace wattill::order {

namespace {

constexpr std::size_t kMostCallsAPump = 64;

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

/// The order, or the command that touches the balance, that keeps others from selling to the meter;
/// empty when there is none.
Result<std::string> whoHas(const UnitOfWork& unit, const MeterId& meter) {
    const auto order = unit.orders().ownerOf(meter);
    if (!order.ok()) return order.error();
    if (*order) return "order " + (*order)->text();
    const auto command = unit.commands().balanceHolder(meter);
    if (!command.ok()) return command.error();
    return *command ? "command " + (*command)->text() : std::string();
}

/// Why the order cannot begin to deliver now; empty when it can. Busy: another has the meter.
/// Conflict: the account was closed after the order was made.
Result<std::optional<Error>> obstacleTo(const UnitOfWork& unit, const Order& order) {
    const auto owner = whoHas(unit, order.meter);
    if (!owner.ok()) return owner.error();
    if (!owner->empty()) {
        return std::optional<Error>({ErrorCode::Busy, Retry::Later, *owner + " has the meter", {}});
    }
    const auto place = unit.tenancy().find(order.meter);
    if (!place.ok()) return place.error();
    // A meter that was replaced since is in no place: its account goes on at another one.
    if (!*place || !(*place)->open) {
        return std::optional<Error>({ErrorCode::Conflict,
                                     Retry::Never,
                                     *place ? "the account was closed before the money came"
                                            : "the meter was replaced before the money came",
                                     {}});
    }
    return std::optional<Error>();
}

bool isFaultOfOurs(ErrorCode code) {
    return code == ErrorCode::Io || code == ErrorCode::Corrupt || code == ErrorCode::Internal ||
           code == ErrorCode::Busy;
}

}  // namespace

Result<Order> required(const UnitOfWork& unit, const OrderId& id) {
    const auto found = unit.orders().find(id);
    if (!found.ok()) return found.error();
    if (!*found) return notFound("no order " + id.text());
    return **found;
}

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
    if (call.kind == CallKind::CommandLook) return lookAtCommand(unit, *order, call, batch);
    if (call.kind == CallKind::MeterReadBefore && order->state == State::Paid) {
        const auto obstacle = obstacleTo(unit, *order);
        if (!obstacle.ok()) return obstacle.error();
        if (*obstacle) {
            if (const auto gone = unit.calls().remove(call.id); !gone.ok()) return gone;
            const CallFailed failed{call.kind, call.attempt, **obstacle};
            const auto after = apply(unit, *order, failed, batch);
            return after.ok() ? Result<void>{} : Result<void>{after.error()};
        }
        const auto debt = unit.ledger().balance(ledger::debtAccount(order->account));
        if (!debt.ok()) return debt.error();
        order = apply(unit, *order, MeterGranted{*debt}, batch);
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

payment::PaymentFact Engine::ofOrder(payment::PaymentFact fact, const Order& order) const {
    const auto ours = m_ports.outside.merchantOf(order.channel);
    if (ours.ok() && fact.merchant == *ours) fact.merchant = order.merchant;
    return fact;
}

/// A meter that does not count is counted for: its sales go by the number we have made.
Result<Event> Engine::completed(const UnitOfWork& unit, const Order& order, Event event) const {
    if (auto* report = std::get_if<PaymentReported>(&event)) {
        report->fact = ofOrder(std::move(report->fact), order);
        return event;
    }
    auto* read = std::get_if<MeterWasRead>(&event);
    if (read == nullptr || read->reading.has.purchaseCount) return event;
    const auto last = unit.orders().lastSaleCount(order.meter);
    if (!last.ok()) return last.error();
    read->reading.purchaseCount = *last;
    return event;
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
            const auto event = completed(unit, *order, eventOf(call, reply));
            if (!event.ok()) return event.error();
            const auto after = apply(unit, *order, *event, batch);
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
        Engine& engine;
        UnitOfWork& unit;
        const Order& order;
        Batch& batch;
        Instant now;
        Result<void> operator()(const TakeCreditBack& effect) const {
            return engine.takeCreditBack(unit, order, effect.reversal);
        }
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
    const Apply applyOne{*this, unit, order, batch, m_ports.clock.now()};
    for (const Effect& effect : effects) {
        if (const auto done = std::visit(applyOne, effect); !done.ok()) return done;
    }
    return {};
}

}  // namespace wattill::order
