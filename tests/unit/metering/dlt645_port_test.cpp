#include "dlt645_frames.hpp"
#include "metering/dlt645/line.hpp"

#include <array>
#include <filesystem>
#include <future>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

// The lines of the operating system: a pseudo terminal in place of a serial port, and TCP.
namespace wattill::metering::dlt645 {
namespace {

using namespace std::chrono_literals;

SteadyTime in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

/// A file descriptor that is closed in time.
class Handle {
  public:
    explicit Handle(int descriptor) : m_descriptor(descriptor) {}
    ~Handle() { close(); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    void close() {
        if (m_descriptor >= 0) ::close(m_descriptor);
        m_descriptor = -1;
    }
    [[nodiscard]] int get() const { return m_descriptor; }
    void write(const Bytes& bytes) const {
        ASSERT_EQ(::write(m_descriptor, bytes.data(), bytes.size()),
                  static_cast<ssize_t>(bytes.size()));
    }
    [[nodiscard]] Bytes read() const {
        Bytes bytes(300);
        const ssize_t got = ::read(m_descriptor, bytes.data(), bytes.size());
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }

  private:
    int m_descriptor;
};

int newTerminal() {
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    EXPECT_EQ(grantpt(master), 0);
    EXPECT_EQ(unlockpt(master), 0);
    return master;
}

BusConfig config(std::string port) {
    return {BusId("west"), std::move(port), 2400, Parity::Even, 1, Protocol::Dlt645};
}
std::unique_ptr<Line> lineTo(const std::string& port) {
    return makeLine(config(port)).value();
}
Bytes readFrom(Line& line) {
    std::array<std::uint8_t, 300> buffer{};
    const auto got = line.read(buffer, in(2000ms));
    EXPECT_TRUE(got.ok()) << (got ? "" : got.error().message);
    if (!got) return {};
    return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*got)};
}

class Dlt645SerialLine : public ::testing::Test {
  protected:
    Handle master{newTerminal()};
    std::string port = ptsname(master.get());
};

TEST_F(Dlt645SerialLine, CarriesEveryByteBothWays) {
    Bytes all(256);
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<std::uint8_t>(i);
    const auto line = lineTo(port);
    ASSERT_FALSE(line->isOpen());
    const auto opened = line->open();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    ASSERT_TRUE(line->isOpen());
    ASSERT_TRUE(line->send(all).ok());
    EXPECT_EQ(master.read(), all);
    master.write(all);
    EXPECT_EQ(readFrom(*line), all);
}

TEST_F(Dlt645SerialLine, TwoProgramsCannotHoldOnePortUnderAnyName) {
    std::string folder = std::filesystem::temp_directory_path() / "wattill-line-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const std::string otherName = folder + "/port";
    std::filesystem::create_symlink(port, otherName);
    {
        const auto first = lineTo(port);
        ASSERT_TRUE(first->open().ok());
        for (const std::string& name : {port, otherName}) {
            const auto second = lineTo(name)->open();
            ASSERT_FALSE(second.ok()) << name;
            EXPECT_EQ(second.error().code, ErrorCode::Unreachable);
            EXPECT_NE(second.error().message.find("program"), std::string::npos)
                << second.error().message;
        }
    }
    EXPECT_TRUE(lineTo(otherName)->open().ok()) << "free again";
    std::filesystem::remove_all(folder);
}

TEST_F(Dlt645SerialLine, AHangUpIsNoticedAtOnceAndNotTakenForSilence) {
    const auto line = lineTo(port);
    ASSERT_TRUE(line->open().ok());
    master.close();
    std::array<std::uint8_t, 8> buffer{};
    const auto got = line->read(buffer, in(1h));
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::Unreachable);
    EXPECT_NE(got.error().message.find("cable"), std::string::npos);
    line->close();
    EXPECT_FALSE(line->isOpen());
}

TEST_F(Dlt645SerialLine, SilenceIsNoError) {
    const auto line = lineTo(port);
    ASSERT_TRUE(line->open().ok());
    std::array<std::uint8_t, 8> buffer{};
    const auto got = line->read(buffer, in(5ms));
    ASSERT_TRUE(got.ok());
    EXPECT_EQ(*got, 0U);
}

TEST_F(Dlt645SerialLine, WorksOnAThreadOfItsOwnWithoutAnEventLoop) {
    testing::internal::CaptureStderr();
    auto done = std::async(std::launch::async, [this] {
        const auto line = lineTo(port);
        return line->open().ok() && line->send(hex("FE 68")).ok();
    });
    EXPECT_TRUE(done.get());
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "Qt has nothing to complain of";
    EXPECT_EQ(master.read(), hex("FE 68"));
}

TEST(Dlt645Line, WhatCannotBeOpenedIsSaidWithItsNameAndARemedy) {
    const std::map<std::string, std::string> cases = {
        {"/dev/there-is-no-such-port", "plug"}, {"/dev/null", "port"}, {"/etc/hostname", "port"}};
    for (const auto& [port, remedy] : cases) {
        const auto opened = lineTo(port)->open();
        ASSERT_FALSE(opened.ok()) << port;
        EXPECT_EQ(opened.error().code, ErrorCode::Unreachable);
        EXPECT_NE(opened.error().message.find(port), std::string::npos);
        EXPECT_NE(opened.error().message.find("west"), std::string::npos);
        EXPECT_NE(opened.error().message.find(remedy), std::string::npos) << opened.error().message;
    }
}

TEST(Dlt645Line, SettingsThatCannotBeAreRefusedByName) {
    for (const char* port : {"", "tcp:", "tcp:host", "tcp:host:0", "tcp::4001"}) {
        const auto line = makeLine(config(port));
        ASSERT_FALSE(line.ok()) << port;
        EXPECT_EQ(line.error().code, ErrorCode::InvalidInput);
        EXPECT_NE(line.error().message.find("west"), std::string::npos);
    }
    BusConfig odd = config("/dev/ttyS1");
    odd.baud = 2401;
    EXPECT_NE(makeLine(odd).error().message.find("2401"), std::string::npos);
    odd = config("/dev/ttyS1");
    odd.stopBits = 3;
    EXPECT_FALSE(makeLine(odd).ok());
}

class Dlt645TcpLine : public ::testing::Test {
  protected:
    Dlt645TcpLine() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(bind(server.get(), generic, size), 0);
        EXPECT_EQ(getsockname(server.get(), generic, &size), 0);
        port = "tcp:127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    Handle server{socket(AF_INET, SOCK_STREAM, 0)};
    std::string port;
};

TEST_F(Dlt645TcpLine, CarriesBytesBothWaysAndNoticesTheEnd) {
    ASSERT_EQ(listen(server.get(), 1), 0);
    const auto line = lineTo(port);
    const auto opened = line->open();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    Handle peer(accept(server.get(), nullptr, nullptr));
    ASSERT_TRUE(line->send(hex("68 16")).ok());
    EXPECT_EQ(peer.read(), hex("68 16"));
    peer.write(hex("FE FE"));
    EXPECT_EQ(readFrom(*line), hex("FE FE"));
    peer.close();
    std::array<std::uint8_t, 8> buffer{};
    const auto got = line->read(buffer, in(1h));
    ASSERT_FALSE(got.ok());
    EXPECT_NE(got.error().message.find("serial server"), std::string::npos);
}

TEST_F(Dlt645TcpLine, WhatIsNotTakenIsNoticedAndCalledBack) {
    const int small = 1;
    setsockopt(server.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    ASSERT_EQ(listen(server.get(), 1), 0);
    const auto line = lineTo(port);
    ASSERT_TRUE(line->open().ok());
    const Handle peer(accept(server.get(), nullptr, nullptr));
    const Bytes much(60'000, kStart);
    ASSERT_TRUE(line->send(much).ok());
    EXPECT_TRUE(line->isStuck());
    line->abandon();
    EXPECT_FALSE(line->isOpen());
    std::size_t arrived = 0;
    for (Bytes part = peer.read(); !part.empty(); part = peer.read())
        arrived += part.size();
    EXPECT_LT(arrived, much.size());
}

TEST_F(Dlt645TcpLine, NobodyThereIsUnreachable) {
    const auto opened = lineTo(port)->open();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::Unreachable);
    EXPECT_NE(opened.error().message.find(port), std::string::npos);
}

TEST_F(Dlt645TcpLine, APeerThatWentAwayEndsASendWithAnErrorAndNotTheProcess) {
    ASSERT_EQ(listen(server.get(), 1), 0);
    const auto line = lineTo(port);
    ASSERT_TRUE(line->open().ok());
    {
        const Handle peer(accept(server.get(), nullptr, nullptr));
        const linger reset{1, 0};
        setsockopt(peer.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    std::array<std::uint8_t, 8> buffer{};
    ASSERT_FALSE(line->read(buffer, in(1h)).ok());
    EXPECT_FALSE(line->send(Bytes(64, kStart)).ok());
}

}  // namespace
}  // namespace wattill::metering::dlt645
