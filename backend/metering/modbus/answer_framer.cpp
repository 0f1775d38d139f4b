#include "metering/modbus/answer_framer.hpp"

#include "metering/modbus/crc.hpp"

#include <algorithm>

namespace wattill::metering::modbus {
namespace {

constexpr std::size_t kExceptionLength = 5;
constexpr std::uint8_t kExceptionBit = 0x80;
/// Longer than any frame, echo and noise together; a line that babbles on is cut here.
constexpr std::size_t kMaxReceived = 1024;

}  // namespace

AnswerFramer::AnswerFramer(AnswerShape shape, std::vector<std::uint8_t> request)
    : m_shape(std::move(shape)), m_request(std::move(request)) {}

AnswerFramer::State AnswerFramer::feed(std::span<const std::uint8_t> bytes) {
    const std::size_t room = kMaxReceived - std::min(kMaxReceived, m_received.size());
    const auto taken = bytes.first(std::min(room, bytes.size()));
    m_received.insert(m_received.end(), taken.begin(), taken.end());
    return search(true);
}

AnswerFramer::State AnswerFramer::finish() {
    return search(false);
}

std::span<const std::uint8_t> AnswerFramer::heardBefore() const {
    return std::span(m_received).first(m_frame.empty() ? m_received.size() : m_from);
}

std::span<const std::uint8_t> AnswerFramer::heardAfter() const {
    if (m_frame.empty()) return {};
    return std::span(m_received).subspan(m_from + m_frame.size());
}

std::size_t AnswerFramer::strayBytes() const {
    return m_received.size() - m_echo - m_frame.size();
}

bool AnswerFramer::mayBegin(std::span<const std::uint8_t> rest, bool exception) const {
    const std::uint8_t function =
        exception ? static_cast<std::uint8_t>(m_shape.function | kExceptionBit) : m_shape.function;
    if (rest[0] != m_shape.address) return false;
    if (rest.size() > 1 && rest[1] != function) return false;
    if (exception || rest.size() < 3) return true;
    const std::size_t known = std::min(m_shape.next.size(), rest.size() - 2);
    return std::equal(m_shape.next.begin(),
                      m_shape.next.begin() + static_cast<std::ptrdiff_t>(known), rest.begin() + 2);
}

AnswerFramer::State AnswerFramer::search(bool waiting) {
    const std::size_t compared = std::min(m_request.size(), m_received.size());
    const bool echoes =
        m_echo == 0 && compared > 0 &&
        std::equal(m_request.begin(), m_request.begin() + static_cast<std::ptrdiff_t>(compared),
                   m_received.begin());
    if (echoes && compared == m_request.size()) {
        m_echo = compared;
        m_from = std::max(m_from, m_echo);
    } else if (echoes && waiting) {
        return State::Incomplete;
    }
    for (; m_from < m_received.size(); ++m_from) {
        const auto rest = std::span<const std::uint8_t>(m_received).subspan(m_from);
        for (const bool exception : {false, true}) {
            if (!mayBegin(rest, exception)) continue;
            const std::size_t length = exception ? kExceptionLength : m_shape.length;
            if (rest.size() < length) {
                if (waiting) return State::Incomplete;
                continue;
            }
            if (crcFits(rest.first(length))) {
                m_frame.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length));
                return exception ? State::Exception : State::Answer;
            }
            m_badCrc = true;
        }
    }
    return State::Incomplete;
}

}  // namespace wattill::metering::modbus
