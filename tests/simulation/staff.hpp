#pragma once

#include "simulation/node.hpp"

#include <map>
#include <vector>

namespace wattill::simulation {

/// The people of the property company: they switch, set prices and alarms, open and close accounts
/// and take credit back; press again when nothing comes back; withdraw; and decide what is left to
/// a person.
class Staff {
  public:
    Staff(Host& host, Node& node, const OutsideWorld& outside,
          std::map<MeterId, MeterModel>& meters)
        : m_host(host), m_node(node), m_outside(outside), m_meters(meters) {}

    /// Somebody will want something of a meter, or of several, after `delay`.
    void plan(Duration delay);
    /// A person goes to the meters of those that wait for one.
    void decide(const std::vector<order::Ticket>& waiting);

  private:
    struct Task {
        order::NewCommands wish;
        order::BatchId batch;  ///< once it was answered
        int tries = 0;
        bool refused = false;
        bool mustBeRefused = false;
    };
    void wishFor(std::size_t task);
    [[nodiscard]] metering::MeterCommand anyCommand();
    [[nodiscard]] std::vector<MeterId> anyMeters(bool alone);
    void press(std::size_t task);
    void answered(std::size_t task, const Result<order::CommandBatch>& batch);
    void withdraw(std::size_t task);
    [[nodiscard]] bool isThere(const order::Ticket& ticket) const;

    Host& m_host;
    Node& m_node;
    const OutsideWorld& m_outside;
    std::map<MeterId, MeterModel>& m_meters;
    std::vector<Task> m_tasks;
};

}  // namespace wattill::simulation
