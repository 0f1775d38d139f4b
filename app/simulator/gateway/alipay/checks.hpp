#pragma once

#include "simulator/gateway/alipay/credentials.hpp"
#include "simulator/gateway/till.hpp"

#include <cstdint>
#include <string>

namespace wattill::sim::alipay {

/// Whether the request comes in certificate mode.
[[nodiscard]] bool inCertificateMode(const Fields& fields);

/// Common parameters, signature, time. Empty when everything is in order; else the node to answer.
[[nodiscard]] Node refusalOf(const Fields& fields, const Identity& identity,
                             const Credentials& credentials, std::int64_t now);

/// A node of the gateway itself: {"code","40002"} and the like.
[[nodiscard]] Node problem(const std::string& code, const std::string& subCode,
                           const std::string& subMessage);

}  // namespace wattill::sim::alipay
