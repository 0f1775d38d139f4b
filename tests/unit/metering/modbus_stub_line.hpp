#pragma once

#include "metering/modbus/line.hpp"

#include <algorithm>
#include <deque>
#include <vector>

namespace wattill::metering::modbus {

/// The far end of a line, as a test has it: what was sent, what comes back, and what breaks.
struct FarEnd {
    using Bytes = std::vector<std::uint8_t>;

    std::function<std::vector<Bytes>(const Bytes&)> answer;  ///< pieces, in order
    std::vector<Bytes> sent;
    std::deque<Bytes> coming;
    bool refuses = false;    ///< cannot be opened
    bool cutOnSend = false;  ///< takes the request, then the line breaks
    bool broken = false;
    bool stalled = false;
    bool discarded = false;
    int opened = 0;

    [[nodiscard]] LineOpener opener();
};

class StubLine final : public Line {
  public:
    explicit StubLine(FarEnd& end) : m_end(end) {}

    Result<void> send(std::span<const std::uint8_t> frame) override {
        m_end.sent.emplace_back(frame.begin(), frame.end());
        if (m_end.cutOnSend) m_end.broken = true;
        if (!m_end.answer || m_end.broken) return {};
        for (auto& piece : m_end.answer(m_end.sent.back()))
            m_end.coming.push_back(std::move(piece));
        return {};
    }
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime) override {
        if (m_end.broken) return Error{ErrorCode::Unreachable, Retry::Later, "it broke", {}};
        if (m_end.coming.empty()) return std::size_t{0};
        const FarEnd::Bytes piece = std::move(m_end.coming.front());
        m_end.coming.pop_front();
        const std::size_t count = std::min(piece.size(), into.size());
        std::copy_n(piece.begin(), count, into.begin());
        return count;
    }
    [[nodiscard]] Duration jitter() const override { return Duration(0); }
    [[nodiscard]] bool stalled() const override { return m_end.stalled; }
    void discard() override { m_end.discarded = true; }

  private:
    FarEnd& m_end;
};

inline LineOpener FarEnd::opener() {
    return [this]() -> Result<std::unique_ptr<Line>> {
        if (refuses) return Error{ErrorCode::Unreachable, Retry::Later, "it is not there", {}};
        ++opened;
        broken = false;
        coming.clear();
        return std::unique_ptr<Line>(std::make_unique<StubLine>(*this));
    };
}

}  // namespace wattill::metering::modbus
