#pragma once

#include "base/result.hpp"
#include "payment/wire/transport.hpp"

#include <string>

namespace wattill::payment::wire {

// What holds for a setting of every channel. InvalidInput says what is wrong and how to put it
// right, without a full stop; the adapter names its field.

/// http(s), at most 256 bytes, without a query: its parameters would come back mixed into the
/// notification and break its signature. Empty: nobody is to be told.
[[nodiscard]] Result<void> checkNotifyUrl(const std::string& url);
/// Both above zero, and the whole call's not the shorter one.
[[nodiscard]] Result<void> checkTimeouts(const TransportLimits& limits);

}  // namespace wattill::payment::wire
