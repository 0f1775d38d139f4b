#pragma once

#include "base/time.hpp"
#include "payment/alipay/config.hpp"
#include "payment/alipay/trust.hpp"
#include "payment/wire/clock_skew.hpp"
#include "payment/wire/form.hpp"
#include "payment/wire/keys.hpp"
#include "payment/wire/transport.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace wattill::payment::alipay {

/// Signed calls of Alipay's open API v2 and their verified answers. Calls block; one thread at a
/// time. trust() and clockAhead() from any.
class AlipayClient {
  public:
    /// InvalidInput names the field ("private_key_file: …") and the remedy. `clock` must outlive
    /// it.
    [[nodiscard]] static Result<std::unique_ptr<AlipayClient>> make(
        const AlipayConfig& config, const Clock& clock, std::unique_ptr<wire::Transport> transport);

    /// One signed call; the answer's node, verified. `common` are further parameters for the
    /// address (notify_url). An answer signed by a certificate that is not known yet costs one more
    /// call, which fetches it; whatever goes wrong there is BadReply.
    Result<nlohmann::json> ask(std::string_view method, const std::string& bizContent,
                               const wire::Parameters& common = {});
    /// A file from an address that an answer named, as wire::downloadUrl() has it.
    Result<std::string> download(const std::string& url, const wire::DownloadLimits& limits);

    [[nodiscard]] const AlipayTrust& trust() const { return *m_trust; }
    [[nodiscard]] Instant now() const { return m_clock.now(); }
    [[nodiscard]] std::optional<Duration> clockAhead() const { return m_skew.ahead(); }

  private:
    AlipayClient(const AlipayConfig& config, wire::PrivateKey appKey,
                 std::unique_ptr<AlipayTrust> trust, const Clock& clock,
                 std::unique_ptr<wire::Transport> transport);
    /// Signs, sends, and gives the answer as it came.
    Result<std::string> exchange(std::string_view method, const std::string& bizContent,
                                 const wire::Parameters& common);
    Result<void> fetchCertificate(const std::string& serial);

    std::string m_gatewayUrl;
    std::string m_appId;
    wire::PrivateKey m_appKey;
    std::unique_ptr<AlipayTrust> m_trust;
    const Clock& m_clock;
    std::unique_ptr<wire::Transport> m_transport;
    wire::ClockSkew m_skew;
};

}  // namespace wattill::payment::alipay
