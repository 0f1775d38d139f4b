#include "base/assertion.hpp"
#include "metering/dlt645/answer_hunter.hpp"
#include "metering/dlt645/refusal.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

using namespace wattill::metering::dlt645;

namespace {

Expected expectedBy(std::uint8_t choice) {
    const Address address = Address::fromNumber(202411110002).value();
    switch (choice % 4U) {
        case 0:
            return {address, function::kRead, identifierBytes(0x00900200)};
        case 1:
            return {address, function::kPrepaid, identifierBytes(0x070102FF)};
        case 2:
            return {address, function::kRelay, {}};
        default:
            return {Address::wildcard(), function::kReadAddress, {}};
    }
}

}  // namespace

/// Whatever comes, in pieces of any size: what is taken for the answer is a whole frame that came,
/// from the meter asked, to what it was asked.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const Expected expected = expectedBy(data[0]);
    const Bytes request = encode({expected.address, expected.function, expected.leading});
    AnswerHunter hunter(expected, request);
    const std::size_t piece = 1U + data[1] % 20U;
    auto rest = std::span(data, size).subspan(2);
    const auto all = rest;
    auto state = AnswerHunter::State::Incomplete;
    while (!rest.empty() && state == AnswerHunter::State::Incomplete) {
        const auto part = rest.first(std::min(piece, rest.size()));
        state = hunter.feed(part);
        rest = rest.subspan(part.size());
    }
    if (state == AnswerHunter::State::Incomplete) state = hunter.finish();
    WATTILL_ASSERT(hunter.strayBytes() <= all.size(), "more than came");
    if (state == AnswerHunter::State::Incomplete) return 0;
    const Message& message = hunter.message();
    const auto frame = hunter.frame();
    WATTILL_ASSERT(std::ranges::equal(encode(message), frame), "not what the frame says");
    WATTILL_ASSERT(message.function() == expected.function, "another function");
    for (std::size_t i = 0; i < Address::kBytes; ++i)
        WATTILL_ASSERT(expected.address.takes(i, message.address.wire()[i]), "another meter");
    WATTILL_ASSERT(std::search(all.begin(), all.end(), frame.begin(), frame.end()) != all.end(),
                   "a frame that never came");
    if (state == AnswerHunter::State::Refusal) {
        WATTILL_ASSERT(!refusalOf(message).text.empty(), "a refusal without words");
        return 0;
    }
    WATTILL_ASSERT(
        std::equal(expected.leading.begin(), expected.leading.end(), message.data.begin()),
        "another identifier");
    return 0;
}
