#pragma once

#include "simulation/world.hpp"

namespace wattill::simulation {

/// Sums over many runs.
struct Summary {
    std::uint64_t passed = 0;
    std::uint64_t failed = 0;
    std::uint64_t orders = 0;
    std::uint64_t payments = 0;
    std::map<order::State, std::uint64_t> ends;  ///< orders by their last state
    std::uint64_t commands = 0;
    std::map<order::TicketState, std::uint64_t> commandEnds;
    std::uint64_t crashes = 0;
    std::uint64_t commits = 0;
    std::uint64_t events = 0;
    Duration simulated{};
    FaultCounts faults{};

    void add(const RunReport& report);
    /// For people; the last line is "<n> passed, <m> failed".
    [[nodiscard]] std::string text() const;
};

/// The first seed, of `most` beginning with `from`, whose run breaks an invariant.
[[nodiscard]] std::optional<std::uint64_t> firstFailure(Sabotage sabotage, std::uint64_t from,
                                                        std::uint64_t most);

}  // namespace wattill::simulation
