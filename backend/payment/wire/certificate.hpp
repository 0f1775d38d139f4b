#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "payment/wire/keys.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct x509_st;

namespace wattill::payment::wire {

/// An X.509 certificate. Immutable; safe from any thread.
class Certificate {
  public:
    /// PEM or DER; of a PEM with several the first. InvalidInput says what is wrong.
    [[nodiscard]] static Result<Certificate> load(std::string_view text);
    /// Every certificate of a PEM, at least one and at most 32, in its order; or the one of a DER.
    [[nodiscard]] static Result<std::vector<Certificate>> loadAll(std::string_view text);

    /// InvalidInput when it is not RSA of 2048 bits or more.
    [[nodiscard]] Result<PublicKey> publicKey() const;
    [[nodiscard]] Instant notBefore() const;
    [[nodiscard]] Instant notAfter() const;
    /// Whether `at` lies between both.
    [[nodiscard]] bool validAt(Instant at) const;
    /// As RFC 2253 writes it: last part first, commas without blanks ("CN=…,OU=…,O=…,C=CN"), UTF-8.
    [[nodiscard]] std::string issuer() const;
    [[nodiscard]] std::string subject() const;
    /// UTF-8; empty when the subject has none.
    [[nodiscard]] std::string subjectCommonName() const;
    [[nodiscard]] std::string subjectOrganisation() const;
    /// Decimal, of any size.
    [[nodiscard]] std::string serial() const;
    /// Of the signature on it, dotted: "1.2.840.113549.1.1.11".
    [[nodiscard]] std::string signatureAlgorithm() const;
    /// Lower-case hex of the MD5 of the issuer followed by the decimal serial: Alipay's name for a
    /// certificate (*_cert_sn). No security rests on it.
    [[nodiscard]] std::string alipaySerial() const;
    [[nodiscard]] std::string pem() const;

  private:
    friend class ChainCheck;
    explicit Certificate(std::shared_ptr<x509_st> x509) : m_x509(std::move(x509)) {}
    std::shared_ptr<x509_st> m_x509;  // the OpenSSL object is counted by itself
};

struct ChainRequest {
    const Certificate& leaf;
    const std::vector<Certificate>& between;  ///< may help to reach a root; not trusted by itself
    const std::vector<Certificate>& roots;    ///< trusted
};

/// The chain from the leaf to one of the roots, both included, every one valid at `at` (this
/// machine's own clock is not asked). Unauthorised says which certificate is at fault and why.
[[nodiscard]] Result<std::vector<Certificate>> checkChain(const ChainRequest& request, Instant at);
/// The same whatever the time is: for what is only to be known, not to be believed.
[[nodiscard]] Result<std::vector<Certificate>> checkChainAtAnyTime(const ChainRequest& request);

}  // namespace wattill::payment::wire
