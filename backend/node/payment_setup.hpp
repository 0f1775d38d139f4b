#pragma once

#include "node/config.hpp"
#include "payment/gateway.hpp"

#include <memory>

namespace wattill::node {

/// Reads the keys of [payment.alipay] and makes its gateway. `clock` must outlive it. Errors name
/// the file or key and the remedy.
[[nodiscard]] Result<std::unique_ptr<payment::PaymentGateway>> makeAlipay(
    const AlipayConfig& config, std::uint16_t notifyPort, const Clock& clock);

/// A port of `host` that nobody has at this moment; for listeners whose address others must be told
/// before they listen. Io when there is none.
[[nodiscard]] Result<std::uint16_t> freePort(const std::string& host);

}  // namespace wattill::node
