#pragma once

#include "order/stores.hpp"
#include "storage/connection.hpp"
#include "storage/order_parts.hpp"

namespace wattill::storage {

/// Orders, and their history in `order_event`: one row for every change of state, held or reason.
class OrderTable final : public order::OrderStore {
  public:
    /// `clock` stamps the history only.
    OrderTable(Connection& connection, const Clock& clock)
        : m_connection(connection), m_clock(clock), m_parts(connection, clock) {}

    Result<void> insert(const order::Order& order) override;
    Result<void> update(const order::Order& order) override;
    [[nodiscard]] Result<std::optional<order::Order>> find(const OrderId& id) const override;
    [[nodiscard]] Result<std::optional<order::Order>> findByRequest(
        const std::string& request) const override;
    [[nodiscard]] Result<std::optional<OrderId>> ownerOf(const MeterId& meter) const override;
    [[nodiscard]] Result<std::uint32_t> lastSaleCount(const MeterId& meter) const override;
    [[nodiscard]] Result<std::vector<order::Order>> ofMeter(const MeterId& meter,
                                                            std::size_t most) const override;
    [[nodiscard]] Result<std::vector<order::Order>> list(const std::vector<order::State>& states,
                                                         std::size_t most) const override;

  private:
    Result<void> remember(const order::Order& order);
    [[nodiscard]] Result<order::Order> whole(const Query& row) const;

    Connection& m_connection;
    const Clock& m_clock;
    OrderParts m_parts;
};

}  // namespace wattill::storage
