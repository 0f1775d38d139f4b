#include "node/doctor_checks.hpp"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

namespace wattill::node {

namespace {
constexpr int kConnectWithinMs = 3000;

class Descriptor {
  public:
    explicit Descriptor(int number) : m_number(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (m_number >= 0) ::close(m_number);
    }
    [[nodiscard]] int number() const { return m_number; }

  private:
    int m_number;
};

/// 0 when connected, else errno.
int connectWithin(int descriptor, const sockaddr* address, socklen_t size) {
    if (::connect(descriptor, address, size) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    pollfd waiting{descriptor, POLLOUT, 0};
    if (::poll(&waiting, 1, kConnectWithinMs) != 1) return ETIMEDOUT;
    int error = 0;
    socklen_t errorSize = sizeof(error);
    ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &errorSize);
    return error;
}

struct HostPort {
    std::string host;
    std::string port;
};

HostPort hostPortOf(const std::string& url) {
    const bool secure = url.rfind("https://", 0) == 0;
    const auto start = url.find("://") + 3;
    std::string authority = url.substr(start, url.find_first_of("/?#", start) - start);
    HostPort result{authority, secure ? "443" : "80"};
    const auto bracket = authority.find(']');
    const auto colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
    if (colon != std::string::npos) {
        result.host = authority.substr(0, colon);
        result.port = authority.substr(colon + 1);
    }
    if (!result.host.empty() && result.host.front() == '[' && bracket != std::string::npos) {
        result.host = authority.substr(1, bracket - 1);
    }
    return result;
}

/// Empty when a connection could be made.
std::string reachFault(const HostPort& target) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (const int error = ::getaddrinfo(target.host.c_str(), target.port.c_str(), &hints, &list);
        error != 0) {
        return fmt::format("the name {} is not found ({})", target.host, ::gai_strerror(error));
    }
    std::string fault = "no address";
    for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
        const Descriptor socket(
            ::socket(each->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const int error = connectWithin(socket.number(), each->ai_addr, each->ai_addrlen);
        fault = error == 0 ? std::string() : std::string(std::strerror(error));
        if (fault.empty()) break;
    }
    ::freeaddrinfo(list);
    return fault;
}

/// Whether a program holds the port, as the node does (flock) or as modems' programs do (TIOCEXCL).
bool isHeld(int port) {
    if (::flock(port, LOCK_SH | LOCK_NB) != 0) return true;
    ::flock(port, LOCK_UN);
    int exclusive = 0;
    return ::ioctl(port, TIOCGEXCL, &exclusive) == 0 && exclusive != 0;
}

/// A serial server often takes one connection only, so it is left alone while the node has it.
Check networkPortCheck(const BusConfig& bus, const metering::TcpPort& port, bool nodeRuns) {
    const std::string name = fmt::format("port of {}", bus.name.text());
    if (nodeRuns) return {name, true, fmt::format("{} is the node's", bus.port), {}};
    const std::string fault = reachFault({port.host, std::to_string(port.port)});
    if (fault.empty()) return {name, true, fmt::format("{} answers", bus.port), {}};
    return {
        name, false, fmt::format("{}: {}", bus.port, fault),
        "look at the gateway's power, network and address, at the firewall, and whether another "
        "program is connected to it"};
}

Check portCheck(const BusConfig& bus, bool nodeRuns) {
    if (const auto tcp = metering::tcpPort(bus.port); tcp && *tcp) {
        return networkPortCheck(bus, **tcp, nodeRuns);
    }
    const std::string name = fmt::format("port of {}", bus.name.text());
    const auto bad = [&](const std::string& finding, const std::string& remedy) {
        return Check{name, false, fmt::format("{} {}", bus.port, finding), remedy};
    };
    const std::string endOther = "end the program that holds it (fuser -v names it)";
    const Descriptor port(::open(bus.port.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    const int error = port.number() < 0 ? errno : 0;
    if (error == ENOENT) {
        return bad("does not exist",
                   "plug the adapter in, or correct [[bus]] port (ls /dev/serial/by-id)");
    }
    if (error != 0 && error != EBUSY) {
        return bad(fmt::format("cannot be opened ({})", std::strerror(error)),
                   "add the node's user to the group dialout");
    }
    termios line{};
    if (error == 0 && ::tcgetattr(port.number(), &line) != 0) {
        return bad("is not a serial port", "correct [[bus]] port");
    }
    const bool held = error == EBUSY || isHeld(port.number());
    if (held && !nodeRuns) return bad("is held by another program", endOther);
    return {
        name, true, fmt::format("{} {}", bus.port, held ? "is held by the node" : "is free"), {}};
}
}  // namespace

bool checkSocket(const Config& config, Checks& checks) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    config.socket.copy(address.sun_path, sizeof(address.sun_path) - 1);
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int error = connectWithin(socket.number(), reinterpret_cast<const sockaddr*>(&address),
                                    sizeof(address));
    if (error == 0) {
        checks.push_back({"node", true, fmt::format("answers at {}", config.socket), {}});
        return true;
    }
    if (error == ENOENT || error == ECONNREFUSED) {
        checks.push_back({"node", true, "is not running", {}});
        return false;
    }
    checks.push_back({"node", false,
                      fmt::format("{} cannot be reached ({})", config.socket, std::strerror(error)),
                      "run as the node's user, or as one of its group"});
    return true;
}

void checkPorts(const Config& config, bool nodeRuns, Checks& checks) {
    if (config.buses.empty()) {
        checks.push_back({"buses", true, "none is configured: this node polls no meters", {}});
    }
    for (const BusConfig& bus : config.buses) {
        checks.push_back(portCheck(bus, nodeRuns));
    }
}

Check reachCheck(const std::string& name, const std::string& url) {
    const HostPort target = hostPortOf(url);
    const std::string fault = reachFault(target);
    if (fault.empty()) {
        return {name, true, fmt::format("{}:{} answers", target.host, target.port), {}};
    }
    return {name, false, fmt::format("{}:{}: {}", target.host, target.port, fault),
            "look at the network, the firewall, and gateway = …"};
}

}  // namespace wattill::node
