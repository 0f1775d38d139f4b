#include "metering/wire/back_off.hpp"
#include "metering/wire/tcp_socket.hpp"
#include "metering/wire/wire_time.hpp"

#include <array>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

// What both drivers stand on. The TCP of the system is tried through them, too.
namespace wattill::metering::wire {
namespace {

using namespace std::chrono_literals;

const SteadyTime kNow{1h};
const Error kWhy{ErrorCode::Unreachable, Retry::Later, "not plugged in", {}};

TEST(BackOff, IsNoneBeforeTheFirstFailureAndAfterALineWasOpened) {
    BackOff backOff;
    EXPECT_TRUE(backOff.due(kNow).ok());
    backOff.failed(kNow, kWhy);
    backOff.failed(kNow + 50ms, kWhy);
    backOff.opened();
    backOff.failed(kNow + 1s, kWhy);
    EXPECT_TRUE(backOff.due(kNow + 1s + 50ms).ok()) << "from the beginning";
}

TEST(BackOff, DoublesFrom50MillisecondsTo5Seconds) {
    BackOff backOff;
    SteadyTime now = kNow;
    for (const auto wait : {50ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 5000ms, 5000ms}) {
        backOff.failed(now, kWhy);
        const auto early = backOff.due(now + wait - 1ms);
        ASSERT_FALSE(early.ok()) << wait.count();
        EXPECT_EQ(early.error().code, ErrorCode::Unreachable);
        EXPECT_EQ(early.error().message, kWhy.message);
        now += wait;
        EXPECT_TRUE(backOff.due(now).ok()) << wait.count();
    }
}

TEST(WireTime, CountsStartParityAndStopBits) {
    BusConfig config{BusId("b"), "/dev/ttyS1", 9600};
    EXPECT_EQ(wireTime(config, 96), 100ms) << "8N1: ten bits a character";
    config.parity = Parity::Even;
    config.baud = 2400;
    EXPECT_EQ(wireTime(config, 24), 110ms);
    config.stopBits = 2;
    EXPECT_EQ(wireTime(config, 24), 120ms);
}

class Pair : public ::testing::Test {
  protected:
    Pair() {
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()),
                  0);
    }
    ~Pair() override {
        for (const int end : ends)
            close(end);
    }
    [[nodiscard]] static SteadyTime in(std::chrono::milliseconds time) {
        return std::chrono::steady_clock::now() + time;
    }
    std::array<int, 2> ends{-1, -1};
    const Place place{"the line", "look at it"};
};

TEST_F(Pair, WhatIsNotTakenInTimeIsAnErrorWithTheRemedy) {
    const std::vector<std::uint8_t> much(10'000'000, 0x68);
    const auto sent = sendAll(ends[0], much, in(20ms), place);
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().code, ErrorCode::Unreachable);
    EXPECT_EQ(sent.error().message.rfind("the line is gone (write: ", 0), 0U);
    EXPECT_NE(sent.error().message.find("look at it"), std::string::npos);
}

TEST_F(Pair, SilenceIsNothingAndAHangUpAnError) {
    std::array<std::uint8_t, 8> buffer{};
    const auto silent = readSome(ends[0], buffer, in(5ms), place);
    ASSERT_TRUE(silent.ok());
    EXPECT_EQ(*silent, 0U);
    ASSERT_EQ(shutdown(ends[1], SHUT_WR), 0);
    const auto got = readSome(ends[0], buffer, in(1h), place);
    ASSERT_FALSE(got.ok());
    EXPECT_NE(got.error().message.find("closed by the other end"), std::string::npos);
}

TEST(TcpSocket, SaysWhichHostHasNoAddress) {
    const auto opened = TcpSocket::open({BusId("west"), "tcp:no-such-host.invalid:4001"},
                                        {"no-such-host.invalid", 4001});
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::Unreachable);
    EXPECT_NE(opened.error().message.find("bus west"), std::string::npos);
    EXPECT_NE(opened.error().message.find("correct the host's name"), std::string::npos);
}

}  // namespace
}  // namespace wattill::metering::wire
