#pragma once

#include <chrono>
#include <string>

namespace wattill::sim {

struct PhoneOptions {
    std::string code;     ///< the text of the QR code
    std::string gateway;  ///< http://127.0.0.1:PORT, with or without /gateway.do
    bool onlyScan = false;
    std::chrono::milliseconds wait{30'000};  ///< for a payment that the script delays
};

/// Scans, shows what is asked for, confirms. 0 only when it is paid (or scanned, if only that was
/// asked), 1 when refused, 2 when nobody answers.
[[nodiscard]] int runPhone(const PhoneOptions& options);

/// Adds a rule, forgets all of them, or, with neither, prints the channel's orders. 0, 1 or 2 as
/// above.
[[nodiscard]] int runControl(const std::string& gateway, const std::string& rule, bool clear);

}  // namespace wattill::sim
