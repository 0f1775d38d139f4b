#include "metering/dlt645/descriptor_line.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wattill::metering::dlt645 {
namespace {

using namespace std::chrono_literals;

/// A frame is a second of wire at most, and the kernel takes it all at once.
constexpr std::chrono::seconds kLongestSend = 5s;

timespec timeSpec(std::chrono::nanoseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return {static_cast<time_t>(seconds.count()), static_cast<long>((time - seconds).count())};
}

bool passes(int number) {
    return number == EINTR || number == EAGAIN;
}

/// A peer that has gone must be an error here, not a signal that ends the process.
ssize_t sendSome(int descriptor, std::span<const std::uint8_t> bytes) {
    const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0 || errno != ENOTSOCK) return sent;
    return ::write(descriptor, bytes.data(), bytes.size());
}

}  // namespace

Waited waitFor(int descriptor, short events, SteadyTime deadline) {
    while (true) {
        const auto left = std::max(deadline - std::chrono::steady_clock::now(),
                                   std::chrono::steady_clock::duration::zero());
        const timespec timeout = timeSpec(left);
        pollfd waiting{descriptor, events, 0};
        const int ready = ppoll(&waiting, 1, &timeout, nullptr);
        if (ready > 0) return {true, 0};
        if (ready == 0) return {false, 0};
        if (errno != EINTR) return {false, errno};
    }
}

Error DescriptorLine::gone(const char* what, int number) const {
    return {ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("the line is gone ({}: {}); {}", what,
                        number == 0 ? "it was closed" : std::strerror(number), m_remedy),
            {}};
}

Result<void> DescriptorLine::send(std::span<const std::uint8_t> bytes) {
    const SteadyTime giveUp = now() + kLongestSend;
    while (!bytes.empty()) {
        const ssize_t sent = sendSome(descriptor(), bytes);
        if (sent < 0 && !passes(errno)) return gone("write", errno);
        if (sent > 0) bytes = bytes.subspan(static_cast<std::size_t>(sent));
        if (bytes.empty()) break;
        const Waited waited = waitFor(descriptor(), POLLOUT, giveUp);
        if (!waited.ready) return gone("write", waited.error != 0 ? waited.error : ETIMEDOUT);
    }
    return {};
}

Result<std::size_t> DescriptorLine::read(std::span<std::uint8_t> into, SteadyTime deadline) {
    while (true) {
        const Waited waited = waitFor(descriptor(), POLLIN, deadline);
        if (waited.error != 0) return gone("poll", waited.error);
        if (!waited.ready) return std::size_t{0};
        const ssize_t got = ::read(descriptor(), into.data(), into.size());
        if (got > 0) return static_cast<std::size_t>(got);
        if (got == 0) return gone("read", 0);
        if (!passes(errno)) return gone("read", errno);
    }
}

void DescriptorLine::waitUntil(SteadyTime at) {
    // libstdc++'s steady clock is CLOCK_MONOTONIC.
    const timespec time = timeSpec(at.time_since_epoch());
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr) == EINTR) {
    }
}

}  // namespace wattill::metering::dlt645
