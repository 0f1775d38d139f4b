#include "node/trace_ring.hpp"

#include "node/frame_text.hpp"

#include <algorithm>

namespace wattill::node {

void TraceRing::start(Instant now, Instant until) {
    const std::lock_guard lock(m_mutex);
    if (now >= m_until) {
        m_frames.clear();
        m_first = m_last + 1;
    }
    m_until = std::max(now >= m_until ? now : m_until, until);
}

Duration TraceRing::left(Instant now) const {
    const std::lock_guard lock(m_mutex);
    return now < m_until ? m_until - now : Duration::zero();
}

void TraceRing::take(metering::Protocol protocol, const metering::Frame& frame) {
    const std::lock_guard lock(m_mutex);
    if (frame.at >= m_until) return;
    Kept kept;
    kept.number = ++m_last;
    kept.direction = frame.direction;
    kept.at = frame.at;
    kept.gap = m_frames.empty() ? Duration::zero() : frame.at - m_frames.back().at;
    kept.bytes.assign(frame.bytes.begin(), frame.bytes.end());
    const SecretBytes secret = secretBytes(protocol, frame.bytes);
    kept.secretFrom = secret.from;
    kept.secretUntil = secret.until;
    std::fill(kept.bytes.begin() + static_cast<std::ptrdiff_t>(secret.from),
              kept.bytes.begin() + static_cast<std::ptrdiff_t>(secret.until), secret.standIn);
    m_frames.push_back(std::move(kept));
    if (m_frames.size() > kFrames) m_frames.pop_front();
}

TraceRing::Page TraceRing::page(std::int64_t after, std::size_t limit) const {
    const std::lock_guard lock(m_mutex);
    Page page;
    const std::int64_t wanted = std::max(after + 1, m_first);
    if (!m_frames.empty()) {
        page.missed = std::max<std::int64_t>(0, m_frames.front().number - wanted);
    }
    for (const Kept& each : m_frames) {
        if (each.number < wanted) continue;
        if (page.frames.size() == limit) break;
        page.frames.push_back(each);
    }
    return page;
}

}  // namespace wattill::node
