#pragma once

#include "simulator/gateway/certificates.hpp"

#include <filesystem>
#include <string>

namespace wattill::sim::unionpay {

/// Who signs a message: the certificate travels with it as signPubKeyCert.
struct Seal {
    RsaKey key;
    std::string certificatePem;
};

/// What the two sides would have exchanged on UnionPay's site. The README lists the files.
struct Credentials {
    Seal seal;
    Certificate merchant;

    /// Makes what is not there. Throws std::runtime_error that names the file.
    [[nodiscard]] static Credentials in(const std::filesystem::path& dir, const std::string& merId);
    /// Another signing certificate of the same authority for a new key, from now on.
    void changeCertificate(const std::filesystem::path& dir);
    /// Seals that must not be believed: "foreign-certificate" (of another authority with the same
    /// names), "expired-certificate", "wrong-name", "wrong-key".
    [[nodiscard]] Seal falseSeal(const std::filesystem::path& dir, const std::string& kind) const;
};

}  // namespace wattill::sim::unionpay
