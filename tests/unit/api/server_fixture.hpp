#pragma once

#include "api/client.hpp"
#include "api/server.hpp"
#include "fake_service.hpp"

#include <cstring>
#include <filesystem>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace wattill::api {

/// A client that may misbehave: bytes in, bytes out.
class RawPeer {
  public:
    explicit RawPeer(const std::string& path) : m_socket(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        m_connected =
            ::connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    explicit RawPeer(std::uint16_t port) : m_socket(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected =
            ::connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;
    ~RawPeer() { ::close(m_socket); }

    [[nodiscard]] bool connected() const { return m_connected; }
    /// False once the other side is gone.
    bool send(const std::string& bytes) const {
        return ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size());
    }
    /// True when something (bytes or the end) came within the time.
    [[nodiscard]] bool readable(Duration within) const {
        pollfd each{m_socket, POLLIN, 0};
        return ::poll(&each, 1, static_cast<int>(within.count())) > 0;
    }
    /// Everything until the other side closes, 10 s at most; "(no end)" is added if it does not.
    [[nodiscard]] std::string receiveAll() const {
        std::string all;
        char bytes[4096];
        while (readable(Duration(10'000))) {
            const ssize_t count = ::recv(m_socket, bytes, sizeof bytes, 0);
            if (count <= 0) return all;
            all.append(bytes, static_cast<std::size_t>(count));
        }
        return all + "(no end)";
    }

  private:
    int m_socket;
    bool m_connected = false;
};

/// A server with a fake service on a socket in a folder of its own.
class ServerTest : public testing::Test {
  protected:
    ServerTest() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "wattill-api-XXXXXX").string();
        m_folder = ::mkdtemp(pattern.data());
    }
    ~ServerTest() override {
        m_server.reset();
        std::filesystem::remove_all(m_folder);
    }

    [[nodiscard]] std::string socketPath() const { return (m_folder / "node.sock").string(); }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

    void serve(const ServerLimits& limits = {}) {
        auto server = startServer({socketPath(), TcpListener{}, limits, TcpListener{}}, m_service,
                                  Authorizer(Secret("staff-token")), m_log);
        ASSERT_TRUE(server.ok()) << server.error().message;
        m_server = std::move(server.value());
    }
    [[nodiscard]] std::unique_ptr<Client> client(const std::string& token = "staff-token",
                                                 Duration timeout = Duration(10'000)) const {
        return makeClient({socketPath(), Secret(token), timeout});
    }
    [[nodiscard]] Server& server() { return *m_server; }
    [[nodiscard]] FakeService& service() { return m_service; }
    [[nodiscard]] Log& log() { return m_log; }

  private:
    std::filesystem::path m_folder;
    NullLog m_log;
    FakeService m_service;
    std::unique_ptr<Server> m_server;
};

}  // namespace wattill::api
