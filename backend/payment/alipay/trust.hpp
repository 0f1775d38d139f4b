#pragma once

#include "payment/alipay/config.hpp"
#include "payment/gateway.hpp"
#include "payment/wire/certificate.hpp"
#include "payment/wire/keys.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::payment::alipay {

/// Whose signatures are believed: Alipay's public key, or certificates that Alipay's root vouches
/// for. Safe from any thread.
class AlipayTrust {
  public:
    /// InvalidInput names the field and the remedy. A certificate that has expired is no error
    /// here: Alipay's is replaced by a newer one as soon as an answer names it.
    [[nodiscard]] static Result<std::unique_ptr<AlipayTrust>> make(const AlipayConfig& config,
                                                                   const wire::PrivateKey& appKey);

    /// app_cert_sn and alipay_root_cert_sn of requests; both empty in public-key mode.
    [[nodiscard]] const std::string& appSerial() const { return m_appSerial; }
    [[nodiscard]] const std::string& rootSerial() const { return m_rootSerial; }

    /// False when the certificate of this alipay_cert_sn has to be fetched first. In public-key
    /// mode, and for an empty serial, there is nothing to fetch.
    [[nodiscard]] bool knows(const std::string& serial, Instant now) const;
    /// Takes what alipay.open.app.alipaycert.download gave for `serial`. Its answer proves nothing
    /// by itself, so the certificate must have that serial, reach the configured root, be in date,
    /// and belong to the same organisation as the configured one: the same root vouches for every
    /// merchant, too.
    Result<void> learn(const std::string& serial, const std::string& pem, Instant now);
    /// Without a serial any certificate that is known and in date will do.
    [[nodiscard]] bool verifies(std::string_view text, std::string_view signature,
                                const std::string& serial, Instant now) const;
    /// The certificates in use; nothing in public-key mode.
    [[nodiscard]] std::vector<Expiry> expiries() const;

  private:
    struct Holder {
        std::string serial;
        wire::Certificate certificate;
        wire::PublicKey key;
        std::vector<wire::Certificate> chain;
    };

    AlipayTrust() = default;
    Result<void> takeOwn(const AlipayConfig& config, const wire::PrivateKey& appKey);
    Result<void> takeRoots(const AlipayConfig& config);
    Result<void> takeAlipays(const AlipayConfig& config);

    std::optional<wire::PublicKey> m_key;  // public-key mode
    std::vector<wire::Certificate> m_own;  // one, in certificate mode
    std::vector<wire::Certificate> m_roots;
    std::vector<wire::Certificate> m_between;
    std::string m_appSerial;
    std::string m_rootSerial;
    std::string m_organisation;  // Alipay's own
    mutable std::mutex m_mutex;
    std::vector<Holder> m_holders;  // the configured one first; guarded by m_mutex
};

}  // namespace wattill::payment::alipay
