#pragma once

#include "storage/connection.hpp"
#include "tenancy/site.hpp"

namespace wattill::storage {

class TenancyTable final : public tenancy::TenancyStore {
  public:
    explicit TenancyTable(Connection& connection) : m_connection(connection) {}

    /// Conflict when another meter has the same address on the same bus.
    Result<void> put(const tenancy::MeterPlace& place) override;
    Result<void> remove(const MeterId& meter) override;
    [[nodiscard]] Result<std::optional<tenancy::MeterPlace>> find(
        const MeterId& meter) const override;
    [[nodiscard]] Result<std::vector<tenancy::MeterPlace>> lookup(
        const std::string& number) const override;
    [[nodiscard]] Result<std::vector<tenancy::MeterPlace>> all() const override;

  private:
    [[nodiscard]] Result<void> addressIsFree(const tenancy::MeterPlace& place) const;

    Connection& m_connection;
};

}  // namespace wattill::storage
