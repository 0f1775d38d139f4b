#pragma once

#include "contract/gateway/stand_in_rig.hpp"
#include "payment/alipay/alipay_gateway.hpp"

#include <memory>

namespace wattill::contract {

/// The adapter, over HTTP, against the stand-in.
class AlipayRig final : public StandInRig {
  public:
    explicit AlipayRig(const std::string& notifyUrl = "http://127.0.0.1:9/notify");

    payment::PaymentGateway& gateway() override { return *m_gateway; }
    payment::Notification forged(const payment::Notification& genuine) override;
    [[nodiscard]] Traits traits() const override { return {.cancelSendsBack = false}; }

    [[nodiscard]] payment::alipay::AlipayConfig config() const;
    /// The same application, set up with certificates.
    [[nodiscard]] payment::alipay::AlipayConfig certificateConfig() const;

  private:
    std::string m_notifyUrl;
    std::unique_ptr<payment::alipay::AlipayGateway> m_gateway;
};

}  // namespace wattill::contract
