#include "api/node_call.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::api {

namespace {
bool fitsHeader(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char each) { return each > ' ' && each < 0x7F; });
}
}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    for (const char each : text) {
        const auto byte = static_cast<unsigned char>(each);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= 'a' && byte <= 'z') || byte == '-';
        out += plain ? std::string(1, each) : fmt::format("%{:02X}", byte);
    }
    return out;
}

Result<HttpReply> NodeCall::call(const char* method, const std::string& target,
                                 const std::string& body, Duration within) const {
    std::string request =
        fmt::format("{} {} HTTP/1.1\r\nHost: wattill\r\nConnection: close\r\n", method, target);
    if (!m_config.staffToken.empty()) {
        if (!fitsHeader(m_config.staffToken.expose())) {
            return invalidInput(
                "the staff token holds blanks or other bytes that no token has; look at its "
                "file");
        }
        request += "Authorization: Bearer " + m_config.staffToken.expose() + "\r\n";
    }
    if (!body.empty()) {
        request +=
            fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
    }
    request += "\r\n" + body;
    const auto deadline = std::chrono::steady_clock::now() + std::max(m_config.timeout, within);
    return exchange(m_config.socketPath, request, deadline);
}

}  // namespace wattill::api
