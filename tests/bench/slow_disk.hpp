#pragma once

#include <chrono>
#include <cstdint>

namespace wattill::bench {

/// From now on each fdatasync() of this process takes at least so long, whoever calls it. The disk
/// of a build machine answers in a tenth of a millisecond, or does not sync at all; an SSD without
/// a capacitor takes 1 to 10 ms, and that is what a terminal has.
void syncTakesAtLeast(std::chrono::microseconds time);

/// How often something was synced since the process began. SQLite syncs its log once a commit.
[[nodiscard]] std::int64_t syncsOfThisProcess();

}  // namespace wattill::bench
