#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "payment/gateway.hpp"
#include "payment/unionpay/channel_trust.hpp"
#include "payment/unionpay/merchant_key.hpp"
#include "payment/unionpay/message.hpp"
#include "payment/unionpay/unionpay_config.hpp"
#include "payment/wire/clock_skew.hpp"
#include "payment/wire/transport.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wattill::payment::unionpay {

/// Signs what we ask and verifies what UnionPay answers. ask() from one thread at a time, the rest
/// from any.
class Exchange {
  public:
    /// InvalidInput names the field and the remedy. `clock` must outlive it.
    [[nodiscard]] static Result<std::unique_ptr<Exchange>> make(
        const UnionPayConfig& config, const Clock& clock,
        std::unique_ptr<wire::Transport> transport);

    /// `fields` without what every message has (version, encoding, signMethod, bizType, accessType,
    /// merId, certId); empty ones are left out. The answer is genuine and, as far as it repeats
    /// `orderId`, `txnTime` and `settleDate`, about what was asked; after a respCode of success it
    /// must repeat those that were sent.
    [[nodiscard]] Result<Fields> ask(const std::string& url, Fields fields);
    /// Unauthorised says what is wrong with the message.
    [[nodiscard]] Result<void> checkGenuine(const Fields& received) const;
    [[nodiscard]] ChannelHealth health() const;

  private:
    Exchange(const UnionPayConfig& config, MerchantKey key, std::unique_ptr<ChannelTrust> trust,
             const Clock& clock, std::unique_ptr<wire::Transport> transport);

    std::string m_merchantId;
    MerchantKey m_key;
    std::unique_ptr<ChannelTrust> m_trust;
    const Clock& m_clock;
    std::unique_ptr<wire::Transport> m_transport;
    wire::ClockSkew m_skew;
};

}  // namespace wattill::payment::unionpay
