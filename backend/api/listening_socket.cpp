#include "api/listening_socket.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace wattill::api {

namespace {
constexpr int kBacklog = 128;
constexpr const char* kMaking = ".new";

Error failed(ErrorCode code, std::string message) {
    return {code, Retry::Never, message, {}};
}

Error cannotListen(const std::string& place, int fault, const std::string& remedy) {
    return failed(ErrorCode::Io, fmt::format("{}: cannot be listened on ({}); {}", place,
                                             std::strerror(fault), remedy));
}

sockaddr_un unixAddress(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

// The sockets interface wants its one base type for every kind of address.
template <class Address>
const sockaddr* plain(const Address& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

bool somebodyListens(const std::string& path) {
    const ListeningSocket probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
                                0);
    const sockaddr_un address = unixAddress(path);
    if (::connect(probe.descriptor(), plain(address), sizeof address) == 0) return true;
    // Anything but a refusal may be a listener that is busy or another user's.
    return errno != ECONNREFUSED && errno != ENOENT;
}

Result<void> checkPlace(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return {};
    if (!S_ISSOCK(status.st_mode)) {
        return failed(ErrorCode::Conflict,
                      fmt::format("{}: is there and is no socket; remove it or choose another path "
                                  "for the node's socket",
                                  path));
    }
    if (somebodyListens(path)) {
        return failed(ErrorCode::Conflict,
                      fmt::format("{}: another program listens there; stop the node that runs "
                                  "already, or choose another path for the socket",
                                  path));
    }
    return {};
}

Result<std::pair<sockaddr_storage, socklen_t>> ipAddress(const std::string& text,
                                                         std::uint16_t port) {
    sockaddr_storage storage{};
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        return std::pair(storage, socklen_t{sizeof(sockaddr_in)});
    }
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        return std::pair(storage, socklen_t{sizeof(sockaddr_in6)});
    }
    return invalidInput(fmt::format(
        "\"{}\": is not an IP address; give one of this machine's, like 127.0.0.1", text));
}

std::uint16_t boundPort(int descriptor) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &length);
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&storage);
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&storage);
    return ntohs(storage.ss_family == AF_INET6 ? v6->sin6_port : v4->sin_port);
}
}  // namespace

ListeningSocket::~ListeningSocket() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

int ListeningSocket::release() {
    return std::exchange(m_descriptor, -1);
}

SocketFile::SocketFile(std::string path) : m_path(std::move(path)) {
    struct stat status {};
    if (::lstat(m_path.c_str(), &status) == 0) m_inode = status.st_ino;
}

SocketFile::SocketFile(SocketFile&& other) noexcept
    : m_path(std::move(other.m_path)), m_inode(std::exchange(other.m_inode, 0)) {}

void SocketFile::remove() {
    struct stat status {};
    const ino_t ours = std::exchange(m_inode, 0);
    if (ours == 0 || ::lstat(m_path.c_str(), &status) != 0) return;
    if (status.st_ino == ours) ::unlink(m_path.c_str());
}

Result<ListeningSocket> listenUnix(const std::string& path) {
    const std::string making = path + kMaking;
    if (path.empty() || making.size() >= sizeof(sockaddr_un::sun_path)) {
        return invalidInput(
            fmt::format("{}: a socket's path has 1 to {} bytes; choose a shorter one", path,
                        sizeof(sockaddr_un::sun_path) - 1 - 4));
    }
    if (const auto free = checkPlace(path); !free) return free.error();
    ListeningSocket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), 0);
    const sockaddr_un address = unixAddress(making);
    ::unlink(making.c_str());
    // Made beside its place and renamed, so that it never stands there with wrong rights or deaf.
    const bool ready = socket.descriptor() >= 0 &&
                       ::bind(socket.descriptor(), plain(address), sizeof address) == 0 &&
                       ::chmod(making.c_str(), S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) == 0 &&
                       ::listen(socket.descriptor(), kBacklog) == 0 &&
                       std::rename(making.c_str(), path.c_str()) == 0;
    if (!ready) {
        const int fault = errno;
        ::unlink(making.c_str());
        return cannotListen(path, fault,
                            "its folder must exist and this user must be allowed to write there "
                            "(systemd: RuntimeDirectory=wattill)");
    }
    return socket;
}

Result<ListeningSocket> listenTcp(const std::string& address, std::uint16_t port) {
    const auto ip = ipAddress(address, port);
    if (!ip) return ip.error();
    const auto& [storage, length] = *ip;
    ListeningSocket socket(
        ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), 0);
    const int on = 1;
    ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (socket.descriptor() < 0 || ::bind(socket.descriptor(), plain(storage), length) != 0 ||
        ::listen(socket.descriptor(), kBacklog) != 0) {
        const int fault = errno;
        const std::string place = fmt::format("{} port {}", address, port);
        if (fault == EADDRINUSE) {
            return failed(
                ErrorCode::Conflict,
                place + ": is taken; stop the program that has it or choose another port");
        }
        return cannotListen(place, fault, "give an address of this machine and a free port");
    }
    const int descriptor = socket.release();
    return ListeningSocket(descriptor, boundPort(descriptor));
}

}  // namespace wattill::api
