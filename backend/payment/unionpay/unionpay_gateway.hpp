#pragma once

#include "payment/gateway.hpp"
#include "payment/unionpay/unionpay_config.hpp"
#include "payment/wire/transport.hpp"

#include <memory>
#include <string>

namespace wattill::payment::unionpay {

class Exchange;

/// UnionPay 全渠道 ACP 5.1.0, payment by a code on our screen (txnType 01, txnSubType 07). One
/// thread at a time for the calls; checkNotification() and health() from any thread.
///
/// Unlike Alipay, UnionPay knows an order by its number and its time, calls nothing closed while
/// the code lives, and stops telling after about ten minutes: asking is not optional.
class UnionPayGateway final : public PaymentGateway {
  public:
    /// InvalidInput names the field ("merchant_id: …") and the remedy. `clock` must outlive it. An
    /// expired certificate of our own is no error here: what was paid must still be asked for;
    /// health() tells of it.
    [[nodiscard]] static Result<std::unique_ptr<UnionPayGateway>> make(const UnionPayConfig& config,
                                                                       const Clock& clock);
    /// The same with another way to send: for tests.
    [[nodiscard]] static Result<std::unique_ptr<UnionPayGateway>> make(
        const UnionPayConfig& config, const Clock& clock,
        std::unique_ptr<wire::Transport> transport);
    ~UnionPayGateway() override;
    UnionPayGateway(const UnionPayGateway&) = delete;
    UnionPayGateway& operator=(const UnionPayGateway&) = delete;

    [[nodiscard]] std::string_view channel() const override { return "unionpay"; }
    /// The merId.
    [[nodiscard]] std::string merchant() const override;
    /// UnionPay does not give the code of an order a second time: repeating a request that had
    /// arrived is Unavailable (12), and the order is then asked for.
    Result<std::string> create(const CreateRequest& request) override;
    Result<PaymentFact> query(const PaymentRef& payment) override;
    /// Always NoSuchCall, and nothing is sent. ACP has no call that closes a code of this product;
    /// its reversal (99) closes nothing but sends back what was paid, and would do so behind the
    /// back of a delivery that has begun. The code dies by its own expiry.
    Result<CancelReply> cancel(const PaymentRef& payment) override;
    /// Never Returned: 00 means accepted. ShortOfFunds for 64 ("no funds"): a refund has no other
    /// account that could lack them than ours. RefundRequest::reason is not sent, since ACP has no
    /// field for it.
    Result<RefundFact> refund(const RefundRequest& request) override;
    /// Never ShortOfFunds: a refund that failed has used up its number, whatever the reason.
    Result<RefundFact> queryRefund(const RefundRequest& request) override;
    /// A refund's notification is about the refund's own number: that is what `fact.order` says
    /// then, with `fact.trade` as the refund's queryId. `acknowledgement` is "ok"; UnionPay reads
    /// the HTTP status only.
    [[nodiscard]] Result<NotifiedFact> checkNotification(
        const Notification& notification) const override;
    [[nodiscard]] ChannelHealth health() const override;

  private:
    UnionPayGateway(const UnionPayConfig& config, const Clock& clock,
                    std::unique_ptr<Exchange> exchange);
    [[nodiscard]] bool isOver(const PaymentRef& payment) const;

    std::string m_gatewayUrl;
    std::string m_merchantId;
    std::string m_notifyUrl;
    Duration m_longestValidity;
    const Clock& m_clock;
    std::unique_ptr<Exchange> m_exchange;
};

}  // namespace wattill::payment::unionpay
