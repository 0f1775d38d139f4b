#pragma once

#include <chrono>
#include <string>

namespace wattill::sim {

struct PhoneOptions {
    std::string code;     ///< the text of the QR code
    std::string gateway;  ///< http://127.0.0.1:PORT, with or without /gateway.do
    std::string buyer = "1";
    bool onlyScan = false;
    std::chrono::milliseconds wait{30'000};  ///< for a payment that the script delays
};

/// Scans, shows what is asked for, confirms. 0 only when it is paid (or scanned, if only that was
/// asked), 1 when refused, 2 when nobody answers.
[[nodiscard]] int runPhone(const PhoneOptions& options);

struct ControlWish {
    std::string rule;
    std::string act;  ///< {"order","do","amount"}
    bool clear = false;
};

/// Forgets all rules, adds a rule, moves an order, or, with none of them, prints the orders of both
/// channels. 0, 1 or 2 as above.
[[nodiscard]] int runControl(const std::string& gateway, const ControlWish& wish);

}  // namespace wattill::sim
