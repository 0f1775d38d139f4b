#include "metering/modbus/answer_framer.hpp"

#include "base/assertion.hpp"
#include "metering/modbus/crc.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

using namespace wattill::metering::modbus;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes sealed(Bytes frame) {
    const std::uint16_t crc = crc16(frame);
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
    return frame;
}

struct Asked {
    Bytes request;
    Bytes answer;
    Bytes refusal;
    std::size_t known;  ///< bytes behind the function that are known beforehand
};

/// A sale, reads of 4 registers and of 1, and a write of 2.
const Asked& askedBy(std::size_t choice) {
    static const std::array<Asked, 4> all{
        {{sealed({1, 0x20, 1, 0, 0, 4, 8, 0, 0, 0x27, 0x10, 0, 5, 0, 0}),
          sealed({1, 0x20, 1, 0, 0, 0, 5, 0, 0, 0x27, 0x10, 0, 0}), sealed({1, 0xA0, 3}), 0},
         {sealed({1, 3, 2, 0, 0, 4}), sealed({1, 3, 8, 0, 1, 1, 3, 2, 1, 0x10, 0x27}),
          sealed({1, 0x83, 2}), 1},
         {sealed({1, 3, 2, 0, 0, 1}), sealed({1, 3, 2, 1, 3}), sealed({1, 0x83, 2}), 1},
         {sealed({1, 0x10, 0, 0x57, 0, 2, 4, 0, 1, 0, 1}), sealed({1, 0x10, 0, 0x57, 0, 2}),
          sealed({1, 0x90, 4}), 4}}};
    return all.at(choice % all.size());
}

/// What comes last of all: nothing, the answer, or a refusal.
const Bytes& endingBy(const Asked& asked, std::size_t choice) {
    static const Bytes none;
    if (choice == 1) return asked.answer;
    return choice == 2 ? asked.refusal : none;
}

/// Of what was asked, and what came of the line.
void isTheAnswer(const Asked& asked, const AnswerFramer& framer, bool exception) {
    const auto frame = framer.frame();
    const Bytes& answer = asked.answer;
    WATTILL_ASSERT(frame.size() == (exception ? 5U : answer.size()), "another length");
    WATTILL_ASSERT(frame[0] == 1 && frame[1] == (exception ? answer[1] | 0x80 : answer[1]),
                   "another answer");
    WATTILL_ASSERT(crcFits(frame), "a wrong check sum");
    const auto known = std::span(answer).subspan(2, exception ? 0 : asked.known);
    WATTILL_ASSERT(std::equal(known.begin(), known.end(), frame.begin() + 2),
                   "an answer to another request");
}

void isWhatCame(std::span<const std::uint8_t> all, const AnswerFramer& framer) {
    Bytes heard;
    for (const auto part : {framer.heardBefore(), framer.frame(), framer.heardAfter()})
        heard.insert(heard.end(), part.begin(), part.end());
    WATTILL_ASSERT(
        heard.size() <= all.size() && std::equal(heard.begin(), heard.end(), all.begin()),
        "bytes that never came");
    WATTILL_ASSERT(framer.strayBytes() <= heard.size() - framer.frame().size(), "more than came");
}

}  // namespace

/// Answers in pieces of any size: what is taken for the one has the right address, function,
/// length, check sum and whatever else is known beforehand, and lies in what came. An answer behind
/// whatever else came is found.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    constexpr std::size_t kPieces = 20;
    constexpr std::size_t kShapes = 4;
    constexpr std::size_t kHeard = 1024;  // more than that is not listened to
    const Asked& asked = askedBy(data[0] / kPieces);
    const Bytes& last = endingBy(asked, data[0] / kPieces / kShapes);
    const std::size_t piece = 1U + data[0] % kPieces;
    Bytes all(data + 1, data + size);
    all.insert(all.end(), last.begin(), last.end());
    const std::vector<std::uint8_t> next(
        asked.answer.begin() + 2,
        asked.answer.begin() + 2 + static_cast<std::ptrdiff_t>(asked.known));
    AnswerFramer framer({1, asked.answer[1], next, asked.answer.size()}, asked.request);
    auto rest = std::span<const std::uint8_t>(all);
    auto state = AnswerFramer::State::Incomplete;
    while (!rest.empty() && state == AnswerFramer::State::Incomplete) {
        const auto part = rest.first(std::min(piece, rest.size()));
        state = framer.feed(part);
        rest = rest.subspan(part.size());
    }
    if (state == AnswerFramer::State::Incomplete) state = framer.finish();
    isWhatCame(all, framer);
    const bool found = state != AnswerFramer::State::Incomplete;
    WATTILL_ASSERT(found || last.empty() || all.size() > kHeard, "an answer that was not found");
    if (found) isTheAnswer(asked, framer, state == AnswerFramer::State::Exception);
    return 0;
}
