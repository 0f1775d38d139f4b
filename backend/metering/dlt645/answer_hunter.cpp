#include "metering/dlt645/answer_hunter.hpp"

#include <algorithm>

namespace wattill::metering::dlt645 {
namespace {

/// Longer than any frame, echo and noise together; a line that babbles on is cut here.
constexpr std::size_t kMaxReceived = 1024;
constexpr std::size_t kControlAt = 8;
constexpr std::size_t kLengthAt = 9;

std::size_t frameLength(std::span<const std::uint8_t> head) {
    return kHeadBytes + head[kLengthAt] + kTailBytes;
}

}  // namespace

AnswerHunter::AnswerHunter(Expected expected, Bytes sent)
    : m_expected(std::move(expected)), m_sent(std::move(sent)) {}

AnswerHunter::State AnswerHunter::feed(std::span<const std::uint8_t> bytes) {
    const std::size_t room = kMaxReceived - std::min(kMaxReceived, m_received.size());
    const auto taken = bytes.first(std::min(room, bytes.size()));
    m_received.insert(m_received.end(), taken.begin(), taken.end());
    return search(true);
}

AnswerHunter::State AnswerHunter::finish() {
    return search(false);
}

const Message& AnswerHunter::message() const {
    WATTILL_ASSERT(m_message.has_value(), "the answer was read before it came");
    return *m_message;
}

std::size_t AnswerHunter::preambleAt() const {
    std::size_t at = frameAt();
    while (m_message && at > 0 && m_received[at - 1] == kPreamble)
        --at;
    return at;
}

std::span<const std::uint8_t> AnswerHunter::heardBefore() const {
    return std::span<const std::uint8_t>(m_received).first(preambleAt());
}

std::span<const std::uint8_t> AnswerHunter::preambleAndFrame() const {
    const std::size_t end = frameAt() + m_length;
    return std::span<const std::uint8_t>(m_received).subspan(preambleAt(), end - preambleAt());
}

std::span<const std::uint8_t> AnswerHunter::frame() const {
    return std::span<const std::uint8_t>(m_received).subspan(frameAt(), m_length);
}

std::span<const std::uint8_t> AnswerHunter::heardAfter() const {
    return std::span<const std::uint8_t>(m_received).subspan(frameAt() + m_length);
}

std::size_t AnswerHunter::echoBytes() const {
    const auto before = heardBefore();
    const auto found = std::search(before.begin(), before.end(), m_sent.begin(), m_sent.end());
    return found == before.end() ? 0 : m_sent.size();
}

std::size_t AnswerHunter::strayBytes() const {
    return heardBefore().size() - echoBytes() + heardAfter().size();
}

bool AnswerHunter::heardAnything() const {
    return m_received.size() > echoBytes();
}

bool AnswerHunter::leadsOn(std::span<const std::uint8_t> rest) const {
    if ((rest[kControlAt] & kAbnormal) != 0) return true;
    if (rest.size() > kLengthAt && rest[kLengthAt] < m_expected.leading.size()) return false;
    const auto data = rest.subspan(std::min(rest.size(), kHeadBytes));
    const std::size_t known = std::min(data.size(), m_expected.leading.size());
    for (std::size_t i = 0; i < known; ++i) {
        if (static_cast<std::uint8_t>(data[i] - kOffset) != m_expected.leading[i]) return false;
    }
    return true;
}

AnswerHunter::Verdict AnswerHunter::look(std::span<const std::uint8_t> rest) const {
    const std::size_t headed = std::min(rest.size(), kHeadBytes);
    for (std::size_t i = 0; i < headed; ++i) {
        const std::uint8_t byte = rest[i];
        bool fits = true;
        if (i == 0 || i == kControlAt - 1) fits = byte == kStart;
        if (i > 0 && i < kControlAt - 1) fits = m_expected.address.takes(i - 1, byte);
        if (i == kControlAt) {
            fits = (byte & kFromMeter) != 0 && (byte & function::kMask) == m_expected.function;
        }
        if (i == kLengthAt) fits = byte <= kMaxDataBytes;
        if (!fits) return Verdict::NotHere;
    }
    if (rest.size() > kControlAt && !leadsOn(rest)) return Verdict::NotHere;
    if (rest.size() < kHeadBytes || rest.size() < frameLength(rest)) return Verdict::NeedsMore;
    const auto frame = rest.first(frameLength(rest));
    const auto summed = frame.first(frame.size() - kTailBytes);
    const bool whole = frame[summed.size()] == checkSum(summed) && frame.back() == kEnd;
    return whole ? Verdict::Found : Verdict::Spoilt;
}

AnswerHunter::State AnswerHunter::search(bool waiting) {
    m_begun = false;
    for (; m_from < m_received.size(); ++m_from) {
        const auto rest = std::span<const std::uint8_t>(m_received).subspan(m_from);
        const Verdict verdict = look(rest);
        if (verdict == Verdict::Found) return take(m_from);
        if (verdict == Verdict::Spoilt) m_badCheckSum = true;
        if (verdict == Verdict::NeedsMore && waiting) {
            m_begun = true;
            return State::Incomplete;
        }
    }
    return State::Incomplete;
}

AnswerHunter::State AnswerHunter::take(std::size_t at) {
    const auto rest = std::span<const std::uint8_t>(m_received).subspan(at);
    m_length = frameLength(rest);
    Message message;
    message.address = Address::fromWire(rest.subspan<1, Address::kBytes>());
    message.control = rest[kControlAt];
    for (const std::uint8_t byte : rest.subspan(kHeadBytes, rest[kLengthAt]))
        message.data.push_back(static_cast<std::uint8_t>(byte - kOffset));
    m_message = std::move(message);
    return m_message->isAbnormal() ? State::Refusal : State::Answer;
}

}  // namespace wattill::metering::dlt645
