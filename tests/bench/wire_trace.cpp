#include "bench/wire_trace.hpp"

namespace wattill::bench {

namespace {
constexpr int kReadHoldingRegisters = 3;
}

WireTrace::WireTrace(node::BusLine& line, Look look) : m_look(std::move(look)) {
    line.trace([this](const metering::Frame& frame) { take(frame); });
}

void WireTrace::take(const metering::Frame& frame) {
    if (frame.direction != metering::Direction::ToMeter || frame.bytes.size() < 2) return;
    const Request request{Steady::now(), frame.bytes[0], frame.bytes[1] == kReadHoldingRegisters};
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(request);
    }
    if (m_look) m_look(request);
}

std::vector<WireTrace::Request> WireTrace::requests() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

}  // namespace wattill::bench
