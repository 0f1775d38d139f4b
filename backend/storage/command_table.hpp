#pragma once

#include "order/command_store.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

/// Batches of commands, a row for each meter of one, and their append-only history.
class CommandTable final : public order::CommandStore {
  public:
    /// `clock` stamps the history only.
    CommandTable(Connection& connection, const Clock& clock)
        : m_connection(connection), m_clock(clock) {}

    Result<void> insert(const order::CommandBatch& batch,
                        const std::vector<order::Ticket>& tickets) override;
    Result<void> update(const order::Ticket& ticket) override;
    [[nodiscard]] Result<std::optional<order::Ticket>> find(
        const order::TicketId& id) const override;
    [[nodiscard]] Result<std::vector<order::Ticket>> list(const order::TicketQuery& query,
                                                          std::size_t most) const override;
    [[nodiscard]] Result<std::optional<order::CommandBatch>> findBatch(
        const order::BatchId& id) const override;
    [[nodiscard]] Result<std::optional<order::CommandBatch>> findByRequest(
        const std::string& request) const override;
    [[nodiscard]] Result<order::BatchProgress> progress(const order::BatchId& id,
                                                        Instant now) const override;
    [[nodiscard]] Result<std::vector<order::Ticket>> due(order::DueKind kind, Instant now,
                                                         std::size_t most) const override;
    [[nodiscard]] Result<std::vector<order::Ticket>> overdue(Instant now,
                                                             std::size_t most) const override;
    [[nodiscard]] Result<std::optional<Instant>> nextDue() const override;
    [[nodiscard]] Result<std::vector<order::Ticket>> underWay() const override;
    [[nodiscard]] Result<std::int64_t> tripsUnderWay() const override;
    [[nodiscard]] Result<std::optional<order::TicketId>> newestRelay(const MeterId& meter,
                                                                     Instant now) const override;
    [[nodiscard]] Result<std::optional<order::TicketId>> balanceHolder(
        const MeterId& meter) const override;

  private:
    Result<void> insertTicket(const order::Ticket& ticket);
    Result<void> remember(const order::Ticket& ticket);

    Connection& m_connection;
    const Clock& m_clock;
};

}  // namespace wattill::storage
