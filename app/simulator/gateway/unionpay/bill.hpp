#pragma once

#include "simulator/gateway/till.hpp"

#include <cstdint>
#include <string>

namespace wattill::sim::unionpay {

/// The answer to txnType 76: fileName and fileContent, or 98 as long as the file is not there.
[[nodiscard]] Fields billAnswer(Desk& desk, const std::string& settleDate, std::int64_t now);

}  // namespace wattill::sim::unionpay
