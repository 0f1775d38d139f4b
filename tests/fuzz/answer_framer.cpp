#include "metering/modbus/answer_framer.hpp"

#include "base/assertion.hpp"
#include "metering/modbus/crc.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

using namespace wattill::metering::modbus;

/// The answer to a sale, in pieces of any size: what is taken for it has the right address,
/// function, length and check sum, and lies in what came.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::vector<std::uint8_t> request = {0x01, 0x20, 0x01, 0x00, 0x00, 0x04, 0x08, 0x00, 0x00,
                                               0x27, 0x10, 0x00, 0x05, 0x00, 0x00, 0x53, 0xDE};
    AnswerFramer framer({1, 0x20, {}, 15}, request);
    const std::size_t piece = 1U + data[0] % 20U;
    auto rest = std::span(data, size).subspan(1);
    const auto all = rest;
    auto state = AnswerFramer::State::Incomplete;
    while (!rest.empty() && state == AnswerFramer::State::Incomplete) {
        const auto part = rest.first(std::min(piece, rest.size()));
        state = framer.feed(part);
        rest = rest.subspan(part.size());
    }
    if (state == AnswerFramer::State::Incomplete) state = framer.finish();
    if (state == AnswerFramer::State::Incomplete) return 0;
    const auto frame = framer.frame();
    const bool exception = state == AnswerFramer::State::Exception;
    WATTILL_ASSERT(frame.size() == (exception ? 5U : 15U), "another length");
    WATTILL_ASSERT(frame[0] == 1 && frame[1] == (exception ? 0xA0 : 0x20), "another answer");
    WATTILL_ASSERT(crcFits(frame), "a wrong check sum");
    WATTILL_ASSERT(std::search(all.begin(), all.end(), frame.begin(), frame.end()) != all.end(),
                   "a frame that never came");
    return 0;
}
