#pragma once

#include "simulation/node.hpp"

#include <map>

namespace wattill::simulation {

/// Holds what the node says of its commands against what the meters did.
class CommandWatch {
  public:
    CommandWatch(Host& host, OutsideWorld& outside, std::map<MeterId, MeterModel>& meters)
        : m_host(host), m_outside(outside), m_meters(meters) {}

    /// Called after each commit that changed it.
    void changed(const order::Ticket& ticket);
    /// As found on disk: after a restart, and now and then.
    void see(const order::Ticket& ticket);
    /// A command had its effect: no order may have the meter's balance.
    void applied(const MeterModel& meter, const AppliedCommand& command, Node& node);
    /// When everything has settled.
    void reckon(Node& node);

    /// Whether one of the meter's commands does, as far as it was shown.
    [[nodiscard]] bool waitsForAPerson(const MeterId& meter) const;
    /// The newest that the node ever showed of each.
    [[nodiscard]] const std::map<order::TicketId, order::Ticket>& shown() const { return m_shown; }

  private:
    struct Books;
    void doneIsTrue(const order::Ticket& ticket);
    void endsWell(const order::Ticket& ticket, const Books& books);
    void balanceFits(const order::Ticket& ticket);
    void untilIsKept(const order::Ticket& ticket, const Books& books);
    void lastWordHolds(const order::Ticket& ticket);
    void accountsFit(const Books& books);

    Host& m_host;
    OutsideWorld& m_outside;
    std::map<MeterId, MeterModel>& m_meters;
    std::map<order::TicketId, order::Ticket> m_shown;
    /// The last that was sent, of each kind that sets a value.
    std::map<std::pair<MeterId, std::size_t>, order::TicketId> m_lastSent;
};

}  // namespace wattill::simulation
