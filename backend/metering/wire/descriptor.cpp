#include "metering/wire/descriptor.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wattill::metering::wire {
namespace {

bool passes(int number) {
    return number == EINTR || number == EAGAIN;
}

ssize_t sendSome(int descriptor, std::span<const std::uint8_t> bytes) {
    const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0 || errno != ENOTSOCK) return sent;
    return ::write(descriptor, bytes.data(), bytes.size());
}

}  // namespace

Error gone(const Place& place, const char* what, int number) {
    return {
        ErrorCode::Unreachable,
        Retry::Later,
        fmt::format("{} is gone ({}: {}); {}", place.name, what,
                    number == 0 ? "closed by the other end" : std::strerror(number), place.remedy),
        {}};
}

Result<void> sendAll(int descriptor, std::span<const std::uint8_t> bytes, SteadyTime deadline,
                     const Place& place) {
    while (!bytes.empty()) {
        const ssize_t sent = sendSome(descriptor, bytes);
        if (sent < 0 && !passes(errno)) return gone(place, "write", errno);
        if (sent > 0) bytes = bytes.subspan(static_cast<std::size_t>(sent));
        if (bytes.empty()) break;
        const Readiness ready = waitFor(descriptor, true, deadline);
        if (ready == Readiness::Failed) return gone(place, "poll", errno);
        if (ready == Readiness::NotInTime) return gone(place, "write", ETIMEDOUT);
    }
    return {};
}

Result<std::size_t> readSome(int descriptor, std::span<std::uint8_t> into, SteadyTime deadline,
                             const Place& place) {
    while (true) {
        const Readiness ready = waitFor(descriptor, false, deadline);
        if (ready == Readiness::Failed) return gone(place, "poll", errno);
        if (ready == Readiness::NotInTime) return std::size_t{0};
        const ssize_t got = ::read(descriptor, into.data(), into.size());
        if (got > 0) return static_cast<std::size_t>(got);
        if (got == 0) return gone(place, "read", 0);
        if (!passes(errno)) return gone(place, "read", errno);
    }
}

}  // namespace wattill::metering::wire
