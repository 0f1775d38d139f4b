#include "meters/frames.hpp"

#include <algorithm>
#include <numeric>

namespace wattill::sim {
namespace {

constexpr std::size_t kMbapHead = 7;  // transaction, protocol, length, unit
constexpr std::uint8_t kDltStart = 0x68;
constexpr std::uint8_t kDltEnd = 0x16;
constexpr std::uint8_t kDltOffset = 0x33;
constexpr std::size_t kDltFrame = 12;  // all but the data

std::uint8_t high(std::size_t value) {
    return static_cast<std::uint8_t>(value >> 8U);
}
std::uint8_t low(std::size_t value) {
    return static_cast<std::uint8_t>(value & 0xFFU);
}
std::size_t word(const Bytes& bytes, std::size_t at) {
    return static_cast<std::size_t>(bytes[at] << 8U | bytes[at + 1]);
}

std::uint8_t sum(Bytes::const_iterator from, Bytes::const_iterator to) {
    return static_cast<std::uint8_t>(std::accumulate(from, to, 0U));
}

enum class Look { Whole, Short, No };

/// What stands at the front of `heard`, which begins with 68H. From meters come bit 7 of the
/// control code and nothing for us.
Look look(const Bytes& heard) {
    if (heard.size() < 10) return Look::Short;
    if (heard[7] != kDltStart) return Look::No;
    const std::size_t whole = kDltFrame + heard[9];
    if (heard.size() < whole) return Look::Short;
    const auto begin = heard.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(whole);
    return *(end - 1) == kDltEnd && sum(begin, end - 2) == *(end - 2) ? Look::Whole : Look::No;
}

}  // namespace

std::uint16_t crc16(const Bytes& bytes, std::size_t count) {
    std::uint16_t crc = 0xFFFF;
    for (std::size_t i = 0; i < count; ++i) {
        crc = static_cast<std::uint16_t>(crc ^ bytes[i]);
        for (int bit = 0; bit < 8; ++bit) {
            const bool carry = (crc & 1U) != 0;
            crc = static_cast<std::uint16_t>(crc >> 1U);
            if (carry) crc = static_cast<std::uint16_t>(crc ^ 0xA001U);
        }
    }
    return crc;
}

Bytes rtuFrame(std::uint8_t unit, const Bytes& body) {
    Bytes frame{unit};
    frame.insert(frame.end(), body.begin(), body.end());
    const std::uint16_t crc = crc16(frame, frame.size());
    frame.push_back(low(crc));
    frame.push_back(high(crc));
    return frame;
}

std::optional<Request> parseRtu(const Bytes& frame) {
    const std::size_t size = frame.size();
    if (size < 4 || frame[size - 2] + 256U * frame[size - 1] != crc16(frame, size - 2)) {
        return std::nullopt;
    }
    return Request{{frame[0]}, {frame.begin() + 1, frame.end() - 2}, frame};
}

std::size_t rtuRequestLength(const Bytes& heard) {
    if (heard.size() < 2) return 0;
    if (heard[1] != 0x10 && heard[1] != 0x20) return 8;
    return heard.size() < 7 ? 0 : 9U + heard[6];
}

Bytes mbapFrame(std::uint16_t transaction, std::uint8_t unit, const Bytes& body) {
    const std::size_t length = body.size() + 1;
    Bytes frame{high(transaction), low(transaction), 0, 0, high(length), low(length), unit};
    frame.insert(frame.end(), body.begin(), body.end());
    return frame;
}

std::optional<Request> takeMbap(Bytes& heard, bool& broken) {
    if (heard.size() < kMbapHead) return std::nullopt;
    const std::size_t length = word(heard, 4);
    broken = word(heard, 2) != 0 || length < 2 || length > 254;
    const std::size_t whole = kMbapHead - 1 + length;
    if (broken || heard.size() < whole) return std::nullopt;
    const auto end = heard.begin() + static_cast<std::ptrdiff_t>(whole);
    Request request{{heard[6]}, {heard.begin() + kMbapHead, end}, {heard.begin(), end}};
    request.transaction = static_cast<std::uint16_t>(word(heard, 0));
    heard.erase(heard.begin(), end);
    return request;
}

Bytes dltFrame(const Bytes& address, const Bytes& body, int preambles) {
    Bytes frame(static_cast<std::size_t>(preambles), 0xFE);
    const auto start = static_cast<std::ptrdiff_t>(frame.size());
    frame.push_back(kDltStart);
    frame.insert(frame.end(), address.begin(), address.end());
    frame.push_back(kDltStart);
    frame.push_back(body[0]);
    frame.push_back(low(body.size() - 1));
    for (std::size_t i = 1; i < body.size(); ++i)
        frame.push_back(static_cast<std::uint8_t>(body[i] + kDltOffset));
    frame.push_back(sum(frame.begin() + start, frame.end()));
    frame.push_back(kDltEnd);
    return frame;
}

std::optional<Request> takeDlt(Bytes& heard, std::int64_t& strays) {
    while (true) {
        const auto start = std::find(heard.begin(), heard.end(), kDltStart);
        strays += std::count_if(heard.begin(), start, [](auto byte) { return byte != 0xFE; });
        heard.erase(heard.begin(), start);
        if (heard.empty()) return std::nullopt;
        const Look found = look(heard);
        if (found == Look::Short) return std::nullopt;
        if (found == Look::Whole) break;
        ++strays;
        heard.erase(heard.begin());
    }
    const auto end = heard.begin() + static_cast<std::ptrdiff_t>(kDltFrame + heard[9]);
    Request request{{heard.begin() + 1, heard.begin() + 7}, {heard[8]}, {heard.begin(), end}};
    for (auto it = heard.begin() + 10; it != end - 2; ++it)
        request.body.push_back(static_cast<std::uint8_t>(*it - kDltOffset));
    heard.erase(heard.begin(), end);
    return request;
}

}  // namespace wattill::sim
