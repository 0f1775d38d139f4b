#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

#include <string>

namespace wattill::payment::unionpay {

struct UnionPayConfig {
    /// https://gateway.95516.com/gateway/api, the test environment's
    /// https://gateway.test.95516.com/gateway/api, or http to this machine.
    std::string gatewayUrl;
    /// https://filedownload.95516.com (test: https://filedownload.test.95516.com). Only bills need
    /// it; the gateway does not look at it.
    std::string fileUrl;
    std::string merchantId;  ///< merId, 15 digits

    /// Our own key and certificate: either the .pfx as UnionPay's portal hands it out (its bytes,
    /// or base64 of them) with its password …
    Secret pfx;
    Secret pfxPassword;
    /// … or both as PEM. Exactly one of the two ways is filled in.
    Secret privateKey;
    std::string certificate;

    /// The issuers of the certificate that UnionPay signs with: acp_prod_middle.cer and
    /// acp_prod_root.cer, PEM or DER. Trust rests on these two alone.
    std::string middleCertificate;
    std::string rootCertificate;
    /// The test environment: its certificate may carry another name, and be signed with SHA-1.
    bool testEnvironment = false;

    /// http(s), at most 256 bytes, no query; or empty: then only queries tell.
    std::string notifyUrl;
    Duration connectWithin{3000};
    Duration answerWithin{8000};  ///< the whole call, connecting included
    /// No code is asked for that lives longer. A code that is not known, has expired, or whose
    /// tries all failed, counts as closed only after this and `kClosingMargin`, counted from
    /// PaymentRef::at.
    Duration longestValidity{std::chrono::minutes(30)};
};

/// Added to UnionPayConfig::longestValidity before anything is called closed: a payment that was
/// begun in time may still be booked, and the channel's own clock is not ours.
inline constexpr Duration kClosingMargin = std::chrono::minutes(10);

/// InvalidInput naming a key of `[payment.unionpay]` and the remedy.
[[nodiscard]] Error aboutField(const char* field, const std::string& why);
/// What can be checked without reading keys and certificates.
[[nodiscard]] Result<void> checkConfig(const UnionPayConfig& config);

}  // namespace wattill::payment::unionpay
