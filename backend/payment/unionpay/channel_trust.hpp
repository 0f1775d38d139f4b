#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "payment/gateway.hpp"
#include "payment/unionpay/message.hpp"
#include "payment/unionpay/unionpay_config.hpp"
#include "payment/wire/certificate.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace wattill::payment::unionpay {

/// Whether a message is UnionPay's. Every message brings the certificate it was signed with
/// (signPubKeyCert); it counts when it is valid now, was issued by the configured middle
/// certificate, which the configured root issued, and names UnionPay. Safe from any thread.
class ChannelTrust {
  public:
    /// InvalidInput names the field and the remedy.
    [[nodiscard]] static Result<std::unique_ptr<ChannelTrust>> make(const UnionPayConfig& config);

    /// Unauthorised says what is wrong with the message.
    [[nodiscard]] Result<void> check(const Fields& received, Instant now) const;
    [[nodiscard]] std::vector<Expiry> expiries() const;

  private:
    /// A certificate that was found good, and from when to when its chain is valid.
    struct Known {
        wire::PublicKey key;
        Instant from;
        Instant until;
    };
    ChannelTrust(wire::Certificate middle, wire::Certificate root, bool testEnvironment);
    [[nodiscard]] Result<wire::PublicKey> keyOf(const std::string& pem, Instant now) const;
    [[nodiscard]] Result<Known> checked(const std::string& pem, Instant now) const;

    std::vector<wire::Certificate> m_middle;  // one each: what the chain check takes
    std::vector<wire::Certificate> m_root;
    bool m_testEnvironment;
    mutable std::mutex m_mutex;
    /// By the text of the certificate, never by who came first: UnionPay changes it without notice.
    mutable std::map<std::string, Known> m_known;
};

}  // namespace wattill::payment::unionpay
