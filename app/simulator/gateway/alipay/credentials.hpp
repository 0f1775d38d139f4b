#pragma once

#include "simulator/gateway/certificates.hpp"

#include <filesystem>
#include <string>

namespace wattill::sim::alipay {

/// What the two sides would have exchanged on Alipay's site. The README lists the files.
struct Credentials {
    RsaKey alipay;    ///< signs in public-key mode
    RsaKey merchant;  ///< its public half
    Certificate appCertificate;
    std::string rootSerial;  ///< alipay_root_cert_sn
    // ---- certificate mode: changes with the certificate
    RsaKey certificateKey;
    Certificate alipayCertificate;

    /// Makes what is not there. Throws std::runtime_error that names the file.
    [[nodiscard]] static Credentials in(const std::filesystem::path& dir, const std::string& appId);
    /// A new certificate for a new key, from now on. The file that the merchant has stays the old
    /// one.
    void changeCertificate(const std::filesystem::path& dir);
    /// The file of that serial, as the download gives it: the certificate and who issued it. Empty
    /// when there is none.
    [[nodiscard]] static std::string certificateText(const std::filesystem::path& dir,
                                                     const std::string& serial);
};

}  // namespace wattill::sim::alipay
