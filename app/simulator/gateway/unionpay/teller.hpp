#pragma once

#include "simulator/gateway/till.hpp"
#include "simulator/gateway/unionpay/credentials.hpp"

#include <cstdint>

namespace wattill::sim::unionpay {

/// UnionPay's notifications: of payments that succeeded in time, and of refunds and undos under
/// their own orderId. A payment that came late and a reversal are not told.
class Teller final : public Announcer {
  public:
    Teller(Desk& desk, const Credentials& credentials) : m_desk(desk), m_credentials(credentials) {}
    void paid(const SimOrder& order, const Trade& trade, std::int64_t now) override;
    void returned(const SimOrder& order, const Trade& trade, const Refund& refund,
                  std::int64_t now) override;

  private:
    struct Event;
    void tell(const Event& event, const SimOrder& order);
    Desk& m_desk;
    const Credentials& m_credentials;
};

}  // namespace wattill::sim::unionpay
