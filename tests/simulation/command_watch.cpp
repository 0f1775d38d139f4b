#include "simulation/command_watch.hpp"

#include <algorithm>

namespace wattill::simulation {

using order::Ticket;
using order::TicketId;
using order::TicketState;

struct CommandWatch::Books {
    std::map<TicketId, Ticket> tickets;
    std::vector<order::Alarm> openAlarms;
    std::map<MeterId, bool> owned;  ///< an order has the meter, and an open alarm says so
    std::map<MeterId, tenancy::MeterPlace> places;

    [[nodiscard]] bool alarmed(const std::string& about) const {
        return std::any_of(openAlarms.begin(), openAlarms.end(),
                           [&](const order::Alarm& alarm) { return alarm.order.text() == about; });
    }
    [[nodiscard]] bool waitsForAPerson(const MeterId& meter) const {
        return std::any_of(tickets.begin(), tickets.end(), [&](const auto& each) {
            return each.second.meter == meter && each.second.attention;
        });
    }
};

namespace {
bool decidedByAPerson(const Ticket& ticket) {
    return ticket.note.find("decided by") != std::string::npos;
}

bool isAccount(const metering::MeterCommand& command) {
    return std::holds_alternative<metering::OpenAccount>(command) ||
           std::holds_alternative<metering::CloseAccount>(command);
}
}  // namespace

void CommandWatch::see(const Ticket& ticket) {
    const auto [shown, isNew] = m_shown.try_emplace(ticket.id, ticket);
    Ticket& before = shown->second;
    if (ticket.version < before.version) {
        return m_host.journal.violated("what was shown is on disk", "{} went back from {} to {}",
                                       ticket.id.text(), before.version, ticket.version);
    }
    const bool stays = before.state == ticket.state || before.attention;
    if (order::isFinished(before.state) && !stays) {
        return m_host.journal.violated("a final state stays", "{} went from {} to {}",
                                       ticket.id.text(), name(before.state), name(ticket.state));
    }
    if (isNew || ticket.version > before.version) {
        m_host.journal.trace("ticket   {} {} {} v{} {} {}{} {}", ticket.id.text(),
                             ticket.meter.text(), commandName(ticket.command), ticket.version,
                             name(ticket.state), name(ticket.call),
                             ticket.attention ? " attention" : "", ticket.note);
    }
    const bool sent = ticket.attempts > (isNew ? 0 : before.attempts);
    if (sent && !order::touchesBalance(ticket.command)) {
        m_lastSent[{ticket.meter, ticket.command.index()}] = ticket.id;
    }
    before = ticket;
}

bool CommandWatch::waitsForAPerson(const MeterId& meter) const {
    return std::any_of(m_shown.begin(), m_shown.end(), [&](const auto& each) {
        return each.second.meter == meter && each.second.attention;
    });
}

void CommandWatch::changed(const Ticket& ticket) {
    see(ticket);
    if (ticket.state == TicketState::Done && !decidedByAPerson(ticket)) doneIsTrue(ticket);
}

/// Done as the last answer to the desk showed it: one ticket of a meter is under way at a time.
void CommandWatch::doneIsTrue(const Ticket& ticket) {
    const MeterModel& meter = m_meters.at(ticket.meter);
    if (order::touchesBalance(ticket.command)) {
        if (meter.timesApplied(ticket.id) == 1) return;
        return m_host.journal.violated("a command that is done was read back",
                                       "{} ({}) had no "
                                       "effect on {}",
                                       ticket.id.text(), commandName(ticket.command),
                                       ticket.meter.text());
    }
    const MeterSettings* shown = m_outside.shownToDesk(ticket.meter);
    if (shown != nullptr && settingsAfter(*shown, ticket.command) == *shown) return;
    m_host.journal.violated("a command that is done was read back", "{} ({}) on {} was not shown",
                            ticket.id.text(), commandName(ticket.command), ticket.meter.text());
}

void CommandWatch::applied(const MeterModel& meter, const AppliedCommand& command, Node& node) {
    if (!order::touchesBalance(command.command)) return;
    if (meter.timesApplied(command.ticket) > 1) {
        return m_host.journal.violated("what touches the balance is done once", "{} ({}) on {}",
                                       command.ticket.text(), commandName(command.command),
                                       meter.id().text());
    }
    if (m_host.down) return;
    const auto read = node.read([&](const order::UnitOfWork& unit) -> Result<void> {
        const auto owner = unit.orders().ownerOf(meter.id());
        if (!owner.ok()) return owner.error();
        if (*owner) {
            m_host.journal.violated("orders and commands never hold the balance together",
                                    "{} ({}) took effect on {} while {} delivers",
                                    command.ticket.text(), commandName(command.command),
                                    meter.id().text(), (*owner)->text());
        }
        return {};
    });
    if (!read.ok()) {
        m_host.journal.violated("the database can be read", "{}", read.error().message);
    }
}

void CommandWatch::endsWell(const Ticket& ticket, const Books& books) {
    const bool seen = ticket.attention && books.alarmed(ticket.id.text());
    if (order::isFinished(ticket.state) && (!ticket.attention || seen)) return;
    if (ticket.state == TicketState::Unknown && seen) return;
    // Behind a meter or a ticket that a person already sees; not beyond its own time.
    const bool behind = books.waitsForAPerson(ticket.meter) || books.owned.contains(ticket.meter);
    const bool waits = ticket.state == TicketState::Waiting && ticket.attempts == 0 &&
                       m_host.clock.now() < ticket.deadline;
    if (waits && order::touchesBalance(ticket.command) && behind) return;
    m_host.journal.violated("every command comes to an end", "{} ({}) is {}{}", ticket.id.text(),
                            commandName(ticket.command), name(ticket.state),
                            ticket.attention ? ", and nobody is told" : "");
}

/// The end of what touches the balance is what the meter did, whoever found it out.
void CommandWatch::balanceFits(const Ticket& ticket) {
    if (!order::touchesBalance(ticket.command) || ticket.attention) return;
    const std::size_t times = m_meters.at(ticket.meter).timesApplied(ticket.id);
    const std::size_t right = ticket.state == TicketState::Done ? 1 : 0;
    if (times == right) return;
    m_host.journal.violated("the end of a balance command is what the meter did",
                            "{} ({}) on {} is {}, and took effect {} times", ticket.id.text(),
                            commandName(ticket.command), ticket.meter.text(), name(ticket.state),
                            times);
}

void CommandWatch::untilIsKept(const Ticket& ticket, const Books& books) {
    if (!ticket.after) return;
    const auto first = books.tickets.find(*ticket.after);
    const bool kept = first != books.tickets.end() && first->second.attempts > 0 &&
                      first->second.state != TicketState::Refused;
    if (!kept || ticket.state != TicketState::Cancelled) return;
    const bool replaced = ticket.note.starts_with("replaced by");
    if (replaced || ticket.note.starts_with("withdrawn by")) return;
    m_host.journal.violated("kept supply goes back to prepaid", "{} after {} is cancelled: {}",
                            ticket.id.text(), ticket.after->text(), ticket.note);
}

void CommandWatch::lastWordHolds(const Ticket& ticket) {
    if (ticket.state != TicketState::Done) return;
    const MeterSettings& now = m_meters.at(ticket.meter).settings();
    if (settingsAfter(now, ticket.command) == now) return;
    m_host.journal.violated("the last command that is done is what the meter shows",
                            "{} ({}) on {}", ticket.id.text(), commandName(ticket.command),
                            ticket.meter.text());
}

void CommandWatch::accountsFit(const Books& books) {
    for (const auto& [id, place] : books.places) {
        const bool open = std::any_of(
            books.tickets.begin(), books.tickets.end(), [&, meter = id](const auto& each) {
                const Ticket& ticket = each.second;
                return ticket.meter == meter && isAccount(ticket.command) && ticket.attention;
            });
        if (open || m_meters.at(id).settings().open == place.open) continue;
        m_host.journal.violated("an account is what the meter has", "{} is {} for the node",
                                id.text(), place.open ? "open" : "closed");
    }
}

void CommandWatch::reckon(Node& node) {
    if (!node.wasCommanded()) return;
    Books books;
    const auto read = node.read([&](const order::UnitOfWork& unit) -> Result<void> {
        const auto tickets = unit.commands().list({}, 10'000);
        if (!tickets.ok()) return tickets.error();
        for (const Ticket& ticket : *tickets)
            books.tickets.emplace(ticket.id, ticket);
        const auto alarms = unit.alarms().list(true, 10'000);
        if (!alarms.ok()) return alarms.error();
        books.openAlarms = *alarms;
        const auto places = unit.tenancy().all();
        if (!places.ok()) return places.error();
        for (const auto& place : *places) {
            books.places.emplace(place.meter, place);
            const auto owner = unit.orders().ownerOf(place.meter);
            if (!owner.ok()) return owner.error();
            if (*owner && books.alarmed((*owner)->text())) books.owned[place.meter] = true;
        }
        return {};
    });
    if (!read.ok()) {
        return m_host.journal.violated("the database can be read", "{}", read.error().message);
    }
    for (const auto& [id, shown] : m_shown) {
        if (!books.tickets.contains(id)) {
            m_host.journal.violated("what was shown is on disk", "{} is missing", id.text());
        }
    }
    for (const auto& [id, ticket] : books.tickets) {
        see(ticket);
        endsWell(ticket, books);
        balanceFits(ticket);
        untilIsKept(ticket, books);
    }
    for (const auto& [kind, id] : m_lastSent)
        lastWordHolds(books.tickets.at(id));
    accountsFit(books);
}

}  // namespace wattill::simulation
