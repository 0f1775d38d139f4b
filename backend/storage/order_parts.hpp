#pragma once

#include "order/order.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

/// Refunds and reversals of orders, and the history of refunds in `order_refund_event`.
class OrderParts {
  public:
    /// `clock` stamps the history only.
    OrderParts(Connection& connection, const Clock& clock)
        : m_connection(connection), m_clock(clock) {}

    /// What is new, and what changed. Conflict when it breaks a rule of the schema.
    Result<void> keep(const order::Order& order);
    Result<std::vector<order::Refund>> refundsOf(const OrderId& order) const;
    Result<std::vector<order::Reversal>> reversalsOf(const OrderId& order) const;

  private:
    Result<void> keep(const OrderId& order, std::int64_t number, const order::Refund& refund);
    Result<void> keep(const OrderId& order, const order::Reversal& reversal);
    Result<void> remember(const order::Refund& refund);

    Connection& m_connection;
    const Clock& m_clock;
};

}  // namespace wattill::storage
