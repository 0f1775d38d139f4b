#pragma once

#include "contract/gateway/rig.hpp"
#include "payment/alipay/alipay_gateway.hpp"
#include "simulator/gateway/server.hpp"

#include <filesystem>
#include <memory>

namespace wattill::contract {

/// A folder that is gone at the end.
class ScratchDir {
  public:
    ScratchDir();
    ~ScratchDir();
    ScratchDir(const ScratchDir&) = delete;
    ScratchDir& operator=(const ScratchDir&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

/// The adapter, over HTTP, against the stand-in in this process. The keys are made once for all.
class AlipayRig final : public GatewayRig {
  public:
    explicit AlipayRig(const std::string& notifyUrl = "http://127.0.0.1:9/notify");

    payment::PaymentGateway& gateway() override { return *m_gateway; }
    bool scan(const std::string& code) override;
    bool pay(const std::string& code) override;
    void loseAnswer(Call call, bool afterEffect) override;
    void payWrongAmount(const OrderId& order, const std::string& code, Money amount) override;
    void payWrongMerchant(const OrderId& order, const std::string& code) override;
    void giveBack(const OrderId& order, Money part, bool allOfIt) override;
    void runShortOfFunds() override;
    void fundsAreBack() override {}  // the stand-in says so once
    std::vector<payment::Notification> notifications() override;
    payment::Notification forged(const payment::Notification& genuine) override;
    [[nodiscard]] Traits traits() const override { return {.cancelSendsBack = false}; }

    sim::GatewayServer& server() { return *m_server; }
    /// Ends the stand-in and starts it anew on the same folder and port.
    void restartServer();
    [[nodiscard]] payment::alipay::AlipayConfig config() const;
    /// The same application, set up with certificates.
    [[nodiscard]] payment::alipay::AlipayConfig certificateConfig() const;

  private:
    void startServer(int port);

    ScratchDir m_dir;
    std::string m_notifyUrl;
    std::unique_ptr<sim::GatewayServer> m_server;
    std::unique_ptr<payment::alipay::AlipayGateway> m_gateway;
};

}  // namespace wattill::contract
