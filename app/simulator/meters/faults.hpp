#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wattill::sim {

enum class FaultKind {
    LoseBefore,  ///< the request is lost: nothing happens, no answer
    LoseAfter,   ///< carried out, the answer is lost
    Delay,       ///< carried out, the answer comes `delay` late
    Slow,        ///< carried out and answered `delay` late, the memory is slow
    Corrupt,     ///< carried out, a bit of the answer is wrong
    Noise,       ///< carried out, stray bytes come ahead of the answer
};
enum class FaultScope { Any, Reads, Writes, Sales };

struct Fault {
    FaultKind kind = FaultKind::LoseAfter;
    FaultScope scope = FaultScope::Any;
    std::optional<int> times;       ///< how often it still strikes; empty: always
    std::uint64_t perMille = 1000;  ///< how likely it is at each fitting request
    Duration delay{0};
};

/// "lose-after once", "delay 1200 rate 30 on reads", "corrupt times 3", "noise always":
/// KIND [MS] [once | always | times N | rate N (of 1000)] [on any|reads|writes|sales].
/// MS only for delay and slow. lose-before, lose-after and slow mean writes unless told.
[[nodiscard]] Result<Fault> parseFault(const std::vector<std::string>& words);

/// What is wrong with one meter.
class Faults {
  public:
    bool dead = false;
    void add(Fault fault) { m_faults.push_back(fault); }
    void clear() { m_faults.clear(); }
    /// The fault that strikes this request, if one does; used-up faults go away.
    std::optional<Fault> strike(std::uint8_t function, Random& random);

  private:
    std::vector<Fault> m_faults;
};

}  // namespace wattill::sim
