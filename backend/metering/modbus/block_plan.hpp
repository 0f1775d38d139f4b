#pragma once

#include "metering/profile.hpp"

#include <set>
#include <string>
#include <vector>

namespace wattill::metering::modbus {

/// How one meter lets a block be read: in one request, or in parts because it refuses the whole.
/// Parts begin and end where no point of the profile is cut in two.
class BlockPlan {
  public:
    struct Part {
        int start = 0;  ///< registers behind the block's first
        int count = 0;
        bool absent = false;  ///< refused, and cannot be split further
    };
    BlockPlan(const Profile& profile, const Block& block);

    [[nodiscard]] const std::vector<Part>& parts() const { return m_parts; }
    /// Cuts a refused part in two, as near to its middle as points allow; marks it absent where
    /// they do not.
    void split(std::size_t part);
    [[nodiscard]] bool isAbsent(int byte, int bytes) const;

  private:
    std::vector<bool> m_cuts;  ///< by register: a part may begin here
    std::vector<Part> m_parts;
};

/// The blocks that one request brings together with `block`: those of `wanted`, of one function and
/// poll class, with at most 10 registers between neighbours and 125 in all. By register; `block` is
/// one of them, and may be the only one.
[[nodiscard]] std::vector<const Block*> readTogether(const Profile& profile, const Block& block,
                                                     const std::set<std::string>& wanted);

}  // namespace wattill::metering::modbus
