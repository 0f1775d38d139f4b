#include "client.hpp"

#include "meters/frames.hpp"

#include <array>
#include <sstream>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

namespace wattill::testing {
namespace {

constexpr int kPatienceMs = 2000;
constexpr int kQuietMs = 50;

bool readable(int descriptor, int waitMs) {
    pollfd waiting{descriptor, POLLIN, 0};
    return poll(&waiting, 1, waitMs) > 0;
}

int connectTo(const std::string& place) {
    const std::size_t colon = place.rfind(':');
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(place.substr(colon + 1))));
    inet_pton(AF_INET, place.substr(0, colon).c_str(), &address.sin_addr);
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0)
        << place;
    return descriptor;
}

}  // namespace

Client::Client(const std::string& port)
    : m_descriptor(port.starts_with("tcp:") ? connectTo(port.substr(4))
                                            : open(port.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_GE(m_descriptor, 0) << port;
}

Client::~Client() {
    close(m_descriptor);
}

void Client::send(const Bytes& bytes) const {
    ASSERT_EQ(write(m_descriptor, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
}

Bytes Client::receive(std::size_t count) const {
    Bytes all;
    std::array<std::uint8_t, 512> buffer{};
    while (all.size() < count && readable(m_descriptor, kPatienceMs)) {
        const ssize_t got = read(m_descriptor, buffer.data(), count - all.size());
        if (got <= 0) break;
        all.insert(all.end(), buffer.begin(), buffer.begin() + got);
    }
    return all;
}

Bytes Client::piece() const {
    std::array<std::uint8_t, 512> buffer{};
    if (!readable(m_descriptor, kPatienceMs)) return {};
    const ssize_t got = read(m_descriptor, buffer.data(), buffer.size());
    return {buffer.begin(), buffer.begin() + std::max<ssize_t>(got, 0)};
}

bool Client::quiet() const {
    return !readable(m_descriptor, kQuietMs);
}

bool Client::ended() const {
    std::uint8_t byte = 0;
    return readable(m_descriptor, kPatienceMs) && read(m_descriptor, &byte, 1) <= 0;
}

void Client::setBaud(unsigned code) const {
    termios settings{};
    ASSERT_EQ(tcgetattr(m_descriptor, &settings), 0);
    cfsetspeed(&settings, code);
    ASSERT_EQ(tcsetattr(m_descriptor, TCSANOW, &settings), 0);
}

void Client::setParity(char parity) const {
    termios settings{};
    ASSERT_EQ(tcgetattr(m_descriptor, &settings), 0);
    settings.c_iflag &= ~static_cast<tcflag_t>(INPCK);
    settings.c_cflag &= ~static_cast<tcflag_t>(PARENB | PARODD);
    if (parity != 'N') settings.c_iflag |= INPCK;
    if (parity != 'N') settings.c_cflag |= PARENB;
    if (parity == 'O') settings.c_cflag |= PARODD;
    ASSERT_EQ(tcsetattr(m_descriptor, TCSANOW, &settings), 0);
}

Bytes hex(const std::string& text) {
    std::istringstream stream(text);
    Bytes bytes;
    for (std::string word; stream >> word;)
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(word, nullptr, 16)));
    return bytes;
}

std::string text(const Bytes& bytes) {
    std::string all;
    for (const std::uint8_t byte : bytes)
        all += fmt::format("{}{:02X}", all.empty() ? "" : " ", byte);
    return all;
}

Bytes rtu(const std::string& text) {
    Bytes body = hex(text);
    const std::uint8_t unit = body.front();
    body.erase(body.begin());
    return sim::rtuFrame(unit, body);
}

}  // namespace wattill::testing
