#include "payment/unionpay/merchant_key.hpp"

#include "payment/wire/base64.hpp"

#include <memory>
#include <optional>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

namespace wattill::payment::unionpay {

namespace {

using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;
using ContextPtr = std::unique_ptr<OSSL_LIB_CTX, decltype(&OSSL_LIB_CTX_free)>;
using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using PfxPtr = std::unique_ptr<PKCS12, decltype(&PKCS12_free)>;
using ProviderPtr = std::unique_ptr<OSSL_PROVIDER, decltype(&OSSL_PROVIDER_unload)>;
using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr std::size_t kMaxPfx = 65536;

struct PemPair {
    Secret key;
    std::string certificate;
};

std::string textOf(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

/// OpenSSL 3 has put aside RC2, with which .pfx files of this age are wrapped; it is loaded here
/// into a context of its own, and nothing else in the process comes to use it.
class PfxReader {
  public:
    PfxReader()
        : m_context(OSSL_LIB_CTX_new(), OSSL_LIB_CTX_free),
          m_ordinary(OSSL_PROVIDER_load(m_context.get(), "default"), OSSL_PROVIDER_unload),
          m_legacy(OSSL_PROVIDER_load(m_context.get(), "legacy"), OSSL_PROVIDER_unload) {}

    [[nodiscard]] Result<PemPair> read(const std::string& bytes,
                                       const std::string& password) const {
        const PfxPtr pfx(parsed(bytes), PKCS12_free);
        if (!pfx) {
            return aboutField("pfx_file",
                              "it cannot be read; give the .pfx file of UnionPay's portal");
        }
        if (PKCS12_verify_mac(pfx.get(), password.c_str(), -1) != 1) {
            return aboutField("pfx_password_file", "it does not open the .pfx; correct it");
        }
        EVP_PKEY* key = nullptr;
        X509* certificate = nullptr;
        PKCS12_parse(pfx.get(), password.c_str(), &key, &certificate, nullptr);
        const KeyPtr keyOwner(key, EVP_PKEY_free);
        const X509Ptr certificateOwner(certificate, X509_free);
        if (key == nullptr || certificate == nullptr) {
            return aboutField("pfx_file", m_legacy
                                              ? "it holds no key with its certificate; export both"
                                              : "it is wrapped with old ciphers, and OpenSSL's "
                                                "legacy module is missing; give key and "
                                                "certificate as PEM");
        }
        return asPem(key, certificate);
    }

  private:
    [[nodiscard]] PKCS12* parsed(const std::string& bytes) const {
        PKCS12* pfx = PKCS12_init_ex(NID_pkcs7_data, m_context.get(), nullptr);
        const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
        if (d2i_PKCS12(&pfx, &at, static_cast<long>(bytes.size())) != nullptr) return pfx;
        PKCS12_free(pfx);
        return nullptr;
    }
    static Result<PemPair> asPem(EVP_PKEY* key, X509* certificate) {
        const BioPtr keyText(BIO_new(BIO_s_secmem()), BIO_free);
        const BioPtr certificateText(BIO_new(BIO_s_mem()), BIO_free);
        const bool written = PEM_write_bio_PKCS8PrivateKey(keyText.get(), key, nullptr, nullptr, 0,
                                                           nullptr, nullptr) == 1 &&
                             PEM_write_bio_X509(certificateText.get(), certificate) == 1;
        if (!written) return aboutField("pfx_file", "its key cannot be used; give an RSA key");
        return PemPair{Secret(textOf(keyText.get())), textOf(certificateText.get())};
    }

    ContextPtr m_context;
    ProviderPtr m_ordinary;
    ProviderPtr m_legacy;
};

Result<PemPair> fromPfx(const Secret& pfx, const Secret& password) {
    const std::string& given = pfx.expose();
    if (given.size() > kMaxPfx) return aboutField("pfx_file", "it is longer than 64 KiB");
    // The bytes of a .pfx are never base64 by chance: they begin with 30 82, and 82 is no letter.
    const auto decoded = wire::decodeBase64(wire::withoutBlanks(given));
    auto pair = PfxReader().read(decoded ? *decoded : given, password.expose());
    ERR_clear_error();
    return pair;
}

Result<PemPair> pemPair(const UnionPayConfig& config) {
    const bool pem = !config.privateKey.empty() || !config.certificate.empty();
    if (config.pfx.empty() && !pem) {
        return aboutField("pfx_file",
                          "it is missing; give the .pfx of UnionPay's portal, or "
                          "private_key_file and certificate_file as PEM");
    }
    if (!config.pfx.empty() && pem) {
        return aboutField(
            "pfx_file", "give either the .pfx or private_key_file and certificate_file, not both");
    }
    if (!config.pfx.empty()) return fromPfx(config.pfx, config.pfxPassword);
    if (config.certificate.empty()) {
        return aboutField("certificate_file",
                          "it is missing; give the certificate of private_key_file");
    }
    return PemPair{config.privateKey, config.certificate};
}

}  // namespace

Result<MerchantKey> loadMerchantKey(const UnionPayConfig& config) {
    const auto pair = pemPair(config);
    if (!pair.ok()) return pair.error();
    const bool fromPem = config.pfx.empty();
    auto key = wire::PrivateKey::load(pair->key);
    if (!key.ok())
        return aboutField(fromPem ? "private_key_file" : "pfx_file", key.error().message);
    auto certificate = wire::Certificate::load(pair->certificate);
    const char* field = fromPem ? "certificate_file" : "pfx_file";
    if (!certificate.ok()) return aboutField(field, certificate.error().message);
    const auto publicKey = certificate->publicKey();
    if (!publicKey.ok()) return aboutField(field, publicKey.error().message);
    if (!wire::areOnePair(*key, *publicKey)) {
        return aboutField(field,
                          "it is not the certificate of the private key; give the pair that "
                          "was made together");
    }
    std::string certId = certificate->serial();
    return MerchantKey{std::move(*key), std::move(*certificate), std::move(certId)};
}

}  // namespace wattill::payment::unionpay
