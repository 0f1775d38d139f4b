#include "base/energy.hpp"

#include <fmt/format.h>

namespace wattill {

std::string Energy::kwhText() const {
    const std::int64_t magnitude = m_wattHours < 0 ? -m_wattHours : m_wattHours;
    const std::int64_t tenths = (magnitude + 50) / 100;
    return fmt::format("{}{}.{}", m_wattHours < 0 && tenths != 0 ? "-" : "", tenths / 10,
                       tenths % 10);
}

Money Energy::costAt(Money pricePerKwh) const {
    // gcc's 128-bit integer; two 64-bit factors cannot overflow it.
    __extension__ using Wide = __int128;
    const Wide product = static_cast<Wide>(m_wattHours) * pricePerKwh.microYuan();
    return Money::fromMicroYuan(static_cast<std::int64_t>(product / 1000));
}

}  // namespace wattill
