#include "order/calls.hpp"
#include "order/command_desk.hpp"
#include "order/engine.hpp"
#include "order/engine_batch.hpp"
#include "order/rules.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace wattill::order {

namespace {

constexpr std::size_t kMostReason = 200;

/// Under which request the command of a reversal is kept.
std::string commandRequestOf(const Order& order, int number) {
    return "reversal-" + order.id.text() + "-" + std::to_string(number);
}

/// Of a late payment that is booked and not confirmed.
Result<void> decidableLate(const Order& order, Decision decision, Instant now,
                           const Policy& policy) {
    if (!isUnconfirmed(order, now, policy)) {
        return conflict(stateOf(order) +
                        ": the channel is asked to confirm it; a person decides when it has not "
                        "for an hour");
    }
    if (decision == Decision::Refund || decision == Decision::NothingToDo) return {};
    return conflict(stateOf(order) + ": no meter is in question; say refund, or nothing-to-do");
}

Result<void> decidable(const Order& order, Decision decision, Instant now, const Policy& policy) {
    if (order.state == State::PaidLate) return decidableLate(order, decision, now, policy);
    if (order.state == State::Suspect) {
        if (decision == Decision::RefundUnproven) {
            return conflict(stateOf(order) + ": no meter is in question; say refund");
        }
        if (decision == Decision::ItWasDelivered) {
            return conflict(stateOf(order) +
                            ": nothing of it was delivered; refund it, or say "
                            "that there is nothing to do");
        }
        if (decision == Decision::Refund && !order.received) {
            return conflict(stateOf(order) +
                            ": the payment did not come to us as money that can "
                            "be refunded here; see to it at the channel");
        }
        return {};
    }
    if (!order.held) return conflict(stateOf(order) + " and waits for nobody's decision");
    if (decision != Decision::NothingToDo) return {};
    return conflict(stateOf(order) + ": say whether the meter has it, or refund it");
}

/// A meter that may have the sale speaks before the person does.
bool readsFirst(const Order& order, Decision decision) {
    return order.held && decision != Decision::ItWasDelivered;
}

/// Whether the reversal stands already, under the same key with the same content.
Result<bool> standing(const Order& order, const ReversalRequested& request) {
    for (const Reversal& each : order.reversals) {
        if (each.request != request.request) continue;
        if (each.amount == request.amount && each.way == request.way) return true;
        return conflict("request: this key belongs to another reversal; make a new key");
    }
    return false;
}

Error nobodySecond(const Policy& policy) {
    return {ErrorCode::Forbidden,
            Retry::Never,
            "of one order, more than " + policy.reverseAlone.yuanText() +
                " yuan are reversed by two persons only, and without tokens of their own nobody "
                "can tell them apart: add a [[staff]] section for each to site.toml",
            {}};
}

Result<void> reversibleBy(const Order& order, const ReversalRequested& request,
                          const Policy& policy) {
    if (const auto key = validRequestKey(request.request); !key.ok()) return key;
    const auto stands = standing(order, request);
    if (!stands.ok()) return stands.error();
    if (*stands) return {};
    if (request.who.empty()) return invalidInput("operator: who asks for the reversal is missing");
    if (request.why.empty()) return invalidInput("reason: a reversal needs one");
    if (!request.amount.isWholeFen() || request.amount <= Money()) {
        return invalidInput("amount: whole fen above zero");
    }
    if (order.state != State::Delivered) {
        return conflict(stateOf(order) + ": only a delivered sale can be reversed");
    }
    for (const Reversal& each : order.reversals) {
        const bool over = each.endedAt.has_value();
        if (!over) {
            return conflict("reversal " + std::to_string(each.number) + " of order " +
                            order.id.text() + " is " + std::string(name(each.state)) +
                            "; wait for it, or withdraw it");
        }
    }
    if (request.amount > reversible(order)) {
        return conflict("amount: at most " + reversible(order).yuanText() + " yuan of order " +
                        order.id.text() + " can still be reversed");
    }
    const bool alone = !needsTwoPersons(order, request.amount, policy);
    return alone || policy.knowsTwoPersons ? Result<void>{} : Result<void>{nobodySecond(policy)};
}

Result<void> approvable(const Order& order, const ReversalDecided& decision, const Policy& policy) {
    const auto found =
        std::find_if(order.reversals.begin(), order.reversals.end(),
                     [&](const Reversal& each) { return each.number == decision.number; });
    if (found == order.reversals.end()) {
        return notFound("order " + order.id.text() + " has no reversal " +
                        std::to_string(decision.number));
    }
    if (found->state != ReversalState::Proposed) {
        return conflict("reversal " + std::to_string(found->number) + " is " +
                        std::string(name(found->state)) + " and waits for nobody's decision");
    }
    if (decision.who.empty()) return invalidInput("operator: who decides is missing");
    if (decision.approved && !policy.knowsTwoPersons) return nobodySecond(policy);
    if (decision.approved && decision.who == found->by) {
        return conflict(
            "a reversal of more than one person's limit is approved by somebody else "
            "than " +
            found->by);
    }
    return {};
}

/// Over, and whether the meter gave the credit back; empty while that is open.
std::optional<bool> outcomeOf(const Ticket& ticket) {
    if (ticket.state == TicketState::Done) return true;
    const bool kept =
        ticket.state == TicketState::Refused || ticket.state == TicketState::Cancelled;
    // Given up before anything was sent.
    const bool never = ticket.state == TicketState::Failed && ticket.attempts == 0;
    return kept || never ? std::optional(false) : std::nullopt;
}

}  // namespace

void Engine::decide(OrderId id, PersonDecided decision, OrderDone done) {
    const auto found = std::make_shared<Order>();
    submit(
        [this, id = std::move(id), decision, found](UnitOfWork& unit,
                                                    Batch& batch) -> Result<void> {
            const auto order = required(unit, id);
            if (!order.ok()) return order.error();
            const Instant now = m_ports.clock.now();
            const auto open = decidable(*order, decision.decision, now, m_policy);
            if (!open.ok()) return open;
            *found = *order;
            if (readsFirst(*order, decision.decision)) return {};
            const auto after = apply(unit, *order, decision, batch);
            if (!after.ok()) return after.error();
            *found = *after;
            return {};
        },
        [this, decision, found, done = std::move(done)](const Result<void>& result) {
            if (!result.ok()) return done(result.error());
            if (!readsFirst(*found, decision.decision)) return done(*found);
            refundHeld(*found, decision, done);
        });
}

/// The reading only goes with the decision: what a crash loses was not decided.
void Engine::refundHeld(const Order& order, PersonDecided decision, OrderDone done) {
    m_ports.outside.call(MeterReadCall{order.meter},
                         [this, id = order.id, decision = std::move(decision),
                          done = std::move(done)](const Result<OutsideReply>& reply) mutable {
                             // Not asked is not unreadable.
                             if (!reply.ok() && reply.error().code == ErrorCode::Busy)
                                 return done(reply.error());
                             if (reply.ok())
                                 decision.reading = std::get<metering::MeterReading>(*reply);
                             decideAsRead(std::move(id), std::move(decision), std::move(done));
                         });
}

void Engine::decideAsRead(OrderId id, PersonDecided decision, OrderDone done) {
    const auto outcome = std::make_shared<std::optional<Result<Order>>>();
    submit(
        [this, id = std::move(id), decision = std::move(decision), outcome](
            UnitOfWork& unit, Batch& batch) -> Result<void> {
            const auto order = required(unit, id);
            if (!order.ok()) return order.error();
            const Instant now = m_ports.clock.now();
            const auto open = decidable(*order, decision.decision, now, m_policy);
            if (!open.ok()) return open;
            const auto may = refundable(*order, decision, now, m_policy);
            // Also a refusal is kept: when the meter was first seen without the sale.
            const auto after = apply(unit, *order, decision, batch);
            if (!after.ok()) return after.error();
            const bool refused = after->held && !may.ok();
            outcome->emplace(refused ? Result<Order>{may.error()} : Result<Order>{*after});
            return {};
        },
        [outcome, done = std::move(done)](const Result<void>& result) {
            done(result.ok() ? **outcome : Result<Order>{result.error()});
        });
}

void Engine::decideRefund(OrderId id, RefundDecided decision, OrderDone done) {
    const payment::RefundId refund = decision.refund;
    changeOrder(
        std::move(id), std::move(decision),
        [refund](const Order& order) -> Result<void> {
            for (const Refund& each : order.refunds) {
                if (each.id != refund) continue;
                if (each.state == RefundState::Failed) return {};
                return conflict("refund " + refund.text() + " is " + std::string(name(each.state)) +
                                " and waits for nobody's decision");
            }
            return notFound("order " + order.id.text() + " has no refund " + refund.text());
        },
        std::move(done));
}

void Engine::reverse(OrderId id, ReversalRequested request, OrderDone done) {
    const ReversalRequested wish = request;
    changeOrder(
        std::move(id), std::move(request),
        [this, wish](const Order& order) { return reversibleBy(order, wish, m_policy); },
        std::move(done));
}

void Engine::decideReversal(OrderId id, ReversalDecided decision, OrderDone done) {
    const ReversalDecided wish = decision;
    changeOrder(
        std::move(id), std::move(decision),
        [this, wish](const Order& order) { return approvable(order, wish, m_policy); },
        std::move(done));
}

Result<void> Engine::takeCreditBack(UnitOfWork& unit, const Order& order, int number) {
    WATTILL_ASSERT(m_commander, "reversals need a way to command meters");
    const Reversal* reversal = reversalAtTheMeter(order);
    WATTILL_ASSERT(reversal != nullptr && reversal->number == number, "no reversal to carry out");
    NewCommands wish;
    wish.request = commandRequestOf(order, number);
    wish.meters = {order.meter};
    wish.command = metering::TakeCredit{reversal->amount};
    wish.operatedBy = reversal->by;
    wish.reason = ("reversal of order " + order.id.text()).substr(0, kMostReason);
    return m_commander(unit, wish);
}

Result<void> Engine::lookAtCommand(UnitOfWork& unit, const Order& order, const Call& call,
                                   Batch& batch) {
    if (const auto gone = unit.calls().remove(call.id); !gone.ok()) return gone;
    const Reversal* reversal = reversalAtTheMeter(order);
    if (reversal == nullptr) return {};
    const auto commands = unit.commands().findByRequest(commandRequestOf(order, reversal->number));
    if (!commands.ok()) return commands.error();
    WATTILL_ASSERT(commands->has_value(), "a reversal without its command");
    const auto tickets = unit.commands().list({{}, (*commands)->id, {}, false}, 2);
    if (!tickets.ok()) return tickets.error();
    WATTILL_ASSERT(tickets->size() == 1, "a reversal is one command to one meter");
    const Ticket& ticket = tickets->front();
    Event event = CommandStillOpen{call.attempt};
    if (const auto taken = outcomeOf(ticket)) {
        event = CreditTaken{reversal->number, *taken,
                            "command " + ticket.id.text() + ": " + std::string(name(ticket.state))};
    }
    const auto after = apply(unit, order, event, batch);
    return after.ok() ? Result<void>{} : Result<void>{after.error()};
}

}  // namespace wattill::order
