#pragma once

#include "simulator/gateway/alipay/credentials.hpp"
#include "simulator/gateway/till.hpp"

#include <cstdint>

namespace wattill::sim::alipay {

/// Alipay's notifications: of payments, and of refunds.
class Teller final : public Announcer {
  public:
    Teller(Desk& desk, const Credentials& credentials) : m_desk(desk), m_credentials(credentials) {}
    void paid(const SimOrder& order, const Trade& trade, std::int64_t now) override;
    void returned(const SimOrder& order, const Trade& trade, const Refund& refund,
                  std::int64_t now) override;

  private:
    void tell(const SimOrder& order, const Trade& trade, Fields more, std::int64_t now);
    Desk& m_desk;
    const Credentials& m_credentials;
};

}  // namespace wattill::sim::alipay
