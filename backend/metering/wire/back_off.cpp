#include "metering/wire/back_off.hpp"

#include <algorithm>

namespace wattill::metering::wire {
namespace {

constexpr Duration kFirst{50};
constexpr Duration kLongest{5'000};

}  // namespace

Result<void> BackOff::due(SteadyTime now) const {
    if (now >= m_next) return {};
    return Error{ErrorCode::Unreachable, Retry::Later, m_whyNot, "tried a moment ago"};
}

void BackOff::failed(SteadyTime now, const Error& why) {
    m_wait = std::clamp(m_wait * 2, kFirst, kLongest);
    m_next = now + m_wait;
    m_whyNot = why.message;
}

}  // namespace wattill::metering::wire
