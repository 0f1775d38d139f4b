#pragma once

#include "metering/dlt645/message.hpp"

#include <optional>

namespace wattill::metering::dlt645 {

/// What an answer to one request looks like. It names the meter, the function and, where there is
/// one, the identifier, so that an answer to anything else cannot pass for it.
struct Expected {
    Address address = Address::wildcard();
    std::uint8_t function = 0;
    /// The data of a good answer begin so; a refusal carries an error instead.
    Bytes leading;
};

/// Finds the answer in whatever comes over the line: FE ahead of it, an adapter's echo of the
/// request, stray bytes when the direction turns, answers to earlier requests or of other meters,
/// and the answer in pieces (facts 2.1, 4.2). It ends by its length, check sum and 16H, not by a
/// gap. Pure; never throws.
class AnswerHunter {
  public:
    enum class State { Incomplete, Answer, Refusal };

    /// `sent` is what went over the line, to know an echo by.
    AnswerHunter(Expected expected, Bytes sent);

    State feed(std::span<const std::uint8_t> bytes);
    /// Nothing more will come: looks behind a false beginning that feed() was still waiting on.
    State finish();
    /// What was found; not to be asked while Incomplete.
    [[nodiscard]] const Message& message() const;
    /// The frame found, without FE ahead; empty while Incomplete.
    [[nodiscard]] std::span<const std::uint8_t> frame() const;
    /// All that came: `heardBefore()`, FE and the frame, `heardAfter()`.
    [[nodiscard]] std::span<const std::uint8_t> heardBefore() const;
    [[nodiscard]] std::span<const std::uint8_t> preambleAndFrame() const;
    [[nodiscard]] std::span<const std::uint8_t> heardAfter() const;
    /// An answer has begun, and its end is not here.
    [[nodiscard]] bool begun() const { return m_begun; }
    /// Bytes that came and are neither echo, nor FE, nor the answer.
    [[nodiscard]] std::size_t strayBytes() const;
    /// Anything but the echo.
    [[nodiscard]] bool heardAnything() const;
    /// A whole frame that would have been the answer had a wrong check sum or end.
    [[nodiscard]] bool sawBadCheckSum() const { return m_badCheckSum; }

  private:
    enum class Verdict { NotHere, NeedsMore, Spoilt, Found };
    [[nodiscard]] Verdict look(std::span<const std::uint8_t> rest) const;
    [[nodiscard]] bool leadsOn(std::span<const std::uint8_t> rest) const;
    [[nodiscard]] std::size_t echoBytes() const;
    /// Where the frame begins; the end of all that came while there is none.
    [[nodiscard]] std::size_t frameAt() const { return m_message ? m_from : m_received.size(); }
    [[nodiscard]] std::size_t preambleAt() const;
    State search(bool waiting);
    State take(std::size_t at);

    Expected m_expected;
    Bytes m_sent;
    Bytes m_received;
    std::size_t m_from = 0;  ///< everything before is known not to begin the answer
    std::size_t m_length = 0;
    std::optional<Message> m_message;
    bool m_begun = false;
    bool m_badCheckSum = false;
};

}  // namespace wattill::metering::dlt645
