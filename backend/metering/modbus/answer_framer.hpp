#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace wattill::metering::modbus {

/// What an answer to one request looks like. Its length is known beforehand: from the count of
/// registers (03H), by the specification (10H), or from the profile (20H).
struct AnswerShape {
    std::uint8_t address = 0;
    std::uint8_t function = 0;
    std::vector<std::uint8_t> next;  ///< bytes after the function that are known beforehand
    std::size_t length = 0;          ///< address to CRC, at least 5
};

/// Finds the answer in whatever comes over the line: an adapter's echo of the request, stray bytes
/// when the direction turns, answers to earlier requests, and the answer in pieces (facts 4.2). An
/// answer ends by its length and CRC, not by a gap, which a PC cannot see. Pure; never throws.
class AnswerFramer {
  public:
    enum class State { Incomplete, Answer, Exception };

    /// `request` is the whole frame as sent, to know an echo by.
    AnswerFramer(AnswerShape shape, std::vector<std::uint8_t> request);

    State feed(std::span<const std::uint8_t> bytes);
    /// Nothing more will come: looks behind a false beginning that feed() was still waiting on.
    State finish();
    /// The frame found, CRC included; empty while Incomplete.
    [[nodiscard]] std::span<const std::uint8_t> frame() const { return m_frame; }
    /// All that came: `heardBefore()`, the frame, `heardAfter()`.
    [[nodiscard]] std::span<const std::uint8_t> heardBefore() const;
    [[nodiscard]] std::span<const std::uint8_t> heardAfter() const;
    /// Bytes that came and are neither echo nor answer.
    [[nodiscard]] std::size_t strayBytes() const;
    [[nodiscard]] bool heardAnything() const { return m_received.size() > m_echo; }
    /// A whole frame of the right shape had a wrong check sum.
    [[nodiscard]] bool sawBadCrc() const { return m_badCrc; }

  private:
    [[nodiscard]] bool mayBegin(std::span<const std::uint8_t> rest, bool exception) const;
    State search(bool waiting);

    AnswerShape m_shape;
    std::vector<std::uint8_t> m_request;
    std::vector<std::uint8_t> m_received;
    std::vector<std::uint8_t> m_frame;
    std::size_t m_echo = 0;
    std::size_t m_from = 0;  ///< everything before is known not to begin the answer
    bool m_badCrc = false;
};

}  // namespace wattill::metering::modbus
