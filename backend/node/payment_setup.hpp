#pragma once

#include "node/config.hpp"
#include "payment/bill.hpp"
#include "payment/gateway.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wattill::node {

/// A [payment.…] section, and how it becomes a gateway.
struct ConfiguredChannel {
    std::string name;     ///< "alipay": the channel's name, and the section's
    std::string address;  ///< where its calls go
    /// Reads its keys. `clock` must outlive the gateway. Errors name the file or key and the
    /// remedy, and never a key's content.
    std::function<Result<std::unique_ptr<payment::PaymentGateway>>(std::uint16_t notifyPort,
                                                                   const Clock& clock)>
        make;
    /// Where its bills come from, with the same keys; empty when the section names no such place.
    std::function<Result<std::unique_ptr<payment::BillSource>>(const Clock& clock)> makeBills;
};
/// In the order to be shown. `config` must outlive them.
[[nodiscard]] std::vector<ConfiguredChannel> configuredChannels(const Config& config);

/// A port of `host` that nobody has at this moment; for listeners whose address others must be told
/// before they listen. Io when there is none.
[[nodiscard]] Result<std::uint16_t> freePort(const std::string& host);

}  // namespace wattill::node
