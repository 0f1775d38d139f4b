#include "support/process.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace wattill::test {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kRuns = 9;

/// From exec to the line that the program prints when its first picture stands.
std::optional<double> firstFrameMs(const Command& command) {
    const auto begin = std::chrono::steady_clock::now();
    Process program(command);
    if (!program.line("first frame")) return std::nullopt;
    return Milliseconds(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

int run() {
    // No node: the kiosk comes up all the same and says so on its first picture.
    const Command kiosk{WATTILL_KIOSK, "--socket", "/nonexistent/node.sock", "--headless",
                        "--quit-after-first-frame"};
    const Command empty{WATTILL_EMPTY_WINDOW};
    std::vector<double> kioskMs;
    std::vector<double> emptyMs;
    // One of each by turns, so that both meet the same disturbances; the first pair warms the
    // caches.
    for (int round = 0; round <= kRuns; ++round) {
        const std::optional<double> one = firstFrameMs(empty);
        const std::optional<double> other = firstFrameMs(kiosk);
        if (!one || !other) {
            fmt::print(stderr, "kiosk-start: the {} showed nothing\n",
                       one ? "kiosk" : "empty window");
            return 1;
        }
        if (round == 0) continue;
        emptyMs.push_back(*one);
        kioskMs.push_back(*other);
    }
    fmt::print(
        "bench kiosk-start ratio={:.2f} {:.0f} ms to the first frame against {:.0f} ms of an "
        "empty window, medians of {} runs\n",
        median(kioskMs) / median(emptyMs), median(kioskMs), median(emptyMs), kRuns);
    return 0;
}

}  // namespace
}  // namespace wattill::test

int main() {
    return wattill::test::run();
}
