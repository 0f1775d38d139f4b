#include "metering/answer_tally.hpp"

#include <algorithm>

namespace wattill::metering {

void AnswerTally::sent() {
    const std::lock_guard lock(m_mutex);
    ++m_counts.sent;
}

void AnswerTally::came(AnswerKind kind, Duration time, Instant at) {
    const std::lock_guard lock(m_mutex);
    switch (kind) {
        case AnswerKind::Good:
            ++m_counts.answered;
            m_counts.lastGoodAt = at;
            m_counts.lastTime = time;
            m_times[m_good++ % m_times.size()] = time;
            return;
        case AnswerKind::Refused:
            ++m_counts.answered;
            ++m_counts.refused;
            return;
        case AnswerKind::Silent:
            ++m_counts.timeouts;
            return;
        case AnswerKind::CrcError:
            ++m_counts.crcErrors;
            ++m_counts.badReplies;
            return;
        case AnswerKind::NoAnswer:
            ++m_counts.badReplies;
            return;
    }
}

MeterHealth AnswerTally::health(const MeterId& meter) const {
    std::array<Duration, 128> times{};
    std::size_t count = 0;
    MeterHealth health;
    {
        const std::lock_guard lock(m_mutex);
        health = m_counts;
        times = m_times;
        count = std::min(m_good, times.size());
    }
    health.meter = meter;
    if (count == 0) return health;
    std::sort(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(count));
    // The nearest rank: of 128, the 64th and the 122nd.
    health.medianTime = times[(count + 1) / 2 - 1];
    health.p95Time = times[(count * 95 + 99) / 100 - 1];
    return health;
}

}  // namespace wattill::metering
