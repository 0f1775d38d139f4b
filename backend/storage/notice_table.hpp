#pragma once

#include "order/notice.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

class NoticeTable final : public order::NoticeStore {
  public:
    explicit NoticeTable(Connection& connection) : m_connection(connection) {}

    Result<void> keep(const order::Notice& notice) override;
    Result<void> prune(const order::NoticeLimits& limits, Instant now) override;
    [[nodiscard]] Result<std::vector<order::Notice>> newest(std::size_t most) const override;

  private:
    Connection& m_connection;
};

}  // namespace wattill::storage
