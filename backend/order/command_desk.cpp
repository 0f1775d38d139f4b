#include "order/command_desk.hpp"

#include <map>
#include <memory>

#include <fmt/format.h>

namespace wattill::order {

namespace {
constexpr std::size_t kMostBegunAPump = 64;

bool isFaultOfOurs(ErrorCode code) {
    return code == ErrorCode::Io || code == ErrorCode::Corrupt || code == ErrorCode::Internal ||
           code == ErrorCode::Busy;
}

bool isRelay(const metering::MeterCommand& command) {
    return std::holds_alternative<metering::RelayCommand>(command);
}

/// Whether the meter may be as that ticket wanted it.
bool mayHaveBeenCarriedOut(const Ticket& ticket) {
    return ticket.attempts > 0 && ticket.state != TicketState::Refused;
}

/// Civil time minus UTC.
Duration offsetOf(const TimeZone& zone, Instant now) {
    const Duration intoDay = now - zone.startOf(zone.dayOf(now));
    const std::string clock = zone.format("%H:%M", now);
    const Duration shown = std::chrono::hours(std::stoi(clock.substr(0, 2))) +
                           std::chrono::minutes(std::stoi(clock.substr(3)));
    // Whatever the day has gained or lost by now is in what the clock shows.
    const Duration gained = shown - std::chrono::floor<std::chrono::minutes>(intoDay);
    const Duration midnight = zone.dayOf(now).time_since_epoch();
    return midnight - zone.startOf(zone.dayOf(now)).time_since_epoch() + gained;
}
}  // namespace

CommandDesk::CommandDesk(Ports ports, CommandPolicy policy)
    : m_ports(std::move(ports)), m_policy(policy) {}

void CommandDesk::submit(Work work, Done done) {
    const auto effects = std::make_shared<Effects>();
    m_ports.database.submit(
        [work = std::move(work), effects](UnitOfWork& unit) {
            *effects = Effects{};
            return work(unit, *effects);
        },
        [this, effects, done = std::move(done)](const Result<void>& result) {
            if (!result.ok()) {
                for (const Ticket& ticket : effects->calls)
                    forget(ticket.id);
                if (isFaultOfOurs(result.error().code)) {
                    m_ports.log.error("not-committed", {{"code", name(result.error().code)},
                                                        {"message", result.error().message}});
                }
            }
            done(result);
            if (result.ok()) released(*effects);
        });
}

void CommandDesk::released(const Effects& effects) {
    for (const Ticket& ticket : effects.changed) {
        m_ports.log.info("command", {{"command", ticket.id.text()},
                                     {"meter", ticket.meter.text()},
                                     {"what", commandName(ticket.command)},
                                     {"state", name(ticket.state)},
                                     {"call", name(ticket.call)},
                                     {"note", ticket.note}});
        if (m_observer) m_observer(ticket);
    }
    for (const Ticket& ticket : effects.calls)
        callOutside(ticket);
    if (effects.somethingDue) pump();
}

void CommandDesk::remember(const Ticket& ticket) {
    const std::lock_guard guard(m_underWayGuard);
    m_underWay.insert(ticket.id);
}

void CommandDesk::forget(const TicketId& ticket) {
    const std::lock_guard guard(m_underWayGuard);
    m_underWay.erase(ticket);
}

bool CommandDesk::isUnderWay(const TicketId& ticket) const {
    const std::lock_guard guard(m_underWayGuard);
    return m_underWay.contains(ticket);
}

void CommandDesk::recover(Done done) {
    submit([this](UnitOfWork& unit, Effects& effects) { return failLostCalls(unit, effects); },
           std::move(done));
}

void CommandDesk::pump() {
    if (m_pumpQueued.exchange(true)) return;
    submit(
        [this](UnitOfWork& unit, Effects& effects) {
            m_pumpQueued = false;
            return pumpIn(unit, effects);
        },
        [this](const Result<void>&) { m_pumpQueued = false; });
}

Result<void> CommandDesk::failLostCalls(UnitOfWork& unit, Effects& effects) {
    const auto underWay = unit.commands().underWay();
    if (!underWay.ok()) return underWay.error();
    for (const Ticket& ticket : *underWay) {
        if (isUnderWay(ticket.id)) continue;
        const Error lost{ErrorCode::Timeout, Retry::Now, "the node stopped during the call", {}};
        const auto after = apply(unit, ticket, TicketCallFailed{lost}, effects);
        if (!after.ok()) return after.error();
    }
    return {};
}

Result<void> CommandDesk::pumpIn(UnitOfWork& unit, Effects& effects) {
    if (const auto lost = failLostCalls(unit, effects); !lost.ok()) return lost;
    const Instant now = m_ports.clock.now();
    const auto overdue = unit.commands().overdue(now, kMostBegunAPump);
    if (!overdue.ok()) return overdue.error();
    for (const Ticket& ticket : *overdue) {
        const auto begun = begin(unit, ticket, TicketOverdue{}, effects);
        if (!begun.ok()) return begun;
    }
    auto due = unit.commands().due(DueKind::Others, now, kMostBegunAPump);
    if (!due.ok()) return due.error();
    const auto trips = unit.commands().tripsUnderWay();
    if (!trips.ok()) return trips.error();
    const auto underWay = static_cast<std::size_t>(*trips);
    if (underWay < m_policy.tripsAtOnce) {
        const auto more =
            unit.commands().due(DueKind::TripsOfBatches, now, m_policy.tripsAtOnce - underWay);
        if (!more.ok()) return more.error();
        due->insert(due->end(), more->begin(), more->end());
    }
    std::set<MeterId> meters;
    std::set<BusId> buses;
    for (const Ticket& ticket : *due) {
        if (!meters.insert(ticket.meter).second) continue;
        if (ticket.ofMany) {
            const auto place = unit.tenancy().find(ticket.meter);
            if (!place.ok()) return place.error();
            if (*place && !buses.insert((*place)->bus).second) continue;
        }
        const auto begun = begin(unit, ticket, TicketGranted{}, effects);
        if (!begun.ok()) return begun;
    }
    return {};
}

Result<void> CommandDesk::begin(UnitOfWork& unit, const Ticket& ticket, const TicketEvent& turn,
                                Effects& effects) {
    const auto end = [&](const TicketEvent& event) -> Result<void> {
        const auto after = apply(unit, ticket, event, effects);
        return after.ok() ? Result<void>{} : Result<void>{after.error()};
    };
    if (ticket.after) {
        const auto first = unit.commands().find(*ticket.after);
        if (!first.ok()) return first.error();
        if (*first && !mayHaveBeenCarriedOut(**first)) {
            return end(TicketCancelled{"command " + ticket.after->text() +
                                       ", which it follows, was not carried out"});
        }
    }
    if (isRelay(ticket.command)) {
        const auto newest = unit.commands().newestRelay(ticket.meter, m_ports.clock.now());
        if (!newest.ok()) return newest.error();
        if (*newest && **newest != ticket.id) {
            return end(TicketCancelled{"replaced by " + (*newest)->text()});
        }
    }
    return end(turn);
}

Result<Ticket> CommandDesk::apply(UnitOfWork& unit, const Ticket& ticket, const TicketEvent& event,
                                  Effects& effects) {
    const Instant now = m_ports.clock.now();
    TicketTransition next = advance(ticket, event, now, m_policy);
    next.ticket.version = ticket.version + 1;
    if (const auto kept = unit.commands().update(next.ticket); !kept.ok()) return kept.error();
    effects.changed.push_back(next.ticket);
    const OrderId about(next.ticket.id.text());
    for (const AlarmKind kind : next.clear) {
        if (const auto cleared = unit.alarms().clear(about, kind, now); !cleared.ok()) {
            return cleared.error();
        }
    }
    for (const Raise& each : next.raise) {
        const auto raised = unit.alarms().raise(
            {0, each.kind, about, next.ticket.meter, now, std::nullopt, each.text});
        if (!raised.ok()) return raised.error();
    }
    if (next.accountOpen) {
        const auto noted = noteAccount(unit, next.ticket.meter, *next.accountOpen);
        if (!noted.ok()) return noted.error();
    }
    if (next.call) {
        remember(next.ticket);
        effects.calls.push_back(next.ticket);
    } else {
        // What this one kept waiting may have its turn now.
        effects.somethingDue =
            effects.somethingDue || isFinished(next.ticket.state) || next.ticket.attention;
    }
    return next.ticket;
}

Result<void> CommandDesk::noteAccount(UnitOfWork& unit, const MeterId& meter, bool open) {
    auto place = unit.tenancy().find(meter);
    if (!place.ok()) return place.error();
    if (!*place || (*place)->open == open) return {};
    (*place)->open = open;
    return unit.tenancy().put(**place);
}

void CommandDesk::callOutside(const Ticket& ticket) {
    const auto done = [this, ticket](const Result<OutsideReply>& reply) {
        finished(ticket, reply);
    };
    if (ticket.call == TicketCall::Look) {
        return m_ports.outside.call(MeterReadCall{ticket.meter}, done);
    }
    m_ports.outside.call(MeterCarryOutCall{ticket.meter, ticket.command}, done);
}

TicketEvent CommandDesk::eventOf(const Result<OutsideReply>& reply) const {
    if (!reply.ok()) return TicketCallFailed{reply.error()};
    if (const auto* reading = std::get_if<metering::MeterReading>(&*reply)) {
        return TicketLooked{*reading, offsetOf(m_ports.zone, m_ports.clock.now())};
    }
    if (const auto* proof = std::get_if<metering::CommandProof>(&*reply)) {
        return TicketProven{*proof};
    }
    return TicketCallFailed{{ErrorCode::BadReply, Retry::Later, "not an answer to this call", {}}};
}

void CommandDesk::finished(const Ticket& ticket, const Result<OutsideReply>& reply) {
    if (!reply.ok()) {
        m_ports.log.warning("command-call-failed", {{"command", ticket.id.text()},
                                                    {"call", name(ticket.call)},
                                                    {"code", name(reply.error().code)},
                                                    {"message", reply.error().message}});
    }
    const auto goesOn = std::make_shared<bool>(false);
    submit(
        [this, id = ticket.id, version = ticket.version, reply, goesOn](
            UnitOfWork& unit, Effects& effects) -> Result<void> {
            *goesOn = false;
            const auto standing = unit.commands().find(id);
            if (!standing.ok()) return standing.error();
            // It was taken for lost meanwhile, because an earlier outcome could not be written.
            if (!*standing || (*standing)->version != version) return {};
            const auto after = apply(unit, **standing, eventOf(reply), effects);
            if (!after.ok()) return after.error();
            *goesOn = !effects.calls.empty();
            return {};
        },
        // Not written: the row stays under way and the next pump takes the call for lost.
        [this, id = ticket.id, goesOn](const Result<void>& result) {
            if (!result.ok() || !*goesOn) forget(id);
        });
}

}  // namespace wattill::order
