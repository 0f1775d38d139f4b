#include "simulation/faults.hpp"

namespace wattill::simulation {

namespace {
struct Description {
    std::string_view name;
    std::uint32_t perMyriad;  ///< chance each time it could happen, in a seed of usual weather
};

constexpr std::array<Description, kFaults> kDescriptions{{
    {"crash-before-commit", 40},
    {"crash-in-commit", 60},
    {"crash-after-commit", 40},
    {"crash-between-dones", 200},
    {"crash-before-call", 40},
    {"crash-after-call", 60},
    {"crash-before-reply", 60},
    {"crash-after-reply", 60},
    {"crash-anytime", 1500},
    {"commit-fails", 30},
    {"queue-full", 20},
    {"commit-slow", 100},
    {"gateway-unreachable", 200},
    {"gateway-request-lost", 400},
    {"gateway-request-twice", 200},
    {"gateway-effect-late", 400},
    {"gateway-answer-lost", 400},
    {"gateway-answer-late", 400},
    {"gateway-answer-corrupt", 200},
    {"gateway-unavailable", 200},
    {"meter-unreachable", 200},
    {"meter-request-lost", 500},
    {"meter-effect-late", 300},
    {"meter-answer-lost", 1200},
    {"meter-answer-corrupt", 400},
    {"meter-power-lost-before", 600},
    {"meter-power-lost-after", 800},
    {"meter-slow-memory", 1000},
    {"meter-dead", 1200},
    {"meter-sold-by-others", 300},
    {"notification-lost", 2500},
    {"notification-late", 2000},
    {"notification-twice", 1500},
    {"notification-ack-lost", 1500},
    {"clock-jump", 2500},
    {"paid-late", 1800},
    {"paid-twice", 900},
    {"paid-wrong", 400},
    {"cancel-race", 1200},
    {"tenant-repeats", 1500},
    {"bus-down", 300},
    {"bus-cut-in-call", 60},
    {"command-unanswered", 800},
    {"command-refused", 400},
    {"command-partial", 800},
    {"staff-repeats", 2000},
    {"staff-cancels", 2000},
    {"funds-short", 600},
    {"refund-fails", 1000},
    {"refund-slow", 2500},
    {"sale-reversed", 1500},
}};
}  // namespace

std::string_view name(Fault fault) {
    return kDescriptions[static_cast<std::size_t>(fault)].name;
}

Faults::Faults(std::uint64_t seed) : m_random(seed) {
    for (std::size_t i = 0; i < kFaults; ++i) {
        constexpr std::array<std::uint32_t, 6> kQuarters{0, 2, 4, 4, 8, 16};
        const std::uint32_t weather = kQuarters[m_random.below(kQuarters.size())];
        m_perMyriad[i] = kDescriptions[i].perMyriad * weather / 4;
    }
}

bool Faults::strikes(Fault fault) {
    const auto index = static_cast<std::size_t>(fault);
    if (m_wanted[index] > 0) {
        --m_wanted[index];
    } else if (m_calm || m_random.below(10'000) >= m_perMyriad[index]) {
        return false;
    }
    ++m_counts[index];
    return true;
}

}  // namespace wattill::simulation
