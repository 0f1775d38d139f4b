#pragma once

#include "simulator/gateway/till.hpp"

#include <cstdint>
#include <string>

namespace wattill::sim::alipay {

/// trade.refund and trade.fastpay.refund.query. `biz` is biz_content; not thread-safe.
class Refunds {
  public:
    explicit Refunds(Desk& desk) : m_desk(desk) {}
    [[nodiscard]] Node refund(const std::string& biz, std::int64_t now);
    [[nodiscard]] Node query(const std::string& biz, std::int64_t now);

  private:
    Desk& m_desk;
};

}  // namespace wattill::sim::alipay
