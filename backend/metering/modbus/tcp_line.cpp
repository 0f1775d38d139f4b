#include "metering/modbus/tcp_line.hpp"

#include "metering/modbus/wait.hpp"

#include <cerrno>
#include <cstring>
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

namespace wattill::metering::modbus {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kConnectTime = 2s;
constexpr auto kSendTime = 1s;
// A dead peer is noticed after 10 + 3 · 5 s of silence, or 10 s after something was sent to it.
constexpr int kKeepaliveIdleSeconds = 10;
constexpr int kKeepaliveEverySeconds = 5;
constexpr int kKeepaliveProbes = 3;
constexpr int kUnacknowledgedMs = 10'000;
/// A serial server gathers what it hears before it sends it on, 50 ms at the most as they are
/// delivered.
constexpr Duration kPacking = 50ms;

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

Result<std::unique_ptr<Line>> TcpLine::open(const BusConfig& config, const TcpPort& to) {
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
    const SteadyTime deadline = steady_clock::now() + kConnectTime;
    int number = EHOSTUNREACH;
    for (const addrinfo* each = addresses.get(); each != nullptr; each = each->ai_next) {
        const auto [socket, error] = connectTo(*each, deadline);
        if (socket >= 0) return std::unique_ptr<Line>(new TcpLine(socket, config.port));
        number = error;
    }
    return notConnected(config, number);
}

TcpLine::TcpLine(int socket, std::string name) : m_socket(socket), m_name(std::move(name)) {}

TcpLine::~TcpLine() {
    close(m_socket);
}

Error TcpLine::broken(const char* what, int number) const {
    return {ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("the connection to {} broke ({}: {}); check the serial server and the "
                        "network",
                        m_name, what, number == 0 ? "closed by it" : std::strerror(number)),
            {}};
}

Result<void> TcpLine::send(std::span<const std::uint8_t> frame) {
    const SteadyTime deadline = steady_clock::now() + kSendTime;
    while (!frame.empty()) {
        const ssize_t sent = ::send(m_socket, frame.data(), frame.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            frame = frame.subspan(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            if (waitFor(m_socket, true, deadline) == Readiness::Ready) continue;
            discard();
            return broken("write", ETIMEDOUT);
        } else if (errno != EINTR) {
            return broken("write", errno);
        }
    }
    return {};
}

Result<std::size_t> TcpLine::read(std::span<std::uint8_t> into, SteadyTime deadline) {
    while (true) {
        const Readiness ready = waitFor(m_socket, false, deadline);
        if (ready == Readiness::Failed) return broken("poll", errno);
        if (ready == Readiness::NotInTime) return std::size_t{0};
        const ssize_t got = recv(m_socket, into.data(), into.size(), 0);
        if (got > 0) return static_cast<std::size_t>(got);
        if (got == 0) return broken("read", 0);
        if (errno != EINTR && errno != EAGAIN) return broken("read", errno);
    }
}

Duration TcpLine::jitter() const {
    return kPacking;
}

bool TcpLine::stalled() const {
    // Not yet acknowledged alone may be a delayed acknowledgement; repeated in vain is not.
    int waiting = 0;
    tcp_info info{};
    socklen_t size = sizeof info;
    return ioctl(m_socket, SIOCOUTQ, &waiting) == 0 && waiting > 0 &&
           getsockopt(m_socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
           info.tcpi_retransmits > 0;
}

void TcpLine::discard() {
    const linger atOnce{1, 0};
    static_cast<void>(setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce));
}

}  // namespace wattill::metering::modbus
