#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace wattill::payment::wire {

/// An RSA key of at least 2048 bits. Immutable; safe from any thread.
class PrivateKey {
  public:
    /// PEM (PKCS#1 or PKCS#8) or the bare base64 that Alipay's key tool prints. InvalidInput says
    /// what is wrong and never quotes the text. Encrypted keys are refused.
    [[nodiscard]] static Result<PrivateKey> load(const Secret& text);
    /// RSA PKCS#1 v1.5 with SHA-256 ("RSA2"), base64.
    [[nodiscard]] Result<std::string> sign(std::string_view text) const;

  private:
    explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : m_key(std::move(key)) {}
    std::shared_ptr<evp_pkey_st> m_key;  // the OpenSSL object is counted by itself
};

class PublicKey {
  public:
    /// SubjectPublicKeyInfo, as PEM or bare base64.
    [[nodiscard]] static Result<PublicKey> load(std::string_view text);
    [[nodiscard]] bool verifies(std::string_view text, std::string_view base64Signature) const;

  private:
    explicit PublicKey(std::shared_ptr<evp_pkey_st> key) : m_key(std::move(key)) {}
    std::shared_ptr<evp_pkey_st> m_key;
};

/// Whether what `secret` signs is what `open` verifies.
[[nodiscard]] bool areOnePair(const PrivateKey& secret, const PublicKey& open);

}  // namespace wattill::payment::wire
