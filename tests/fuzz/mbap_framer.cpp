#include "metering/modbus/mbap_framer.hpp"

#include "base/assertion.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

using namespace wattill::metering::modbus;

/// A stream of Modbus TCP in pieces of any size: the frames taken out of it are, one behind the
/// other, just what came; what is held back is never more than one frame and one piece.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::size_t piece = 1U + data[0] % 40U;
    const auto all = std::span(data, size).subspan(1);
    MbapFramer framer;
    std::size_t taken = 0;
    std::size_t fed = 0;
    while (fed < all.size() && !framer.broken()) {
        const auto part = all.subspan(fed, std::min(piece, all.size() - fed));
        framer.feed(part);
        fed += part.size();
        while (const auto frame = framer.next()) {
            const auto bytes = frame->bytes();
            WATTILL_ASSERT(frame->pdu.size() >= 2 && frame->pdu.size() <= 253, "a length");
            WATTILL_ASSERT(taken + bytes.size() <= fed, "more than came");
            WATTILL_ASSERT(std::equal(bytes.begin(), bytes.end(),
                                      all.begin() + static_cast<std::ptrdiff_t>(taken)),
                           "a frame that never came");
            taken += bytes.size();
        }
        WATTILL_ASSERT(framer.broken() || framer.pending() == fed - taken, "bytes were lost");
        WATTILL_ASSERT(framer.pending() < 260, "a whole frame was held back");
    }
    if (framer.broken()) {
        framer.feed(all);
        WATTILL_ASSERT(!framer.next() && framer.pending() == 0, "a broken stream went on");
    }
    return 0;
}
