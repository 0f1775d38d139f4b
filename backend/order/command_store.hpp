#pragma once

#include "base/result.hpp"
#include "order/ticket.hpp"

#include <vector>

namespace wattill::order {

/// Which tickets a query is about; what is absent is not asked.
struct TicketQuery {
    std::vector<TicketState> states;
    std::optional<BatchId> batch;
    std::optional<MeterId> meter;
    bool attentionOnly = false;
};

/// Trips of batches are started a few at a time; everything else as its bus comes free.
enum class DueKind { TripsOfBatches, Others };

class CommandStore {
  public:
    virtual ~CommandStore() = default;
    /// Conflict when an id or the request key is taken.
    virtual Result<void> insert(const CommandBatch& batch, const std::vector<Ticket>& tickets) = 0;
    /// Replaces the ticket whose version is ticket.version - 1; Conflict when it is another, or
    /// when the ticket would have a meter that another ticket, or for one that touches the balance
    /// an order, has.
    virtual Result<void> update(const Ticket& ticket) = 0;
    [[nodiscard]] virtual Result<std::optional<Ticket>> find(const TicketId& id) const = 0;
    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<Ticket>> list(const TicketQuery& query,
                                                           std::size_t most) const = 0;
    [[nodiscard]] virtual Result<std::optional<CommandBatch>> findBatch(
        const BatchId& id) const = 0;
    [[nodiscard]] virtual Result<std::optional<CommandBatch>> findByRequest(
        const std::string& request) const = 0;
    [[nodiscard]] virtual Result<BatchProgress> progress(const BatchId& id, Instant now) const = 0;

    /// Tickets that are due and have the next turn at their meter, earliest first: no other of the
    /// meter is under way, and none that became due before it is unfinished (one that waits for a
    /// person blocks only those that touch the balance); one that touches the balance waits for the
    /// order that has the meter. Of a batch of more than one meter only one
    /// per bus comes, and none while one is under way there: what waits in a bus's queue delays
    /// sales.
    [[nodiscard]] virtual Result<std::vector<Ticket>> due(DueKind kind, Instant now,
                                                          std::size_t most) const = 0;
    /// Waiting and unknown tickets past their deadline, whatever is in their way, unless what they
    /// follow is under way.
    [[nodiscard]] virtual Result<std::vector<Ticket>> overdue(Instant now,
                                                              std::size_t most) const = 0;
    /// When the next ticket will be due; those that wait for a person are not counted.
    [[nodiscard]] virtual Result<std::optional<Instant>> nextDue() const = 0;
    [[nodiscard]] virtual Result<std::vector<Ticket>> underWay() const = 0;
    /// Trips of batches that are under way.
    [[nodiscard]] virtual Result<std::int64_t> tripsUnderWay() const = 0;
    /// The newest ticket to the meter's relay that has become due, unless it ended without effect
    /// (Refused, Failed, Cancelled).
    [[nodiscard]] virtual Result<std::optional<TicketId>> newestRelay(const MeterId& meter,
                                                                      Instant now) const = 0;
    /// The ticket for whose sake no sale may go to the meter: it touches the balance and is under
    /// way or unknown.
    [[nodiscard]] virtual Result<std::optional<TicketId>> balanceHolder(
        const MeterId& meter) const = 0;
};

}  // namespace wattill::order
