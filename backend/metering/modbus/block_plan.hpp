#pragma once

#include "metering/profile.hpp"

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

}  // namespace wattill::metering::modbus
