#include "node/poll_plan.hpp"

#include <algorithm>

namespace wattill::node {

void PollPlan::setMeters(const std::vector<MeterId>& meters, Time now) {
    std::map<MeterId, Meter> kept;
    // New meters are a millisecond apart, so that the first round goes in the given order.
    Duration offset{0};
    for (const MeterId& id : meters) {
        const auto known = m_meters.find(id);
        kept.emplace(id, known != m_meters.end() ? known->second : Meter{.dueAt = now + offset});
        if (known == m_meters.end()) offset += Duration(1);
    }
    m_meters = std::move(kept);
}

PollPlan::Time PollPlan::effectiveDue(const Meter& meter) const {
    return meter.lost ? std::max(meter.dueAt, m_probesFrom) : meter.dueAt;
}

std::optional<MeterId> PollPlan::next(Time now) const {
    const MeterId* best = nullptr;
    const Meter* bestMeter = nullptr;
    for (const auto& [id, meter] : m_meters) {
        if (effectiveDue(meter) > now) continue;
        const bool better =
            bestMeter == nullptr ||
            (meter.lost != bestMeter->lost ? bestMeter->lost : meter.dueAt < bestMeter->dueAt);
        if (better) {
            best = &id;
            bestMeter = &meter;
        }
    }
    return best == nullptr ? std::nullopt : std::optional(*best);
}

std::optional<PollPlan::Time> PollPlan::nextAt() const {
    std::optional<Time> first;
    for (const auto& [id, meter] : m_meters) {
        const Time due = effectiveDue(meter);
        if (!first || due < *first) first = due;
    }
    return first;
}

PollPlan::Change PollPlan::finished(const MeterId& id, bool answered, Time startedAt,
                                    Time endedAt) {
    const auto found = m_meters.find(id);
    if (found == m_meters.end()) return Change::None;
    Meter& meter = found->second;
    const bool wasLost = meter.lost;
    if (answered) {
        meter = Meter{.dueAt = startedAt + m_every};
        return wasLost ? Change::CameBack : Change::None;
    }
    if (meter.misses == 0) meter.firstMissAt = startedAt;
    ++meter.misses;
    if (wasLost) {
        meter.probeDistance = std::min(meter.probeDistance * 2, kProbeLongest);
        meter.dueAt = endedAt + meter.probeDistance;
        m_probesFrom = endedAt + (endedAt - startedAt);
        return Change::None;
    }
    if (meter.misses < kLostMisses || endedAt - meter.firstMissAt < kLostAfter) {
        meter.dueAt = endedAt + std::min(kRetryAfterMiss, m_every);
        return Change::None;
    }
    meter.lost = true;
    meter.probeDistance = kProbeFirst;
    meter.dueAt = endedAt + meter.probeDistance;
    return Change::BecameLost;
}

bool PollPlan::isLost(const MeterId& id) const {
    const auto found = m_meters.find(id);
    return found != m_meters.end() && found->second.lost;
}

std::optional<PollPlan::Time> PollPlan::dueAt(const MeterId& id) const {
    const auto found = m_meters.find(id);
    if (found == m_meters.end()) return std::nullopt;
    return effectiveDue(found->second);
}

std::size_t PollPlan::lostCount() const {
    return static_cast<std::size_t>(std::count_if(
        m_meters.begin(), m_meters.end(), [](const auto& each) { return each.second.lost; }));
}

}  // namespace wattill::node
