#pragma once

#include "simulation/kept_database.hpp"
#include "tenancy/site.hpp"

#include <array>
#include <map>

namespace wattill::simulation {

inline constexpr int kMeters = 4;
[[nodiscard]] MeterId meterId(int number);
/// The site hangs on one bus, or half of it on a second one.
[[nodiscard]] BusId busOf(int number, bool twoBuses);

/// What is the same in every run and is made once: disks with schema and site, and the databases
/// that are kept open above them. One run at a time.
class PreparedSite {
  public:
    [[nodiscard]] const MemoryDisk& disk(bool twoBuses) const { return m_disks[twoBuses ? 1 : 0]; }
    [[nodiscard]] KeptDatabase& kept(int checkpointPages);
    /// For looking at what a disk would be if the power went.
    [[nodiscard]] KeptDatabase& keptForLooking() { return kept(-1); }
    /// Of a run that went wrong nothing is kept.
    void forget() { m_kept.clear(); }

  private:
    const std::array<MemoryDisk, 2> m_disks = makeDisks();
    std::map<int, KeptDatabase> m_kept;

    [[nodiscard]] static std::array<MemoryDisk, 2> makeDisks();
};

}  // namespace wattill::simulation
