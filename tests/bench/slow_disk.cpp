#include "bench/slow_disk.hpp"

#include <atomic>
#include <thread>

#include <sys/syscall.h>
#include <unistd.h>

namespace wattill::bench {

namespace {
std::atomic<std::int64_t> syncs{0};
std::atomic<std::int64_t> leastMicroseconds{0};
}  // namespace

void syncTakesAtLeast(std::chrono::microseconds time) {
    leastMicroseconds = time.count();
}

std::int64_t syncsOfThisProcess() {
    return syncs;
}

}  // namespace wattill::bench

/// Stands before the C library's own: the program's symbols are found first, by SQLite too.
extern "C" int fdatasync(int descriptor) {
    using namespace wattill::bench;
    const auto end =
        std::chrono::steady_clock::now() + std::chrono::microseconds(leastMicroseconds.load());
    const auto result = static_cast<int>(syscall(SYS_fdatasync, descriptor));
    ++syncs;
    std::this_thread::sleep_until(end);
    return result;
}
