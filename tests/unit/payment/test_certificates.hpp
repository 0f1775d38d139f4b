#pragma once

#include "base/time.hpp"

#include <array>
#include <ctime>
#include <memory>
#include <string>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace wattill::testing {

/// What a certificate is to say. Times are whole seconds.
struct CertificateWish {
    std::string organisation;
    std::string commonName;
    Instant from = fromMillis(1'735'689'600'000);   // 2025-01-01
    Instant until = fromMillis(1'893'456'000'000);  // 2030-01-01
    std::string serial = "1";                       // decimal
    bool authority = false;
    std::string host{};  // a server's own name, if it is one
    int key = 0;         // certificates with the same number share a key: making one takes long
    bool rsa = true;     // else elliptic curve
    bool sha1 = false;
};

/// A certificate made by the test, with its private key.
class TestCertificate {
  public:
    static TestCertificate selfSigned(const CertificateWish& wish) {
        return TestCertificate(wish, nullptr);
    }
    [[nodiscard]] TestCertificate issue(const CertificateWish& wish) const {
        return TestCertificate(wish, this);
    }
    [[nodiscard]] std::string pem() const {
        return written([&](BIO* out) { PEM_write_bio_X509(out, m_x509.get()); });
    }
    [[nodiscard]] std::string der() const {
        return written([&](BIO* out) { i2d_X509_bio(out, m_x509.get()); });
    }
    [[nodiscard]] std::string privateKeyPem() const {
        return written([&](BIO* out) {
            PEM_write_bio_PKCS8PrivateKey(out, m_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }
    /// Wrapped with `cipher`, an NID; 0 for what OpenSSL takes today.
    /// With a cipher for the certificate the key is wrapped with triple DES, as programs of the age
    /// of RC2 did; else both as OpenSSL does today.
    [[nodiscard]] std::string pfx(const std::string& password, int cipher = 0) const {
        const int keyCipher = cipher == 0 ? 0 : NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
        return written([&](BIO* out) {
            PKCS12* made = PKCS12_create(password.c_str(), "key", m_key.get(), m_x509.get(),
                                         nullptr, keyCipher, cipher, 0, 0, 0);
            i2d_PKCS12_bio(out, made);
            PKCS12_free(made);
        });
    }
    [[nodiscard]] std::string publicKeyPem() const {
        return written([&](BIO* out) { PEM_write_bio_PUBKEY(out, m_key.get()); });
    }

  private:
    using KeyPtr = std::shared_ptr<EVP_PKEY>;

    TestCertificate(const CertificateWish& wish, const TestCertificate* issuer)
        : m_key(keyOf(wish)), m_x509(X509_new(), X509_free) {
        X509* x509 = m_x509.get();
        X509_set_version(x509, X509_VERSION_3);
        BIGNUM* number = nullptr;
        BN_dec2bn(&number, wish.serial.c_str());
        BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509));
        BN_free(number);
        setTime(X509_getm_notBefore(x509), wish.from);
        setTime(X509_getm_notAfter(x509), wish.until);
        X509_NAME* name = X509_get_subject_name(x509);
        add(name, "C", "CN");
        add(name, "O", wish.organisation);
        add(name, "OU", "Certification Authority");
        add(name, "CN", wish.commonName);
        const X509* signer = issuer == nullptr ? x509 : issuer->m_x509.get();
        X509_set_issuer_name(x509, X509_get_subject_name(signer));
        X509_set_pubkey(x509, m_key.get());
        extend(x509, NID_basic_constraints,
               wish.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
        if (!wish.host.empty()) extend(x509, NID_subject_alt_name, "DNS:" + wish.host);
        X509_sign(x509, issuer == nullptr ? m_key.get() : issuer->m_key.get(),
                  wish.sha1 ? EVP_sha1() : EVP_sha256());
    }

    static KeyPtr keyOf(const CertificateWish& wish) {
        static std::array<KeyPtr, 8> keys;
        if (!wish.rsa) return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free};
        KeyPtr& key = keys.at(static_cast<std::size_t>(wish.key));
        if (!key) key = KeyPtr(EVP_RSA_gen(2048), EVP_PKEY_free);
        return key;
    }
    static void extend(X509* x509, int kind, const std::string& text) {
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, text.c_str());
        X509_add_ext(x509, extension, -1);
        X509_EXTENSION_free(extension);
    }
    static void setTime(ASN1_TIME* time, Instant at) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch();
        ASN1_TIME_set(time, static_cast<std::time_t>(seconds.count()));
    }
    static void add(X509_NAME* name, const char* part, const std::string& text) {
        X509_NAME_add_entry_by_txt(name, part, MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()), -1, 0);
    }
    template <class Write>
    static std::string written(Write write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        write(out.get());
        char* data = nullptr;
        const long size = BIO_get_mem_data(out.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }

    KeyPtr m_key;
    std::shared_ptr<X509> m_x509;
};

}  // namespace wattill::testing
