#include "metering/wire/tcp_socket.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wattill::metering::wire {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kConnectTime = 2s;
constexpr auto kSendTime = 1s;
// A dead peer is noticed after 10 + 3 · 5 s of silence, or 10 s after something was sent to it.
// Without this a serial server whose power failed would be taken for silent meters for ever.
constexpr int kKeepaliveIdleSeconds = 10;
constexpr int kKeepaliveEverySeconds = 5;
constexpr int kKeepaliveProbes = 3;
constexpr int kUnacknowledgedMs = 10'000;

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Error notOpened(const BusConfig& config, std::string_view why, std::string_view remedy) {
    return {ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("bus {}: no connection to {} ({}); {}", config.name.text(), config.port,
                        why, remedy),
            {}};
}

Error notConnected(const BusConfig& config, int number) {
    const char* remedy = "check the network, and \"port\" of the bus";
    if (number == ECONNREFUSED) remedy = "the host is there, but not this port of it: correct it";
    if (number == ETIMEDOUT) remedy = "switch the serial server on, or correct its address";
    return notOpened(config, std::strerror(number), remedy);
}

void set(int socket, int level, int option, int value) {
    // Only ever a refinement: a system without one of them still carries bytes.
    static_cast<void>(setsockopt(socket, level, option, &value, sizeof value));
}

void setUp(int socket) {
    set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(socket, IPPROTO_TCP, TCP_KEEPIDLE, kKeepaliveIdleSeconds);
    set(socket, IPPROTO_TCP, TCP_KEEPINTVL, kKeepaliveEverySeconds);
    set(socket, IPPROTO_TCP, TCP_KEEPCNT, kKeepaliveProbes);
    set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, kUnacknowledgedMs);
}

/// 0, or why not.
int finishConnecting(int socket, SteadyTime deadline) {
    const Readiness ready = waitFor(socket, true, deadline);
    if (ready == Readiness::NotInTime) return ETIMEDOUT;
    if (ready == Readiness::Failed) return errno;
    int number = 0;
    socklen_t size = sizeof number;
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &size) == 0 ? number : errno;
}

/// The socket, or why there is none.
std::pair<int, int> connectTo(const addrinfo& address, SteadyTime deadline) {
    const int made =
        socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (made < 0) return {-1, errno};
    setUp(made);
    int number = 0;
    if (connect(made, address.ai_addr, address.ai_addrlen) != 0) {
        number = errno == EINPROGRESS ? finishConnecting(made, deadline) : errno;
    }
    if (number == 0) return {made, 0};
    close(made);
    return {-1, number};
}

}  // namespace

Result<TcpSocket> TcpSocket::open(const BusConfig& config, const TcpPort& to) {
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int looked =
        getaddrinfo(to.host.c_str(), std::to_string(to.port).c_str(), &wanted, &found);
    if (looked != 0) {
        return notOpened(config, gai_strerror(looked),
                         "correct the host's name, or write its address");
    }
    const Addresses addresses(found, &freeaddrinfo);
    int number = EHOSTUNREACH;
    for (const addrinfo* each = addresses.get(); each != nullptr; each = each->ai_next) {
        // Each has its time: one that leads nowhere must not cost the next its turn.
        const auto [socket, error] = connectTo(*each, steady_clock::now() + kConnectTime);
        if (socket >= 0) return TcpSocket(socket, config.port);
        number = error;
    }
    return notConnected(config, number);
}

TcpSocket::TcpSocket(int socket, const std::string& port)
    : m_socket(socket),
      m_place{"the connection to " + port, "check the serial server, its power and the network"} {}

TcpSocket::TcpSocket(TcpSocket&& other) noexcept
    : m_socket(std::exchange(other.m_socket, -1)), m_place(std::move(other.m_place)) {}

TcpSocket::~TcpSocket() {
    if (m_socket >= 0) close(m_socket);
}

Result<void> TcpSocket::send(std::span<const std::uint8_t> bytes) {
    auto sent = sendAll(m_socket, bytes, steady_clock::now() + kSendTime, m_place);
    // Half a frame that arrives when the network is back could meet the next one.
    if (!sent) discard();
    return sent;
}

Result<std::size_t> TcpSocket::read(std::span<std::uint8_t> into, SteadyTime deadline) {
    return readSome(m_socket, into, deadline, m_place);
}

bool TcpSocket::stalled() const {
    int waiting = 0;
    if (ioctl(m_socket, SIOCOUTQ, &waiting) != 0 || waiting == 0) return false;
    // The other end has closed its window.
    int unsent = 0;
    if (ioctl(m_socket, SIOCOUTQNSD, &unsent) == 0 && unsent > 0) return true;
    // Not yet acknowledged alone may be a delayed acknowledgement; repeated in vain is not.
    tcp_info info{};
    socklen_t size = sizeof info;
    return getsockopt(m_socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
           info.tcpi_retransmits > 0;
}

void TcpSocket::discard() {
    const linger atOnce{1, 0};
    static_cast<void>(setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce));
}

}  // namespace wattill::metering::wire
