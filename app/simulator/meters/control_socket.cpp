#include "meters/control_socket.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <map>
#include <vector>

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace wattill::sim {
namespace {

constexpr std::size_t kMaxLine = 4096;
constexpr std::size_t kMaxClients = 32;

class Descriptor {
  public:
    explicit Descriptor(int value) : m_value(value) {}
    ~Descriptor() {
        if (m_value >= 0) close(m_value);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return m_value; }

  private:
    int m_value;
};

Error ioError(const std::string& what) {
    return {ErrorCode::Io, Retry::Never, what + ": " + std::strerror(errno), {}};
}

Result<sockaddr_un> addressOf(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        return invalidInput(path + " is too long for a socket; choose a shorter path");
    }
    std::memcpy(address.sun_path, path.c_str(), path.size());
    return address;
}

const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);  // what the socket calls take
}

Result<int> listenOn(const std::string& path) {
    const auto address = addressOf(path);
    if (!address) return address.error();
    const int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unlink(path.c_str());
    if (listening < 0 || bind(listening, generic(*address), sizeof *address) != 0 ||
        listen(listening, 8) != 0) {
        return ioError(path);
    }
    return listening;
}

using Command = std::function<std::string(const std::string&)>;

/// False when the client is gone.
bool serveClient(int client, std::string& pending, const Command& command) {
    std::array<char, 1024> buffer{};
    const ssize_t got = recv(client, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got <= 0) return false;
    pending.append(buffer.data(), static_cast<std::size_t>(got));
    for (std::size_t end = 0; (end = pending.find('\n')) != std::string::npos;) {
        const std::string answer = command(pending.substr(0, end)) + "\n";
        pending.erase(0, end + 1);
        if (send(client, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return false;
    }
    return pending.size() <= kMaxLine;
}

void serveUntilSignal(int listening, int signals, const Command& command) {
    std::map<int, std::string> clients;
    while (true) {
        std::vector<pollfd> waiting{{signals, POLLIN, 0}, {listening, POLLIN, 0}};
        for (const auto& [client, pending] : clients)
            waiting.push_back({client, POLLIN, 0});
        if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
        if (waiting[0].revents != 0) break;
        for (std::size_t i = 2; i < waiting.size(); ++i) {
            const int client = waiting[i].fd;
            if (waiting[i].revents == 0 || serveClient(client, clients[client], command)) continue;
            close(client);
            clients.erase(client);
        }
        if (listening < 0 || waiting[1].revents == 0) continue;
        const int client = accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0 && clients.size() >= kMaxClients) close(client);
        if (client >= 0 && clients.size() < kMaxClients) clients.emplace(client, std::string());
    }
    for (const auto& [client, pending] : clients)
        close(client);
}

}  // namespace

Result<void> serveControl(const std::string& path, const Command& command) {
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGTERM);
    sigaddset(&stopping, SIGINT);
    const Descriptor signals(signalfd(-1, &stopping, SFD_CLOEXEC));
    if (signals.get() < 0) return ioError("signals");
    if (path.empty()) {
        serveUntilSignal(-1, signals.get(), command);
        return {};
    }
    const auto listening = listenOn(path);
    if (!listening) return listening.error();
    const Descriptor owned(*listening);
    serveUntilSignal(owned.get(), signals.get(), command);
    unlink(path.c_str());
    return {};
}

Result<std::string> askControl(const std::string& path, const std::string& line) {
    const auto address = addressOf(path);
    if (!address) return address.error();
    const Descriptor connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(connection.get(), generic(*address), sizeof *address) != 0) {
        Error error = ioError("no simulator listens at " + path);
        error.code = ErrorCode::Unreachable;
        return error;
    }
    const std::string sent = line + "\n";
    if (send(connection.get(), sent.data(), sent.size(), MSG_NOSIGNAL) < 0) return ioError(path);
    std::string answer;
    std::array<char, 1024> buffer{};
    while (answer.find('\n') == std::string::npos) {
        const ssize_t got = recv(connection.get(), buffer.data(), buffer.size(), 0);
        if (got <= 0) return ioError(path + " ended the connection");
        answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
    answer.resize(answer.find('\n'));
    return answer;
}

}  // namespace wattill::sim
