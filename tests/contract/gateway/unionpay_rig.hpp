#pragma once

#include "contract/gateway/alipay_rig.hpp"
#include "contract/gateway/rig.hpp"
#include "payment/unionpay/unionpay_gateway.hpp"
#include "simulator/gateway/server.hpp"

#include <memory>

namespace wattill::contract {

/// The adapter, over HTTP, against the stand-in in this process. The keys are made once for all.
class UnionPayRig final : public GatewayRig {
  public:
    explicit UnionPayRig(const std::string& notifyUrl = "http://127.0.0.1:9/notify");

    payment::PaymentGateway& gateway() override { return *m_gateway; }
    bool scan(const std::string& code) override;
    bool pay(const std::string& code) override;
    void loseAnswer(Call call, bool afterEffect) override;
    void payWrongAmount(const OrderId& order, const std::string& code, Money amount) override;
    void payWrongMerchant(const OrderId& order, const std::string& code) override;
    void giveBack(const OrderId& order, Money part, bool allOfIt) override;
    void runShortOfFunds() override;
    void fundsAreBack() override { m_server->clearScript(); }
    std::vector<payment::Notification> notifications() override;
    payment::Notification forged(const payment::Notification& genuine) override;
    [[nodiscard]] Traits traits() const override;

    sim::GatewayServer& server() { return *m_server; }
    [[nodiscard]] payment::unionpay::UnionPayConfig config() const;

  private:
    ScratchDir m_dir;
    std::string m_notifyUrl;
    std::unique_ptr<sim::GatewayServer> m_server;
    std::unique_ptr<payment::unionpay::UnionPayGateway> m_gateway;
};

}  // namespace wattill::contract
