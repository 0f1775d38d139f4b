#include "metering/dlt645/tcp_line.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wattill::metering::dlt645 {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kConnectWithin = 3s;

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

void set(int socket, int level, int option, int value) {
    // What a kernel does not know is only slower to notice a dead line.
    static_cast<void>(setsockopt(socket, level, option, &value, sizeof value));
}

/// A serial server whose power failed says nothing; without this it would be taken for silent
/// meters for ever.
void prepare(int socket) {
    set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(socket, IPPROTO_TCP, TCP_KEEPIDLE, 10);
    set(socket, IPPROTO_TCP, TCP_KEEPINTVL, 5);
    set(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
    set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, 10'000);
}

/// 0, or the errno.
int connectWithin(int socket, const addrinfo& address, SteadyTime deadline) {
    if (connect(socket, address.ai_addr, address.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    const Waited waited = waitFor(socket, POLLOUT, deadline);
    if (waited.error != 0) return waited.error;
    if (!waited.ready) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

}  // namespace

TcpLine::TcpLine(BusConfig config, TcpPort peer)
    : DescriptorLine("check the serial server, its power and the network"),
      m_config(std::move(config)),
      m_peer(std::move(peer)) {}

TcpLine::~TcpLine() {
    close();
}

Result<void> TcpLine::open() {
    const auto failed = [this](const std::string& what) {
        return Error{ErrorCode::Unreachable,
                     Retry::Later,
                     fmt::format("bus {}: {} cannot be reached ({}); check the serial server, its "
                                 "power and the network, or correct \"port\" of the bus",
                                 m_config.name.text(), m_config.port, what),
                     {}};
    };
    const std::string number = std::to_string(m_peer.port);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int looked = getaddrinfo(m_peer.host.c_str(), number.c_str(), &hints, &found);
    if (looked != 0) return failed(gai_strerror(looked));
    const Addresses addresses(found, &freeaddrinfo);
    int error = EHOSTUNREACH;
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        const int type = each->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC;
        const int socket = ::socket(each->ai_family, type, each->ai_protocol);
        if (socket < 0) {
            error = errno;
            continue;
        }
        error = connectWithin(socket, *each, now() + kConnectWithin);
        if (error == 0) {
            prepare(socket);
            m_socket = socket;
            return {};
        }
        ::close(socket);
    }
    return failed(std::strerror(error));
}

bool TcpLine::isStuck() const {
    int waiting = 0;
    return ioctl(m_socket, SIOCOUTQ, &waiting) == 0 && waiting > 0;
}

void TcpLine::abandon() {
    const linger reset{1, 0};
    static_cast<void>(setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
    close();
}

void TcpLine::close() {
    if (m_socket >= 0) ::close(m_socket);
    m_socket = -1;
}

}  // namespace wattill::metering::dlt645
