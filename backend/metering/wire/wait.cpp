#include "metering/wire/wait.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>

#include <poll.h>

namespace wattill::metering::wire {
namespace {

timespec timeSpec(std::chrono::nanoseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return {static_cast<time_t>(seconds.count()), static_cast<long>((time - seconds).count())};
}

}  // namespace

Readiness waitFor(int descriptor, bool toWrite, SteadyTime deadline) {
    while (true) {
        const auto left = std::max(deadline - std::chrono::steady_clock::now(),
                                   std::chrono::steady_clock::duration::zero());
        const timespec timeout = timeSpec(left);
        pollfd waiting{descriptor, static_cast<short>(toWrite ? POLLOUT : POLLIN), 0};
        const int ready = ppoll(&waiting, 1, &timeout, nullptr);
        if (ready > 0) return Readiness::Ready;
        if (ready == 0) return Readiness::NotInTime;
        if (errno != EINTR) return Readiness::Failed;
    }
}

void sleepUntil(SteadyTime at) {
    // libstdc++'s steady clock is CLOCK_MONOTONIC.
    const timespec time = timeSpec(at.time_since_epoch());
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr) == EINTR) {
    }
}

}  // namespace wattill::metering::wire
