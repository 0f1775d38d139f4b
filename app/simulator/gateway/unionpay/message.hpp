#pragma once

#include "simulator/gateway/unionpay/credentials.hpp"
#include "simulator/gateway/wire.hpp"

#include <cstdint>
#include <string>

namespace wattill::sim::unionpay {

/// Every field but the signature, also empty ones: name=value joined by '&' in byte order.
[[nodiscard]] std::string textOf(const Fields& fields);
/// RSA-SHA256 over the 64 lower-case characters of the text's SHA-256.
[[nodiscard]] bool isSignedBy(const Fields& fields, const RsaKey& key);
/// Adds signPubKeyCert and signature.
void sign(Fields& fields, const Seal& seal);
/// An answer's body: k=v joined by '&', NOT url-encoded.
[[nodiscard]] std::string wireText(const Fields& fields);

/// "成功[0000000]" and the like.
[[nodiscard]] std::string messageOf(const std::string& respCode);

/// MMDD of the clearing day, which begins at 23:00 of the day before.
[[nodiscard]] std::string clearingDay(std::int64_t millis);

}  // namespace wattill::sim::unionpay
