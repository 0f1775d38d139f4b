#pragma once

#include <filesystem>
#include <memory>
#include <string>

struct evp_pkey_st;

namespace wattill::sim {

/// An RSA-2048 key of the stand-in. Its code is its own on purpose: a mistake that signing and
/// verifying have in common would otherwise cancel itself out in every test.
class RsaKey {
  public:
    [[nodiscard]] static RsaKey create();
    /// PEM files. Throws std::runtime_error that names the file.
    [[nodiscard]] static RsaKey readPrivate(const std::filesystem::path& file);
    [[nodiscard]] static RsaKey readPublic(const std::filesystem::path& file);
    /// PKCS#8 PEM, mode 0600.
    void writePrivate(const std::filesystem::path& file) const;
    /// SubjectPublicKeyInfo PEM.
    void writePublic(const std::filesystem::path& file) const;

    /// RSA PKCS#1 v1.5, SHA-256, base64.
    [[nodiscard]] std::string sign(const std::string& text) const;
    [[nodiscard]] bool verify(const std::string& text, const std::string& signature) const;

    /// For certificates; owned by this object.
    [[nodiscard]] evp_pkey_st* raw() const { return m_key.get(); }
    /// Takes the key over.
    explicit RsaKey(evp_pkey_st* key);

  private:
    std::shared_ptr<evp_pkey_st> m_key;
};

[[nodiscard]] std::string base64Of(const std::string& bytes);
/// Lower-case hexadecimal.
[[nodiscard]] std::string sha256Hex(const std::string& text);
[[nodiscard]] std::string md5Hex(const std::string& text);

/// `length` lower-case letters and digits that nobody can guess.
[[nodiscard]] std::string randomToken(std::size_t length);

}  // namespace wattill::sim
