#include "meters/port.hpp"

#include "meters/pty.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <map>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wattill::sim {
namespace {

constexpr std::size_t kMaxConnections = 64;

class PtyPort final : public Port {
  public:
    PtyPort(std::unique_ptr<Pty> pty, Loop& loop, LoopClient& client, PortListener& listener)
        : m_pty(std::move(pty)), m_loop(loop), m_listener(listener) {
        m_loop.watch(m_pty->descriptor(), client, [this] { receive(); });
    }
    ~PtyPort() override { m_loop.forget(m_pty->descriptor()); }
    PtyPort(const PtyPort&) = delete;
    PtyPort& operator=(const PtyPort&) = delete;

    [[nodiscard]] std::string name() const override { return m_pty->port(); }
    void send(int, std::span<const std::uint8_t> bytes) override { m_pty->write(bytes); }
    void hangUp() override {}
    [[nodiscard]] int baud() const override { return m_pty->baud(); }
    [[nodiscard]] char parity() const override { return m_pty->parity(); }

  private:
    void receive() {
        std::array<std::uint8_t, 512> buffer{};
        const ssize_t got = read(m_pty->descriptor(), buffer.data(), buffer.size());
        if (got > 0) m_listener.heard(0, std::span(buffer).first(static_cast<std::size_t>(got)));
    }

    std::unique_ptr<Pty> m_pty;
    Loop& m_loop;
    PortListener& m_listener;
};

class TcpPort final : public Port {
  public:
    TcpPort(int listening, std::string name, Loop& loop, LoopClient& client, PortListener& listener)
        : m_listening(listening),
          m_name(std::move(name)),
          m_loop(loop),
          m_client(client),
          m_listener(listener) {
        m_loop.watch(m_listening, m_client, [this] { acceptOne(); });
    }
    ~TcpPort() override {
        hangUp();
        m_loop.forget(m_listening);
        close(m_listening);
    }
    TcpPort(const TcpPort&) = delete;
    TcpPort& operator=(const TcpPort&) = delete;

    [[nodiscard]] std::string name() const override { return m_name; }
    void send(int client, std::span<const std::uint8_t> bytes) override {
        for (const auto& [id, descriptor] : m_connections) {
            if (client != kEverybody && client != id) continue;
            [[maybe_unused]] const ssize_t sent =
                ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        }
    }
    void hangUp() override {
        while (!m_connections.empty())
            end(m_connections.begin()->first);
    }

  private:
    void acceptOne() {
        const int fresh = accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fresh < 0) return;
        if (m_connections.size() >= kMaxConnections) {
            close(fresh);
            return;
        }
        const int on = 1;
        setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const int id = ++m_lastId;
        m_connections.emplace(id, fresh);
        m_loop.watch(fresh, m_client, [this, id] { receive(id); });
    }
    void receive(int id) {
        std::array<std::uint8_t, 512> buffer{};
        const ssize_t got = recv(m_connections.at(id), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got > 0) {
            m_listener.heard(id, std::span(buffer).first(static_cast<std::size_t>(got)));
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            end(id);
        }
    }
    void end(int id) {
        const int descriptor = m_connections.at(id);
        m_loop.forget(descriptor);
        close(descriptor);
        m_connections.erase(id);
        m_listener.left(id);
    }

    int m_listening;
    std::string m_name;
    Loop& m_loop;
    LoopClient& m_client;
    PortListener& m_listener;
    std::map<int, int> m_connections;  ///< descriptors by an id that is never used again
    int m_lastId = 0;
};

sockaddr* generic(sockaddr_in& address) {
    return reinterpret_cast<sockaddr*>(&address);  // what the socket calls take
}

Result<std::unique_ptr<Port>> openTcp(const PortPlace& place, Loop& loop, LoopClient& client,
                                      PortListener& listener) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(place.tcpPort));
    if (inet_pton(AF_INET, place.address.c_str(), &address.sin_addr) != 1) {
        return invalidInput(place.address + " is no IPv4 address; use 127.0.0.1 or 0.0.0.0");
    }
    const int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    socklen_t size = sizeof address;
    if (bind(listening, generic(address), sizeof address) != 0 || listen(listening, 16) != 0 ||
        getsockname(listening, generic(address), &size) != 0) {
        const std::string why = std::strerror(errno);
        close(listening);
        return Error{ErrorCode::Io,
                     Retry::Later,
                     place.address + ":" + std::to_string(place.tcpPort) + ": " + why +
                         "; choose another port, or 0 for a free one",
                     {}};
    }
    const std::string name = "tcp:" + place.address + ":" + std::to_string(ntohs(address.sin_port));
    return Result<std::unique_ptr<Port>>(
        std::make_unique<TcpPort>(listening, name, loop, client, listener));
}

}  // namespace

Result<std::unique_ptr<Port>> openPort(const PortPlace& place, Loop& loop, LoopClient& client,
                                       PortListener& listener) {
    if (place.kind != PortKind::Pty) return openTcp(place, loop, client, listener);
    auto pty = Pty::open(place.link);
    if (!pty) return pty.error();
    return Result<std::unique_ptr<Port>>(
        std::make_unique<PtyPort>(std::move(pty).value(), loop, client, listener));
}

}  // namespace wattill::sim
