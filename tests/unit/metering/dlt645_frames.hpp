#pragma once

#include "metering/dlt645/message.hpp"

#include <cctype>
#include <initializer_list>
#include <string_view>

namespace wattill::metering::dlt645 {

/// "68 02 00 11" as bytes; blanks between them do not matter.
inline Bytes hex(std::string_view text) {
    Bytes bytes;
    unsigned digits = 0;
    unsigned value = 0;
    for (const char c : text) {
        if (c == ' ') continue;
        const bool letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
        value = value * 16 + static_cast<unsigned>(letter ? c - 'A' + 10 : c - '0');
        if (++digits % 2 != 0) continue;
        bytes.push_back(static_cast<std::uint8_t>(value));
        value = 0;
    }
    return bytes;
}

inline Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const Bytes& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

/// The meter of the facts' golden frames.
inline constexpr std::int64_t kGoldenNumber = 202411110002;
inline Address golden() {
    return Address::fromNumber(kGoldenNumber).value();
}

inline Bytes answerFrame(std::uint8_t control, const Bytes& data, Address from = golden()) {
    return encode({from, control, data});
}

}  // namespace wattill::metering::dlt645
