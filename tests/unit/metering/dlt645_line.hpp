#pragma once

#include "dlt645_frames.hpp"
#include "metering/dlt645/line.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <vector>

namespace wattill::metering::dlt645 {

using std::chrono::milliseconds;

/// What a line does in a test, in a time of its own: nothing waits.
struct Script {
    struct Arrival {
        SteadyTime at;
        Bytes bytes;
    };
    SteadyTime now{std::chrono::hours(1)};
    bool open = false;
    int opened = 0;
    bool there = true;          ///< else it cannot be opened
    bool breaksAtRead = false;  ///< the next read finds it gone
    bool breaksAtSend = false;
    bool stuck = false;
    int abandoned = 0;
    std::vector<Bytes> sent;
    std::vector<SteadyTime> sentAt;
    std::deque<Arrival> arrivals;
    /// Called for each request; calls arrive() for what comes of it.
    std::function<void(const Bytes&)> answer = [](const Bytes&) {};

    void arrive(milliseconds after, const Bytes& bytes) {
        const auto later = std::find_if(arrivals.begin(), arrivals.end(),
                                        [&](const Arrival& each) { return each.at > now + after; });
        arrivals.insert(later, {now + after, bytes});
    }
    void arriveByteByByte(milliseconds after, milliseconds gap, const Bytes& bytes) {
        for (const std::uint8_t byte : bytes) {
            arrive(after, {byte});
            after += gap;
        }
    }
    [[nodiscard]] std::chrono::milliseconds since(SteadyTime begun) const {
        return std::chrono::duration_cast<milliseconds>(now - begun);
    }
};

class ScriptedLine final : public Line {
  public:
    explicit ScriptedLine(Script& script) : m_script(script) {}

    Result<void> open() override {
        if (!m_script.there) return gone("not there");
        m_script.open = true;
        ++m_script.opened;
        return {};
    }
    void close() override { m_script.open = false; }
    [[nodiscard]] bool isOpen() const override { return m_script.open; }
    [[nodiscard]] bool isStuck() const override { return m_script.stuck; }
    void abandon() override {
        ++m_script.abandoned;
        close();
    }
    Result<void> send(std::span<const std::uint8_t> bytes) override {
        if (std::exchange(m_script.breaksAtSend, false)) return gone("broke");
        m_script.sent.emplace_back(bytes.begin(), bytes.end());
        m_script.sentAt.push_back(m_script.now);
        m_script.answer(m_script.sent.back());
        return {};
    }
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline) override {
        if (std::exchange(m_script.breaksAtRead, false)) return gone("broke");
        auto& arrivals = m_script.arrivals;
        if (arrivals.empty() || arrivals.front().at > std::max(deadline, m_script.now)) {
            waitUntil(deadline);
            return std::size_t{0};
        }
        waitUntil(arrivals.front().at);
        Bytes& bytes = arrivals.front().bytes;
        const std::size_t taken = std::min(into.size(), bytes.size());
        const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(taken);
        std::copy(bytes.begin(), end, into.begin());
        bytes.erase(bytes.begin(), end);
        if (bytes.empty()) arrivals.pop_front();
        return taken;
    }
    [[nodiscard]] SteadyTime now() const override { return m_script.now; }
    void waitUntil(SteadyTime at) override { m_script.now = std::max(m_script.now, at); }

  private:
    static Error gone(const char* what) { return {ErrorCode::Unreachable, Retry::Later, what, {}}; }
    Script& m_script;
};

/// A request as a meter reads it.
inline Message requestIn(const Bytes& sent) {
    const auto start = std::find(sent.begin(), sent.end(), kStart);
    const auto frame = std::span(sent).subspan(static_cast<std::size_t>(start - sent.begin()));
    Message request{Address::fromWire(frame.subspan<1, Address::kBytes>()), frame[8], {}};
    for (const std::uint8_t byte : frame.subspan(kHeadBytes, frame[9]))
        request.data.push_back(static_cast<std::uint8_t>(byte - kOffset));
    return request;
}

inline BusConfig lineConfig() {
    return {BusId("west"), "/dev/scripted", 2400, Parity::Even, 1, Protocol::Dlt645};
}

}  // namespace wattill::metering::dlt645
