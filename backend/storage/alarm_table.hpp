#pragma once

#include "order/stores.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

class AlarmTable final : public order::AlarmStore {
  public:
    explicit AlarmTable(Connection& connection) : m_connection(connection) {}

    Result<void> raise(const order::Alarm& alarm) override;
    Result<void> clear(const OrderId& order, order::AlarmKind kind, Instant at) override;
    Result<void> end(std::int64_t id, const std::string& who, const std::string& why,
                     Instant at) override;
    [[nodiscard]] Result<std::optional<order::Alarm>> find(std::int64_t id) const override;
    [[nodiscard]] Result<std::vector<order::Alarm>> list(bool openOnly,
                                                         std::size_t most) const override;

  private:
    Connection& m_connection;
};

}  // namespace wattill::storage
