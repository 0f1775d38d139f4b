#pragma once

#include "payment/alipay/client.hpp"
#include "payment/alipay/config.hpp"
#include "payment/gateway.hpp"

#include <memory>
#include <string>

namespace wattill::payment::alipay {

/// Alipay open API v2, face-to-face payment by a code on our screen (alipay.trade.precreate), RSA2.
/// One thread at a time for the calls; checkNotification() from any thread.
class AlipayGateway final : public PaymentGateway {
  public:
    /// InvalidInput names the field ("private_key_file: …") and the remedy. `clock` must outlive
    /// it.
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
    /// Closes the trade (alipay.trade.close); where there is none, cancels (alipay.trade.cancel).
    /// Refused when the trade was paid or closed already: it stays as it is. Returned only when it
    /// was paid between the two calls.
    Result<CancelReply> cancel(const PaymentRef& payment) override;
    Result<RefundFact> refund(const RefundRequest& request) override;
    Result<RefundFact> queryRefund(const RefundRequest& request) override;
    [[nodiscard]] Result<NotifiedFact> checkNotification(
        const Notification& notification) const override;
    [[nodiscard]] ChannelHealth health() const override;

  private:
    AlipayGateway(const AlipayConfig& config, std::unique_ptr<AlipayClient> client);
    Result<CancelReply> close(const PaymentRef& payment);
    Result<CancelReply> undo(const PaymentRef& payment);
    [[nodiscard]] std::string merchantOf(const std::string& appId,
                                         const std::string& sellerId) const;

    std::string m_appId;
    std::string m_sellerId;
    std::string m_notifyUrl;
    std::unique_ptr<AlipayClient> m_client;
};

}  // namespace wattill::payment::alipay
