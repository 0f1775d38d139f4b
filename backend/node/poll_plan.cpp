#include "node/poll_plan.hpp"

#include <algorithm>

namespace wattill::node {

void PollPlan::setMeters(const std::vector<MeterId>& meters, Time now) {
    std::map<MeterId, Meter> kept;
    // New meters are a millisecond apart, so that the first round goes in the given order.
    Duration offset{0};
    for (const MeterId& id : meters) {
        const auto known = m_meters.find(id);
        if (known != m_meters.end()) {
            kept.emplace(id, known->second);
            continue;
        }
        kept.emplace(id, Meter{.dueAt = now + offset, .stateAt = now});
        offset += Duration(1);
    }
    m_meters = std::move(kept);
}

void PollPlan::readAllAt(Time border, Time now) {
    // Until every meter was read after a border, it must not be forgotten for the next one.
    if (m_border && *m_border <= now) m_passedBorder = m_border;
    m_border = border;
}

PollPlan::Time PollPlan::effectiveDue(const Meter& meter) const {
    if (meter.lost) return std::max(meter.dueAt, m_idleProbesFrom);
    Time due = meter.dueAt;
    for (const auto& border : {m_passedBorder, m_border}) {
        if (border && meter.triedAt && *meter.triedAt < *border) due = std::min(due, *border);
    }
    return due;
}

const PollPlan::Entry* PollPlan::longestDue(bool lost, Time now) const {
    const Entry* best = nullptr;
    Time bestDue{};
    for (const Entry& each : m_meters) {
        if (each.second.lost != lost) continue;
        const Time due = effectiveDue(each.second);
        if (due > now || (best != nullptr && due >= bestDue)) continue;
        best = &each;
        bestDue = due;
    }
    return best;
}

std::optional<MeterId> PollPlan::next(Time now) const {
    if (m_downUntil && *m_downUntil > now) return std::nullopt;
    const Entry* living = longestDue(false, now);
    const Entry* lost = longestDue(true, now);
    if (living == nullptr && lost == nullptr && m_downUntil && !m_meters.empty()) {
        return m_meters.begin()->first;  // whichever: it is the bus that is tried
    }
    if (living != nullptr && (lost == nullptr || now < m_busyProbesFrom)) return living->first;
    return lost == nullptr ? std::nullopt : std::optional(lost->first);
}

std::optional<PollPlan::Time> PollPlan::nextAt() const {
    if (m_meters.empty()) return std::nullopt;
    if (m_downUntil) return m_downUntil;
    std::optional<Time> first;
    for (const auto& [id, meter] : m_meters) {
        const Time due = effectiveDue(meter);
        if (!first || due < *first) first = due;
    }
    return first;
}

PollPlan::Change PollPlan::finished(const MeterId& id, bool answered, Time startedAt,
                                    Time endedAt) {
    m_downUntil.reset();
    m_downPause = kBusRetryFirst;
    const auto found = m_meters.find(id);
    if (found == m_meters.end()) return Change::None;
    Meter& meter = found->second;
    if (!answered) return missed(meter, startedAt, endedAt);
    const bool wasLost = meter.lost;
    meter = Meter{.dueAt = startedAt + m_every,
                  .stateAt = startedAt,
                  .triedAt = startedAt,
                  .cost = endedAt - startedAt};
    if (!wasLost) return Change::None;
    probeOthersSoon(endedAt);
    return Change::CameBack;
}

PollPlan::Change PollPlan::missed(Meter& meter, Time startedAt, Time endedAt) {
    const Entry* turn = longestDue(false, startedAt);
    const bool itsTurn = turn != nullptr && &turn->second == &meter;
    meter.triedAt = startedAt;
    if (meter.lost) {
        const Duration cost = endedAt - startedAt;
        meter.probeDistance = std::min(meter.probeDistance * 2, kProbeLongest);
        meter.dueAt = endedAt + meter.probeDistance;
        m_idleProbesFrom = endedAt + cost;
        m_busyProbesFrom = endedAt + cost * (kProbePart - 1);
        return Change::None;
    }
    if (meter.failedRounds == 0) meter.firstMissAt = startedAt;
    // Between two turns others may try it often and quickly; the round goes on.
    if (meter.failedRounds > 0 && !itsTurn) return Change::None;
    ++meter.failedRounds;
    if (meter.failedRounds < kLostRounds || endedAt - meter.firstMissAt < kLostAfter) {
        meter.dueAt = endedAt + std::min(kRetryAfterMiss, m_every);
        return Change::None;
    }
    meter.lost = true;
    meter.probeDistance = kProbeFirst;
    meter.dueAt = endedAt + meter.probeDistance;
    return Change::BecameLost;
}

void PollPlan::probeOthersSoon(Time now) {
    for (auto& [id, meter] : m_meters) {
        if (!meter.lost) continue;
        meter.probeDistance = kProbeFirst;
        meter.dueAt = std::min(meter.dueAt, now + kProbeFirst);
    }
}

bool PollPlan::busFailed(Time endedAt) {
    const bool news = !m_downUntil;
    m_downUntil = endedAt + m_downPause;
    m_downPause = std::min(m_downPause * 2, kBusRetryLongest);
    return news;
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

std::optional<PollPlan::Time> PollPlan::oldestState() const {
    std::optional<Time> oldest;
    for (const auto& [id, meter] : m_meters) {
        if (!meter.lost && (!oldest || meter.stateAt < *oldest)) oldest = meter.stateAt;
    }
    return oldest;
}

std::optional<Duration> PollPlan::cycle() const {
    std::optional<Duration> sum;
    for (const auto& [id, meter] : m_meters) {
        if (meter.lost) continue;
        if (!meter.cost) return std::nullopt;
        sum = sum.value_or(Duration(0)) + *meter.cost;
    }
    return sum;
}

}  // namespace wattill::node
