#include "payment/wire/keys.hpp"

#include "payment/wire/base64.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace wattill::payment::wire {

namespace {

using KeyPtr = std::shared_ptr<EVP_PKEY>;
using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;
using DigestPtr = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

constexpr int kMinBits = 2048;
constexpr std::size_t kMaxKeyText = 16384;

const unsigned char* bytesOf(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

bool isPem(std::string_view text) {
    return text.find("-----BEGIN ") != std::string_view::npos;
}

// Without it OpenSSL would ask for a passphrase on the terminal.
int noPassphrase(char*, int, int, void*) {
    return 0;
}

KeyPtr owned(EVP_PKEY* key) {
    ERR_clear_error();
    return key == nullptr ? nullptr : KeyPtr(key, EVP_PKEY_free);
}

KeyPtr readPrivate(std::string_view text) {
    if (isPem(text)) {
        const BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
        return owned(PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassphrase, nullptr));
    }
    const auto der = decodeBase64(withoutBlanks(text));
    if (!der) return nullptr;
    const unsigned char* at = bytesOf(*der);
    return owned(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der->size())));
}

KeyPtr readPublic(std::string_view text) {
    if (isPem(text)) {
        const BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
        return owned(PEM_read_bio_PUBKEY(bio.get(), nullptr, noPassphrase, nullptr));
    }
    const auto der = decodeBase64(withoutBlanks(text));
    if (!der) return nullptr;
    const unsigned char* at = bytesOf(*der);
    return owned(d2i_PUBKEY(nullptr, &at, static_cast<long>(der->size())));
}

Result<void> checkStrength(const KeyPtr& key) {
    if (EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA) {
        return invalidInput("it is not an RSA key; RSA2 needs RSA of 2048 bits or more");
    }
    if (EVP_PKEY_bits(key.get()) < kMinBits) {
        return invalidInput("the RSA key is shorter than 2048 bits; make a new one for RSA2");
    }
    return {};
}

}  // namespace

Result<PrivateKey> PrivateKey::load(const Secret& text) {
    const std::string& raw = text.expose();
    if (raw.empty()) return invalidInput("it is empty; put the RSA private key there");
    if (raw.size() > kMaxKeyText) return invalidInput("it is too long for a key");
    if (raw.find("PUBLIC KEY-----") != std::string::npos) {
        return invalidInput("it holds a public key; the application's private key belongs there");
    }
    const KeyPtr key = readPrivate(raw);
    if (!key) {
        return invalidInput(
            "it cannot be read; give an unencrypted PEM (PKCS#1 or PKCS#8) or its bare base64");
    }
    if (const auto strong = checkStrength(key); !strong.ok()) return strong.error();
    return PrivateKey(key);
}

Result<std::string> PrivateKey::sign(std::string_view text) const {
    const Error failed{ErrorCode::Internal, Retry::Never, "The request could not be signed.", {}};
    const DigestPtr context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::size_t length = 0;
    if (!context ||
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &length, bytesOf(text), text.size()) != 1) {
        ERR_clear_error();
        return failed;
    }
    std::string signature(length, '\0');
    auto* target = reinterpret_cast<unsigned char*>(signature.data());
    if (EVP_DigestSign(context.get(), target, &length, bytesOf(text), text.size()) != 1) {
        ERR_clear_error();
        return failed;
    }
    signature.resize(length);
    return encodeBase64(signature);
}

Result<PublicKey> PublicKey::load(std::string_view text) {
    if (text.empty()) return invalidInput("it is empty; put Alipay's public key there");
    if (text.size() > kMaxKeyText) return invalidInput("it is too long for a key");
    if (text.find("PRIVATE KEY-----") != std::string_view::npos) {
        return invalidInput("it holds a private key; Alipay's public key belongs there");
    }
    const KeyPtr key = readPublic(text);
    if (!key) {
        return invalidInput(
            "it cannot be read; give Alipay's public key (not a certificate) as PEM or base64");
    }
    if (const auto strong = checkStrength(key); !strong.ok()) return strong.error();
    return PublicKey(key);
}

bool PublicKey::verifies(std::string_view text, std::string_view base64Signature) const {
    const auto signature = decodeBase64(base64Signature);
    const DigestPtr context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const bool genuine =
        signature && context &&
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key.get()) == 1 &&
        EVP_DigestVerify(context.get(), bytesOf(*signature), signature->size(), bytesOf(text),
                         text.size()) == 1;
    ERR_clear_error();
    return genuine;
}

bool areOnePair(const PrivateKey& secret, const PublicKey& open) {
    constexpr std::string_view kProbe = "wattill";
    const auto signature = secret.sign(kProbe);
    return signature.ok() && open.verifies(kProbe, *signature);
}

}  // namespace wattill::payment::wire
