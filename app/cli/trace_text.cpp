#include "trace_text.hpp"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace wattill::cli {

namespace {
constexpr std::uint32_t kMagic = 0xA1B2C3D4;  // times in microseconds, this byte order
constexpr std::uint32_t kLongestFrame = 65'535;
constexpr std::uint32_t kLinkUser0 = 147;
constexpr std::uint8_t kMasked = 0x33;

void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

std::string bytesOf(const std::string& hex) {
    std::string bytes;
    for (std::size_t at = 0; at + 2 <= hex.size(); at += 3) {
        std::uint8_t value = 0;
        const auto parsed = std::from_chars(hex.data() + at, hex.data() + at + 2, value, 16);
        bytes += static_cast<char>(parsed.ec == std::errc() ? value : kMasked);
    }
    return bytes;
}
}  // namespace

std::string traceLine(const api::TraceFrameView& frame, const std::string& clock) {
    return fmt::format("{} {} {:>6} ms  {}  {}\n", clock, frame.toMeter ? "→" : "←", frame.gapMs,
                       frame.hex, frame.text);
}

std::string pcapHead() {
    std::string out;
    put(out, kMagic, 4);
    put(out, 2, 2);  // version 2.4
    put(out, 4, 2);
    put(out, 0, 8);  // UTC, accuracy unsaid
    put(out, kLongestFrame, 4);
    put(out, kLinkUser0, 4);
    return out;
}

std::string pcapFrame(const api::TraceFrameView& frame) {
    const std::string bytes = bytesOf(frame.hex);
    const auto millis = static_cast<std::uint64_t>(toMillis(frame.at));
    std::string out;
    put(out, millis / 1000, 4);
    put(out, millis % 1000 * 1000, 4);
    put(out, bytes.size(), 4);
    put(out, bytes.size(), 4);
    return out + bytes;
}

}  // namespace wattill::cli
