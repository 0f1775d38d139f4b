#pragma once

#include "base/secret.hpp"
#include "base/time.hpp"
#include "payment/alipay/form.hpp"
#include "payment/alipay/keys.hpp"
#include "payment/alipay/transport.hpp"
#include "payment/gateway.hpp"

#include <memory>
#include <string>

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
        const AlipayConfig& config, const Clock& clock, std::unique_ptr<Transport> transport);

    [[nodiscard]] std::string_view channel() const override { return "alipay"; }
    /// The app_id, or "app_id/seller_id" when a seller is configured.
    [[nodiscard]] std::string merchant() const override;
    Result<std::string> create(const CreateRequest& request) override;
    Result<PaymentFact> query(const OrderId& order) override;
    Result<CancelReply> cancel(const OrderId& order) override;
    [[nodiscard]] Result<NotifiedFact> checkNotification(
        const Notification& notification) const override;

  private:
    AlipayGateway(const AlipayConfig& config, PrivateKey appKey, PublicKey alipayKey,
                  const Clock& clock, std::unique_ptr<Transport> transport);
    /// One signed call; the answer's text, not yet verified.
    Result<std::string> call(std::string_view method, const std::string& bizContent);
    [[nodiscard]] std::string merchantOf(const std::string& appId,
                                         const std::string& sellerId) const;

    std::string m_gatewayUrl;
    std::string m_appId;
    std::string m_sellerId;
    std::string m_notifyUrl;
    PrivateKey m_appKey;
    PublicKey m_alipayKey;
    const Clock& m_clock;
    std::unique_ptr<Transport> m_transport;
};

}  // namespace wattill::payment::alipay
