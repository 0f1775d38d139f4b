#pragma once

#include "simulator/gateway/notifier.hpp"
#include "simulator/gateway/till.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace wattill::sim {

struct GatewayOptions {
    std::filesystem::path dir;  ///< keys and state; made if it is not there
    int port = 0;               ///< 0: any free one
    std::string listen = "127.0.0.1";
    Identity identity{"2021000000000001", "2088000000000001"};
    Notifier::Schedule schedule = Notifier::fast();  ///< Alipay's
    Notifier::Schedule unionPaySchedule = Notifier::fastUnionPay();
    /// Milliseconds since 1970; the system's clock when empty.
    std::function<std::int64_t()> now;
};

}  // namespace wattill::sim
