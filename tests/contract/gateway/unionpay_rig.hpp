#pragma once

#include "contract/gateway/stand_in_rig.hpp"
#include "payment/unionpay/unionpay_gateway.hpp"

#include <memory>

namespace wattill::contract {

/// The adapter, over HTTP, against the stand-in.
class UnionPayRig final : public StandInRig {
  public:
    explicit UnionPayRig(const std::string& notifyUrl = "http://127.0.0.1:9/notify");

    payment::PaymentGateway& gateway() override { return *m_gateway; }
    payment::Notification forged(const payment::Notification& genuine) override;
    [[nodiscard]] Traits traits() const override;

    [[nodiscard]] payment::unionpay::UnionPayConfig config() const;

  private:
    std::string m_notifyUrl;
    std::unique_ptr<payment::unionpay::UnionPayGateway> m_gateway;
};

}  // namespace wattill::contract
