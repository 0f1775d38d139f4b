#pragma once

#include "simulator/gateway/crypto.hpp"

#include <filesystem>
#include <memory>
#include <string>

struct x509_st;

namespace wattill::sim {

struct CertificateWish {
    std::string organisation;
    std::string unit;  ///< may be empty
    std::string common;
    bool authority = false;
    bool expired = false;  ///< was valid until 2021; else from 2020 to 2045
};

/// X.509, signed with SHA-256.
class Certificate {
  public:
    [[nodiscard]] static Certificate selfSigned(const CertificateWish& wish, const RsaKey& key);
    /// For the public half of `key`.
    [[nodiscard]] static Certificate issued(const CertificateWish& wish, const RsaKey& key,
                                            const Certificate& issuer, const RsaKey& issuerKey);
    /// Self-signed with a key on an elliptic curve that is then forgotten.
    [[nodiscard]] static Certificate onACurve(const CertificateWish& wish);
    /// The first one of a PEM file. Throws std::runtime_error that names the file.
    [[nodiscard]] static Certificate read(const std::filesystem::path& file);

    [[nodiscard]] std::string pem() const;
    /// The serial number in decimal: UnionPay's certId.
    [[nodiscard]] std::string serial() const;
    /// Alipay's …_cert_sn: MD5 over issuer and serial number.
    [[nodiscard]] std::string alipaySerial() const;
    [[nodiscard]] RsaKey publicKey() const;
    /// PKCS #12 of this certificate and its key.
    [[nodiscard]] std::string pfx(const RsaKey& key, const std::string& password) const;

  private:
    explicit Certificate(x509_st* certificate);
    std::shared_ptr<x509_st> m_certificate;
};

/// A root that signed one authority in the middle, which signs all the rest.
struct Authority {
    Certificate root;
    Certificate middle;
    RsaKey middleKey;

    [[nodiscard]] static Authority create(const std::string& organisation,
                                          const std::string& rootName,
                                          const std::string& middleName);
    [[nodiscard]] Certificate issue(const CertificateWish& wish, const RsaKey& key) const;
};

}  // namespace wattill::sim
