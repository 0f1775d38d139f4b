#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

#include <string>

namespace wattill::payment::alipay {

/// Texts of keys and certificates, not names of files. What Alipay signs is checked in one of two
/// modes: with its public key, or with its certificate; the three certificates belong together.
struct AlipayConfig {
    /// https://openapi.alipay.com/gateway.do, or the sandbox, or http to this machine.
    std::string gatewayUrl;
    std::string appId;     ///< 8–32 digits
    std::string sellerId;  ///< 16 digits beginning with 2088, or empty: then it is not compared
    Secret appPrivateKey;
    std::string alipayPublicKey;
    std::string appCertificate;         ///< appCertPublicKey_<app_id>.crt
    std::string alipayCertificate;      ///< alipayCertPublicKey_RSA2.crt, with what it holds beside
    std::string alipayRootCertificate;  ///< alipayRootCert.crt
    std::string notifyUrl;  ///< http(s), at most 256 bytes, or empty: then only queries tell
    Duration connectWithin{3000};
    Duration answerWithin{8000};  ///< the whole call, connecting included
};

/// "payment.alipay app_id: …": a key of `[payment.alipay]` and what is wrong with it.
[[nodiscard]] Error faultOf(const char* field, const std::string& why);

/// Everything but the keys and certificates themselves. InvalidInput names the field.
[[nodiscard]] Result<void> checkFields(const AlipayConfig& config);

}  // namespace wattill::payment::alipay
