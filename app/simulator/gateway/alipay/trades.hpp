#pragma once

#include "simulator/gateway/till.hpp"

#include <cstdint>
#include <string>

namespace wattill::sim::alipay {

/// precreate, query, cancel, close. `biz` is biz_content; not thread-safe.
class Trades {
  public:
    explicit Trades(Desk& desk) : m_desk(desk) {}

    [[nodiscard]] Node precreate(const std::string& biz, const std::string& notifyUrl,
                                 bool certificate, std::int64_t now);
    [[nodiscard]] Node query(const std::string& biz) const;
    [[nodiscard]] Node cancel(const std::string& biz, bool keepsCode, std::int64_t now);
    [[nodiscard]] Node close(const std::string& biz, bool keepsCode);

  private:
    Desk& m_desk;
};

}  // namespace wattill::sim::alipay
