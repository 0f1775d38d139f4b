#pragma once

#include "api/bus_types.hpp"

#include <string>

namespace wattill::cli {

/// "02:30:00.123 →     12 ms  01 03 …  03 read 0200H×48 to 1\n"; `clock` is the time of day.
[[nodiscard]] std::string traceLine(const api::TraceFrameView& frame, const std::string& clock);

/// The head of a capture file (pcap, link type 147 = USER0): in Wireshark, Preferences, Protocols,
/// DLT_USER, let User 0 be "mbrtu".
[[nodiscard]] std::string pcapHead();
/// One frame of it; a byte that the trace does not show is 33H.
[[nodiscard]] std::string pcapFrame(const api::TraceFrameView& frame);

}  // namespace wattill::cli
