#pragma once

#include "base/result.hpp"
#include "payment/unionpay/unionpay_config.hpp"
#include "payment/wire/certificate.hpp"
#include "payment/wire/keys.hpp"

#include <string>

namespace wattill::payment::unionpay {

/// What we sign with.
struct MerchantKey {
    wire::PrivateKey key;
    wire::Certificate certificate;
    std::string certId;  ///< the certificate's serial number in decimal, of any size
};

/// From the .pfx, or from PEM key and certificate. InvalidInput names the field and the remedy,
/// also when key and certificate do not belong together. An expired certificate is read.
[[nodiscard]] Result<MerchantKey> loadMerchantKey(const UnionPayConfig& config);

}  // namespace wattill::payment::unionpay
