#include "node/load_window.hpp"

#include <algorithm>

namespace wattill::node {

using metering::BusHealth;

namespace {
std::uint64_t change(std::uint64_t from, std::uint64_t to) {
    return to > from ? to - from : 0;
}

BusHealth change(const BusHealth& from, const BusHealth& to) {
    BusHealth result;
    result.sent = change(from.sent, to.sent);
    result.answered = change(from.answered, to.answered);
    result.refused = change(from.refused, to.refused);
    result.timeouts = change(from.timeouts, to.timeouts);
    result.crcErrors = change(from.crcErrors, to.crcErrors);
    result.badReplies = change(from.badReplies, to.badReplies);
    result.strayBytes = change(from.strayBytes, to.strayBytes);
    result.opened = change(from.opened, to.opened);
    result.busyMs = change(from.busyMs, to.busyMs);
    result.portOpen = to.portOpen;
    return result;
}
}  // namespace

void LoadWindow::sample(Duration now, const BusHealth& counts) {
    if (!m_samples.empty() && now <= m_samples.back().at) return;
    m_samples.push_back({now, counts});
    // The second may go only when it is old enough to stand for the whole quarter by itself.
    while (m_samples.size() > 2 && m_samples[1].at <= now - kQuarter)
        m_samples.pop_front();
}

LoadWindow::Span LoadWindow::over(Duration time) const {
    Span span;
    if (m_samples.empty()) return span;
    const Sample& last = m_samples.back();
    const auto younger = std::find_if(m_samples.begin(), m_samples.end(),
                                      [&](const Sample& each) { return each.at > last.at - time; });
    const Sample& first = younger == m_samples.begin() ? *younger : *std::prev(younger);
    span.covered = last.at - first.at;
    span.counts = change(first.counts, last.counts);
    if (span.covered > Duration::zero()) {
        const auto covered = static_cast<std::uint64_t>(span.covered.count());
        span.loadPermille =
            static_cast<int>(std::min<std::uint64_t>(1000, span.counts.busyMs * 1000 / covered));
    }
    return span;
}

}  // namespace wattill::node
