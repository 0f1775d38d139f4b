#include "order/command_desk.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace wattill::order {

namespace {
constexpr int kMostNumbersTried = 20;
constexpr std::size_t kMostLookedAt = 50;
constexpr std::size_t kLongestReason = 4 * 200;  // bytes
constexpr std::size_t kLongestName = 4 * 40;

bool isKey(const std::string& text) {
    return text.size() >= 8 && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-';
           });
}

Result<void> validUntil(const NewCommands& wish, Instant now) {
    if (!wish.until) return {};
    const auto* relay = std::get_if<metering::RelayCommand>(&wish.command);
    if (relay == nullptr || *relay != metering::RelayCommand::KeepOn) {
        return invalidInput("until: only keep-on has an end");
    }
    if (*wish.until > now && *wish.until <= now + std::chrono::days(366)) return {};
    return invalidInput("until: must lie ahead, within a year");
}

Result<void> confirmed(const NewCommands& wish, const CommandPolicy& policy) {
    const auto* relay = std::get_if<metering::RelayCommand>(&wish.command);
    if (relay == nullptr || *relay != metering::RelayCommand::Trip) return {};
    const auto count = static_cast<std::int64_t>(wish.meters.size());
    if (wish.meters.size() <= policy.unconfirmedTrips || wish.confirm == count) return {};
    return invalidInput(fmt::format(
        "confirm: {0} meters would be switched off; if that is meant, say {0} here", count));
}

Result<void> valid(const NewCommands& wish, const CommandPolicy& policy, Instant now) {
    if (!isKey(wish.request)) {
        return invalidInput("request: 8 to 64 letters, digits or '-', new for every request");
    }
    if (wish.meters.empty() || wish.meters.size() > policy.mostMeters) {
        return invalidInput(fmt::format("meters: must be 1 to {} meters", policy.mostMeters));
    }
    std::set<MeterId> seen;
    for (const MeterId& meter : wish.meters) {
        if (!seen.insert(meter).second) {
            return invalidInput(fmt::format("meters: {} is there twice", meter.text()));
        }
    }
    if (wish.operatedBy.empty() || wish.operatedBy.size() > kLongestName) {
        return invalidInput("operator: must be 1 to 40 characters");
    }
    if (wish.reason.size() > kLongestReason) {
        return invalidInput("reason: must be at most 200 characters");
    }
    const auto giveUp = wish.giveUpAfter.value_or(policy.giveUpAfter);
    if (giveUp < std::chrono::minutes(1) || giveUp > std::chrono::days(30)) {
        return invalidInput("giveUpAfterS: must be from 60 (a minute) to 2592000 (30 days)");
    }
    if (const auto* take = std::get_if<metering::TakeCredit>(&wish.command)) {
        if (take->purchaseCount != 0 || take->orderNumber != 0) {
            return invalidInput("purchaseCount, orderNumber: are the node's to choose");
        }
    }
    if (const auto right = validate(wish.command); !right.ok()) return right;
    if (const auto right = validUntil(wish, now); !right.ok()) return right;
    return confirmed(wish, policy);
}

/// An order whose money may still have to go to the meter.
bool isOpen(const Order& order) {
    switch (order.state) {
        case State::Created:
        case State::AwaitingPayment:
        case State::Paid:
        case State::PaidLate:
        case State::Delivering:
        case State::DeliveryUnknown:
            return true;
        default:
            return false;
    }
}

bool isAccountCommand(const metering::MeterCommand& command) {
    return std::holds_alternative<metering::OpenAccount>(command) ||
           std::holds_alternative<metering::CloseAccount>(command);
}

/// An account is opened or closed when nothing else waits that touches its balance, and while it
/// waits nothing of the kind is added: else what was allowed when it was asked for would meet
/// another tenant's money, and a second opening would wipe what was paid after the first.
Result<void> balanceAllows(const UnitOfWork& unit, const metering::MeterCommand& command,
                           const MeterId& meter) {
    if (!touchesBalance(command)) return {};
    TicketQuery query;
    query.meter = meter;
    query.states = {TicketState::Waiting, TicketState::UnderWay, TicketState::Unknown};
    const auto tickets = unit.commands().list(query, kMostLookedAt);
    if (!tickets.ok()) return tickets.error();
    for (const Ticket& ticket : *tickets) {
        const bool clashes = isAccountCommand(command) ? touchesBalance(ticket.command)
                                                       : isAccountCommand(ticket.command);
        if (!clashes) continue;
        return conflict(fmt::format(
            "the account of meter {} has command {} ({}, {}); wait for its "
            "end, or withdraw it",
            meter.text(), ticket.id.text(), commandName(ticket.command), name(ticket.state)));
    }
    return {};
}

Result<void> accountAllows(const UnitOfWork& unit, const metering::MeterCommand& command,
                           const tenancy::MeterPlace& place) {
    const std::string account = "the account of meter " + place.meter.text();
    if (std::holds_alternative<metering::OpenAccount>(command)) {
        if (!place.open) return balanceAllows(unit, command, place.meter);
        return conflict(account +
                        " is open; opening it again would wipe what is left on the meter");
    }
    if (!place.open) return conflict(account + " is not open");
    if (!std::holds_alternative<metering::CloseAccount>(command)) {
        return balanceAllows(unit, command, place.meter);
    }
    const auto orders = unit.orders().ofMeter(place.meter, kMostLookedAt);
    if (!orders.ok()) return orders.error();
    for (const Order& order : *orders) {
        if (!isOpen(order)) continue;
        return conflict(fmt::format("{} has order {} ({}); close it when that has ended", account,
                                    order.id.text(), name(order.state)));
    }
    return balanceAllows(unit, command, place.meter);
}

Result<bool> sameWish(const UnitOfWork& unit, const CommandBatch& batch, const NewCommands& wish) {
    if (batch.command != wish.command || batch.until != wish.until) return false;
    TicketQuery query;
    query.batch = batch.id;
    const auto tickets = unit.commands().list(query, 2 * static_cast<std::size_t>(batch.meters));
    if (!tickets.ok()) return tickets.error();
    std::set<MeterId> asked;
    for (const Ticket& ticket : *tickets)
        asked.insert(ticket.meter);
    return asked == std::set<MeterId>(wish.meters.begin(), wish.meters.end());
}
}  // namespace

Result<void> CommandDesk::acceptable(const UnitOfWork& unit, const NewCommands& wish,
                                     const MeterId& meter) const {
    const auto place = unit.tenancy().find(meter);
    if (!place.ok()) return place.error();
    if (!*place) return notFound("no meter " + meter.text() + "; import it first");
    if (const auto can = m_ports.outside.commandable(**place, wish.command); !can.ok()) return can;
    if (!touchesBalance(wish.command)) return {};
    return accountAllows(unit, wish.command, **place);
}

std::vector<Ticket> CommandDesk::ticketsOf(const CommandBatch& batch,
                                           const NewCommands& wish) const {
    std::vector<Ticket> tickets;
    const Duration giveUp = wish.giveUpAfter.value_or(m_policy.giveUpAfter);
    const auto add = [&](const MeterId& meter, Instant notBefore) -> Ticket& {
        Ticket ticket;
        ticket.id = TicketId(fmt::format("{}-{}", batch.id.text(), tickets.size() + 1));
        ticket.batch = batch.id;
        ticket.meter = meter;
        ticket.command = batch.command;
        ticket.ofMany = wish.meters.size() > 1;
        ticket.requestedAt = batch.requestedAt;
        ticket.notBefore = notBefore;
        ticket.deadline = notBefore + giveUp;
        ticket.dueAt = notBefore;
        return tickets.emplace_back(std::move(ticket));
    };
    for (const MeterId& meter : wish.meters) {
        const TicketId first = add(meter, batch.requestedAt).id;
        if (!wish.until) continue;
        Ticket& back = add(meter, *wish.until);
        back.command = metering::RelayCommand::ToPrepaid;
        back.after = first;
    }
    return tickets;
}

Result<BatchId> CommandDesk::newBatchId(const UnitOfWork& unit) {
    const Instant now = m_ports.clock.now();
    for (int tries = 0; tries < kMostNumbersTried; ++tries) {
        const BatchId id(fmt::format("C{}{:04}", m_ports.zone.format("%y%m%d%H%M%S", now),
                                     m_ports.random.below(10'000)));
        const auto taken = unit.commands().findBatch(id);
        if (!taken.ok()) return taken.error();
        if (!*taken) return id;
    }
    return Error{ErrorCode::Busy, Retry::Later, "no free command number; try again", {}};
}

Result<void> CommandDesk::replaceOlderRelays(UnitOfWork& unit, const Ticket& newer,
                                             Effects& effects) {
    TicketQuery query;
    query.states = {TicketState::Waiting, TicketState::Unknown};
    query.meter = newer.meter;
    const auto open = unit.commands().list(query, kMostLookedAt);
    if (!open.ok()) return open.error();
    for (const Ticket& ticket : *open) {
        const bool relay = std::holds_alternative<metering::RelayCommand>(ticket.command);
        // One that waits for its own day is judged on that day: by then this one may have failed.
        if (!relay || ticket.notBefore > newer.requestedAt) continue;
        const TicketCancelled replaced{"replaced by " + newer.id.text()};
        if (const auto after = apply(unit, ticket, replaced, effects); !after.ok()) {
            return after.error();
        }
    }
    return {};
}

Result<CommandBatch> CommandDesk::accept(UnitOfWork& unit, const NewCommands& wish,
                                         Effects& effects) {
    const auto standing = unit.commands().findByRequest(wish.request);
    if (!standing.ok()) return standing.error();
    if (*standing) {
        const auto same = sameWish(unit, **standing, wish);
        if (!same.ok()) return same.error();
        if (*same) return **standing;
        return conflict("request: this key belongs to another request; make a new key");
    }
    const Instant now = m_ports.clock.now();
    if (const auto right = valid(wish, m_policy, now); !right.ok()) return right.error();
    for (const MeterId& meter : wish.meters) {
        if (const auto can = acceptable(unit, wish, meter); !can.ok()) return can.error();
    }
    const auto id = newBatchId(unit);
    if (!id.ok()) return id.error();
    CommandBatch batch{*id,
                       wish.request,
                       wish.command,
                       wish.until,
                       wish.operatedBy,
                       wish.reason,
                       now,
                       static_cast<std::int64_t>(wish.meters.size())};
    const auto tickets = ticketsOf(batch, wish);
    if (std::holds_alternative<metering::RelayCommand>(wish.command)) {
        for (const Ticket& ticket : tickets) {
            if (ticket.after) continue;
            const auto replaced = replaceOlderRelays(unit, ticket, effects);
            if (!replaced.ok()) return replaced.error();
        }
    }
    if (const auto kept = unit.commands().insert(batch, tickets); !kept.ok()) return kept.error();
    effects.changed.insert(effects.changed.end(), tickets.begin(), tickets.end());
    effects.somethingDue = true;
    return batch;
}

Result<void> CommandDesk::keep(UnitOfWork& unit, const NewCommands& wish) {
    Effects effects;
    const auto batch = accept(unit, wish, effects);
    return batch.ok() ? Result<void>{} : Result<void>{batch.error()};
}

void CommandDesk::request(NewCommands wish, BatchDone done) {
    const auto made = std::make_shared<CommandBatch>();
    submit(
        [this, wish = std::move(wish), made](UnitOfWork& unit, Effects& effects) -> Result<void> {
            auto batch = accept(unit, wish, effects);
            if (!batch.ok()) return batch.error();
            *made = std::move(*batch);
            return {};
        },
        [made, done = std::move(done)](const Result<void>& result) {
            done(result.ok() ? Result<CommandBatch>{*made} : Result<CommandBatch>{result.error()});
        });
}

void CommandDesk::change(TicketId id, TicketEvent event,
                         std::function<std::string(const Ticket&)> refusal, TicketDone done) {
    const auto changed = std::make_shared<Ticket>();
    submit(
        [this, id = std::move(id), event = std::move(event), refusal = std::move(refusal), changed](
            UnitOfWork& unit, Effects& effects) -> Result<void> {
            const auto ticket = unit.commands().find(id);
            if (!ticket.ok()) return ticket.error();
            if (!*ticket) return notFound("no command " + id.text());
            const std::string why = refusal(**ticket);
            if (!why.empty()) {
                return conflict(
                    fmt::format("command {} is {}{}", id.text(), name((*ticket)->state), why));
            }
            const auto after = apply(unit, **ticket, event, effects);
            if (!after.ok()) return after.error();
            *changed = *after;
            return {};
        },
        [changed, done = std::move(done)](const Result<void>& result) {
            done(result.ok() ? Result<Ticket>{*changed} : Result<Ticket>{result.error()});
        });
}

void CommandDesk::cancel(TicketId id, const std::string& who, TicketDone done) {
    change(
        std::move(id), TicketCancelled{"withdrawn by " + who},
        [](const Ticket& ticket) {
            const bool waits = ticket.state == TicketState::Waiting;
            return std::string(waits ? "" : " and cannot be withdrawn");
        },
        std::move(done));
}

void CommandDesk::resolve(TicketId id, TicketResolved found, TicketDone done) {
    const Verdict verdict = found.verdict;
    change(
        std::move(id), std::move(found),
        [verdict](const Ticket& ticket) -> std::string {
            if (!ticket.attention) return " and waits for nobody's decision";
            const bool never = ticket.attempts == 0 && touchesBalance(ticket.command);
            if (!never || verdict == Verdict::NotDone) return "";
            return ", and nothing was ever sent: what somebody did by hand is not its doing. "
                   "Decide not-done, and ask for it again if it is still wanted";
        },
        std::move(done));
}

void CommandDesk::cancelBatch(BatchId id, const std::string& who, BatchDone done) {
    const auto found = std::make_shared<CommandBatch>();
    submit(
        [this, id = std::move(id), who, found](UnitOfWork& unit, Effects& effects) -> Result<void> {
            const auto batch = unit.commands().findBatch(id);
            if (!batch.ok()) return batch.error();
            if (!*batch) return notFound("no batch of commands " + id.text());
            *found = **batch;
            TicketQuery query;
            query.batch = id;
            query.states = {TicketState::Waiting};
            const auto waiting = unit.commands().list(query, 2 * m_policy.mostMeters);
            if (!waiting.ok()) return waiting.error();
            for (const Ticket& ticket : *waiting) {
                const auto after =
                    apply(unit, ticket, TicketCancelled{"withdrawn by " + who}, effects);
                if (!after.ok()) return after.error();
            }
            return {};
        },
        [found, done = std::move(done)](const Result<void>& result) {
            done(result.ok() ? Result<CommandBatch>{*found} : Result<CommandBatch>{result.error()});
        });
}

}  // namespace wattill::order
