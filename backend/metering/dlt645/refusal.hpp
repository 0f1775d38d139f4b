#pragma once

#include "metering/dlt645/message.hpp"

#include <string>

namespace wattill::metering::dlt645 {

/// What a meter said no with.
struct Refusal {
    std::string text;  ///< for people: every bit of the error, in words
    /// "This recharge has been done already": nothing was added now, but the one asked for may well
    /// be on the meter. Only the two-byte word of 03H says so for certain.
    bool repeated = false;
};

/// Of an abnormal answer. One byte is the error byte of facts 2.2, after 1CH the low byte of the
/// word of facts 2.4; two bytes after 03H are the word of facts 2.6. Anything else is shown as it
/// is.
[[nodiscard]] Refusal refusalOf(const Message& message);

}  // namespace wattill::metering::dlt645
