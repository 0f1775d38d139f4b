#include "api/exchange.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace wattill::api {

namespace {
namespace http = boost::beast::http;
using Moment = std::chrono::steady_clock::time_point;

constexpr std::uint64_t kLargestReply = 64 * 1024 * 1024;
constexpr std::size_t kReadAtOnce = 16 * 1024;

class Descriptor {
  public:
    Descriptor() : m_number(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (m_number >= 0) ::close(m_number);
    }
    [[nodiscard]] int number() const { return m_number; }

  private:
    int m_number;
};

Error later(ErrorCode code, std::string message) {
    return {code, Retry::Later, std::move(message), {}};
}

Error timedOut(const std::string& path) {
    return later(ErrorCode::Timeout,
                 fmt::format("{}: the node did not answer in time; look at its log", path));
}

Error broken(const std::string& path) {
    return later(ErrorCode::Unavailable,
                 fmt::format("{}: the node ended the connection before it answered; it may be "
                             "restarting, try again in some seconds",
                             path));
}

/// True when the socket is ready for `what`, false when the deadline came first.
bool ready(int descriptor, short what, Moment deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<Duration>(deadline - std::chrono::steady_clock::now());
        if (left <= Duration(0)) return false;
        pollfd each{descriptor, what, 0};
        const int count =
            ::poll(&each, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 3'600'000)));
        if (count > 0) return true;
        if (count < 0 && errno != EINTR) return true;  // the next call on it says what is wrong
    }
}

Error cannotConnect(const std::string& path, int fault) {
    if (fault == EAGAIN) {
        return later(ErrorCode::Busy, path + ": the node has too many callers; try again later");
    }
    const char* remedy = "start wattill-node, or name the socket of the one that runs";
    if (fault == EACCES || fault == EPERM) {
        remedy = "this user may not use the socket; add it to the socket's group";
    }
    return later(ErrorCode::Unreachable, fmt::format("{}: no node can be reached there ({}); {}",
                                                     path, std::strerror(fault), remedy));
}

Result<void> connectTo(const std::string& path, int descriptor) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        return cannotConnect(path, ENAMETOOLONG);
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const auto* plain = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(descriptor, plain, sizeof address) != 0) return cannotConnect(path, errno);
    return {};
}

/// How many bytes went out. Fewer than all when the peer stopped reading: it may have answered.
Result<std::size_t> send(const std::string& path, int descriptor, const std::string& request,
                         Moment deadline) {
    std::size_t sent = 0;
    while (sent < request.size()) {
        const ssize_t count =
            ::send(descriptor, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
        if (count >= 0) {
            sent += static_cast<std::size_t>(count);
        } else if (errno == EAGAIN) {
            if (!ready(descriptor, POLLOUT, deadline)) return timedOut(path);
        } else if (errno != EINTR) {
            break;
        }
    }
    return sent;
}

class ReplyReader {
  public:
    ReplyReader() {
        m_parser.body_limit(kLargestReply);
        m_parser.eager(true);
    }
    /// False when what came is not HTTP.
    bool take(const char* bytes, std::size_t count) {
        m_rest.append(bytes, count);
        while (!m_rest.empty() && !m_parser.is_done()) {
            boost::beast::error_code fault;
            const std::size_t used = m_parser.put(boost::asio::buffer(m_rest), fault);
            m_rest.erase(0, used);
            if (fault == http::error::need_more) return true;
            if (fault) return false;
            if (used == 0) return true;
        }
        return true;
    }
    [[nodiscard]] bool done() const { return m_parser.is_done(); }
    [[nodiscard]] HttpReply reply() {
        return {static_cast<int>(m_parser.get().result_int()), std::move(m_parser.get().body())};
    }

  private:
    http::response_parser<http::string_body> m_parser;
    std::string m_rest;
};

Result<HttpReply> receive(const std::string& path, int descriptor, Moment deadline) {
    ReplyReader reader;
    std::array<char, kReadAtOnce> bytes{};
    while (!reader.done()) {
        const ssize_t count = ::recv(descriptor, bytes.data(), bytes.size(), 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) {
            if (!ready(descriptor, POLLIN, deadline)) return timedOut(path);
            continue;
        }
        if (count <= 0) return broken(path);
        if (!reader.take(bytes.data(), static_cast<std::size_t>(count))) {
            return later(ErrorCode::BadReply,
                         path + ": what listens there does not speak HTTP; name the node's socket");
        }
    }
    return reader.reply();
}
}  // namespace

Result<HttpReply> exchange(const std::string& socketPath, const std::string& request,
                           Moment deadline) {
    const Descriptor descriptor;
    if (descriptor.number() < 0) return cannotConnect(socketPath, errno);
    if (const auto up = connectTo(socketPath, descriptor.number()); !up) return up.error();
    const auto sent = send(socketPath, descriptor.number(), request, deadline);
    if (!sent) return sent.error();
    auto reply = receive(socketPath, descriptor.number(), deadline);
    if (!reply && *sent == 0) return cannotConnect(socketPath, ECONNRESET);
    return reply;
}

}  // namespace wattill::api
