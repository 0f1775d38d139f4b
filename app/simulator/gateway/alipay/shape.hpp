#pragma once

#include "simulator/gateway/crypto.hpp"
#include "simulator/gateway/wire.hpp"

#include <string>

namespace wattill::sim::alipay {

/// Who signs an answer: in certificate mode with a word about the certificate.
struct Seal {
    RsaKey key;
    std::string certificateSerial;  ///< empty in public-key mode
};

/// {"name":node,"sign":…}: genuine, or as the script's action `shape` wants it.
[[nodiscard]] std::string shaped(const std::string& name, const Node& node,
                                 const std::string& shape, const Seal& seal);

}  // namespace wattill::sim::alipay
