#include "metering/modbus/rtu_link.hpp"
#include "metering/modbus/tcp_line.hpp"

#include <array>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

// What the system's TCP really does when the other end is gone, closed, or deaf.
namespace wattill::metering::modbus {
namespace {

using namespace std::chrono_literals;

/// A listening socket, and the one connection to it.
class Server {
  public:
    explicit Server(int family) : m_listening(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_addr = in6addr_loopback;
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const void* address = family == AF_INET6 ? static_cast<void*>(&six) : &four;
        const socklen_t size = family == AF_INET6 ? sizeof six : sizeof four;
        m_ready = m_listening >= 0 &&
                  bind(m_listening, static_cast<const sockaddr*>(address), size) == 0 &&
                  listen(m_listening, 4) == 0;
    }
    ~Server() {
        hangUp();
        if (m_listening >= 0) close(m_listening);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] bool ready() const { return m_ready; }
    [[nodiscard]] std::uint16_t port() const {
        sockaddr_storage bound{};
        socklen_t size = sizeof bound;
        getsockname(m_listening, static_cast<sockaddr*>(static_cast<void*>(&bound)), &size);
        // The port lies at the same place in both families.
        return ntohs(static_cast<sockaddr_in*>(static_cast<void*>(&bound))->sin_port);
    }
    void accept() { m_connected = ::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC); }
    void hangUp() {
        if (m_connected >= 0) close(m_connected);
        m_connected = -1;
    }
    /// From now on nothing that is sent here arrives, nor is it acknowledged, like behind a cut
    /// cable.
    void deafen() const {
        sock_filter dropAll{BPF_RET | BPF_K, 0, 0, 0};
        const sock_fprog program{1, &dropAll};
        ASSERT_EQ(setsockopt(m_connected, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program),
                  0);
    }
    void mend() const {
        const int unused = 0;
        ASSERT_EQ(setsockopt(m_connected, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused), 0);
    }
    /// Bytes that arrive within `time`.
    [[nodiscard]] std::size_t heard(std::chrono::milliseconds time) const {
        pollfd waiting{m_connected, POLLIN, 0};
        if (poll(&waiting, 1, static_cast<int>(time.count())) <= 0) return 0;
        std::array<std::uint8_t, 300> buffer{};
        const ssize_t got = recv(m_connected, buffer.data(), buffer.size(), 0);
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }

  private:
    int m_listening;
    int m_connected = -1;
    bool m_ready = false;
};

BusConfig configFor(const Server& server, const char* host) {
    return {BusId("b"), "tcp:" + std::string(host) + ":" + std::to_string(server.port()), 38400};
}

class Tcp : public ::testing::Test {
  protected:
    [[nodiscard]] LineOpener opener() const {
        return [this] { return TcpLine::open(config, tcpPort(config.port).value().value()); };
    }
    [[nodiscard]] static Exchange trip(Duration timeout) {
        Exchange trip;
        trip.address = 1;
        trip.request = {0x10, 0x00, 0x57, 0x00, 0x02, 0x04, 0x00, 0x01, 0x00, 0x01};
        trip.timeout = timeout;
        trip.lateAnswer = Duration(20);
        trip.writes = true;
        return trip;
    }

    Server server{AF_INET};
    BusConfig config = configFor(server, "127.0.0.1");
    const SystemClock clock;
    NullLog log;
    RtuLink link{config, opener(), clock, log};
};

TEST_F(Tcp, AMeterThatIsSilentBehindALivingServerKeepsTheConnection) {
    ASSERT_TRUE(link.open().ok());
    server.accept();
    const auto tripped = link.exchange(trip(300ms));
    ASSERT_FALSE(tripped.ok());
    EXPECT_NE(tripped.error().message.find("meter at address 1"), std::string::npos);
    EXPECT_TRUE(link.health().portOpen);
    EXPECT_EQ(server.heard(1s), 13U);
}

TEST_F(Tcp, ACommandIntoADeadConnectionIsUnknownAndNeverArrivesLater) {
    ASSERT_TRUE(link.open().ok());
    server.accept();
    server.deafen();
    const auto tripped = link.exchange(trip(800ms));
    ASSERT_FALSE(tripped.ok());
    EXPECT_TRUE(tripped.error().outcomeUnknown());
    EXPECT_NE(tripped.error().message.find("not the meters"), std::string::npos)
        << tripped.error().message;
    EXPECT_FALSE(link.health().portOpen);
    server.mend();
    EXPECT_EQ(server.heard(1500ms), 0U) << "longer than the next repetition would take";
}

TEST_F(Tcp, AConnectionThatTheServerClosedIsMadeAgain) {
    ASSERT_TRUE(link.open().ok());
    server.accept();
    server.hangUp();
    EXPECT_EQ(link.exchange(trip(20ms)).error().code, ErrorCode::Timeout);
    EXPECT_EQ(link.health().opened, 2U);
}

TEST_F(Tcp, ARefusedConnectionNamesThePortAndARemedy) {
    BusConfig nobody;
    {
        const Server gone(AF_INET);
        nobody = configFor(gone, "127.0.0.1");
    }
    const auto line = TcpLine::open(nobody, tcpPort(nobody.port).value().value());
    ASSERT_FALSE(line.ok());
    EXPECT_EQ(line.error().code, ErrorCode::Unreachable);
    EXPECT_NE(line.error().message.find(nobody.port), std::string::npos);
    EXPECT_NE(line.error().message.find("correct it"), std::string::npos);
}

TEST_F(Tcp, AHostOfIPv6IsReached) {
    Server six(AF_INET6);
    if (!six.ready()) GTEST_SKIP() << "this machine has no IPv6";
    const BusConfig there = configFor(six, "[::1]");
    const auto line = TcpLine::open(there, tcpPort(there.port).value().value());
    ASSERT_TRUE(line.ok()) << line.error().message;
    six.accept();
    const std::vector<std::uint8_t> frame(8, 0x55);
    EXPECT_TRUE((*line)->send(frame).ok());
    EXPECT_EQ(six.heard(1s), 8U);
}

}  // namespace
}  // namespace wattill::metering::modbus
