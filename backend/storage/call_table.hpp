#pragma once

#include "order/stores.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

/// Calls that orders want or have under way. Ids are never given out twice.
class CallTable final : public order::CallStore {
  public:
    explicit CallTable(Connection& connection) : m_connection(connection) {}

    Result<void> schedule(const OrderId& order, const order::Schedule& what) override;
    Result<void> drop(const OrderId& order, order::CallKind kind) override;
    /// Conflict when the call is not waiting.
    Result<void> postpone(std::int64_t id, Instant dueAt) override;
    /// Conflict when the call is not waiting.
    Result<void> markStarted(std::int64_t id, Instant at) override;
    Result<void> remove(std::int64_t id) override;
    [[nodiscard]] Result<std::optional<order::Call>> find(std::int64_t id) const override;
    [[nodiscard]] Result<std::vector<order::Call>> due(Instant now,
                                                       std::size_t most) const override;
    [[nodiscard]] Result<std::vector<order::Call>> started() const override;
    [[nodiscard]] Result<std::vector<order::Call>> ofOrder(const OrderId& order) const override;

  private:
    Result<void> changeWaiting(Query& query, std::int64_t id);

    Connection& m_connection;
};

}  // namespace wattill::storage
