#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::sim {

enum class FaultKind {
    LoseBefore,   ///< the request is lost: nothing happens, no answer
    LoseAfter,    ///< carried out, the answer is lost
    Delay,        ///< carried out, the answer comes `delay` late; later ones wait their turn
    Late,         ///< carried out, the answer comes `delay` late; later ones do not wait for it
    Slow,         ///< carried out and answered `delay` late, the memory is slow
    Corrupt,      ///< carried out, a bit of the answer is wrong
    BadCheck,     ///< carried out, the check sum of the answer is wrong
    Noise,        ///< carried out, two stray bytes come ahead of the answer
    StrayAhead,   ///< carried out, a 00H comes ahead of the answer
    StrayBehind,  ///< carried out, a 00H comes behind the answer
    Truncate,     ///< carried out, the answer breaks off half way
    Split,        ///< carried out, the answer comes in three parts, `delay` apart
    Join,         ///< carried out, the answer comes in one piece with the next one of the bus
    Echo,         ///< carried out, the request comes back ahead of the answer
    Refuse,       ///< nothing happens, the meter says no
    Deny,         ///< carried out, yet the meter says no
    Partial,      ///< half carried out, and the meter says no
    PowerLoss,    ///< carried out or not, as chance has it; no answer, and none for `delay`
    Cut,          ///< carried out; TCP connections end instead of an answer
};
enum class FaultScope { Any, Reads, Writes, Sales };

/// What a request is, as faults see it. A sale is a write, too.
enum class Errand { Read, Write, Sale };

struct Fault {
    FaultKind kind = FaultKind::LoseAfter;
    FaultScope scope = FaultScope::Any;
    std::optional<int> times;       ///< how often it still strikes; empty: always
    std::uint64_t perMille = 1000;  ///< how likely it is at each fitting request
    Duration delay{0};
};

/// "late", "power-loss": as in control lines and in the counts of the bus.
[[nodiscard]] std::string_view name(FaultKind kind);
/// "lose-before, lose-after, …"
[[nodiscard]] std::string faultNames();

/// "lose-after once", "delay 1200 rate 30 on reads", "corrupt times 3", "noise always":
/// KIND [MS] [once | always | times N | rate N (of 1000)] [on any|reads|writes|sales].
/// MS only for delay and late, which need it, and for slow (2000 without), split (30) and
/// power-loss (3000). What loses or spoils a change means writes unless told.
[[nodiscard]] Result<Fault> parseFault(const std::vector<std::string>& words);

/// What is wrong with one meter, or with a bus.
class Faults {
  public:
    bool dead = false;
    void add(Fault fault) { m_faults.push_back(fault); }
    void clear() { m_faults.clear(); }
    /// The fault that strikes this request, if one does; used-up faults go away.
    std::optional<Fault> strike(Errand errand, Random& random);

  private:
    std::vector<Fault> m_faults;
};

}  // namespace wattill::sim
