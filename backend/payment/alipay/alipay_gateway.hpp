#pragma once

#include "base/secret.hpp"
#include "base/time.hpp"
#include "payment/gateway.hpp"
#include "payment/wire/clock_skew.hpp"
#include "payment/wire/form.hpp"
#include "payment/wire/keys.hpp"
#include "payment/wire/transport.hpp"

#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace wattill::payment::alipay {

struct AlipayConfig {
    /// https://openapi.alipay.com/gateway.do, or the sandbox, or http to this machine.
    std::string gatewayUrl;
    std::string appId;     ///< 8–32 digits
    std::string sellerId;  ///< 16 digits beginning with 2088, or empty: then it is not compared
    Secret appPrivateKey;  ///< the text of the key, not the name of a file
    std::string alipayPublicKey;
    std::string notifyUrl;  ///< http(s), at most 256 bytes, or empty: then only queries tell
    Duration connectWithin{3000};
    Duration answerWithin{8000};  ///< the whole call, connecting included
};

/// Alipay open API v2, face-to-face payment by a code on our screen (alipay.trade.precreate), RSA2,
/// public-key mode. One thread at a time for the calls; checkNotification() from any thread.
class AlipayGateway final : public PaymentGateway {
  public:
    /// InvalidInput names the field ("app_private_key: …") and the remedy. `clock` must outlive it.
    [[nodiscard]] static Result<std::unique_ptr<AlipayGateway>> make(const AlipayConfig& config,
                                                                     const Clock& clock);
    /// The same with another way to send: for tests.
    [[nodiscard]] static Result<std::unique_ptr<AlipayGateway>> make(
        const AlipayConfig& config, const Clock& clock, std::unique_ptr<wire::Transport> transport);

    [[nodiscard]] std::string_view channel() const override { return "alipay"; }
    /// The app_id, or "app_id/seller_id" when a seller is configured.
    [[nodiscard]] std::string merchant() const override;
    Result<std::string> create(const CreateRequest& request) override;
    Result<PaymentFact> query(const PaymentRef& payment) override;
    Result<CancelReply> cancel(const PaymentRef& payment) override;
    Result<RefundFact> refund(const RefundRequest& request) override;
    Result<RefundFact> queryRefund(const RefundRequest& request) override;
    [[nodiscard]] Result<NotifiedFact> checkNotification(
        const Notification& notification) const override;
    [[nodiscard]] ChannelHealth health() const override;

  private:
    AlipayGateway(const AlipayConfig& config, wire::PrivateKey appKey, wire::PublicKey alipayKey,
                  const Clock& clock, std::unique_ptr<wire::Transport> transport);
    /// One signed call; the answer's node, verified.
    Result<nlohmann::json> ask(std::string_view method, const std::string& bizContent);
    [[nodiscard]] std::string merchantOf(const std::string& appId,
                                         const std::string& sellerId) const;

    std::string m_gatewayUrl;
    std::string m_appId;
    std::string m_sellerId;
    std::string m_notifyUrl;
    wire::PrivateKey m_appKey;
    wire::PublicKey m_alipayKey;
    const Clock& m_clock;
    std::unique_ptr<wire::Transport> m_transport;
    wire::ClockSkew m_skew;
};

}  // namespace wattill::payment::alipay
